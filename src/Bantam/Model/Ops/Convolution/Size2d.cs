namespace Bantam.Model;

/// <summary>A height and a width in pixels: the size of a window or the step between two windows.</summary>
/// <param name="Height">Vertical extent, at least 1.</param>
/// <param name="Width">Horizontal extent, at least 1.</param>
public readonly record struct Size2d(int Height, int Width)
{
    /// <summary>The same extent in both directions.</summary>
    /// <param name="side">The extent.</param>
    public static implicit operator Size2d(int side) => new(side, side);

    /// <summary>The same extent in both directions.</summary>
    /// <param name="side">The extent.</param>
    /// <returns>The size.</returns>
    public static Size2d FromInt32(int side) => side;

    /// <summary>The size as text: <c>3x5</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Height}x{Width}";
}

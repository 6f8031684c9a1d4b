namespace Bantam.Model;

/// <summary>How a window treats the edge of its input.</summary>
public enum PaddingMode
{
    /// <summary>Windows stay inside the input: <c>out = ⌊(in − k)/s⌋ + 1</c>.</summary>
    Valid,

    /// <summary>The output has ⌈in/s⌉ pixels; the missing rows and columns are added around, the odd one after (bottom, right), as TFLite does.</summary>
    Same,

    /// <summary>A fixed number of rows and columns on each side.</summary>
    Explicit,
}

/// <summary>Rows and columns of zeros around an input.</summary>
/// <remarks>Pooling leaves padded positions out of its window instead of counting them as zero.</remarks>
public readonly record struct Padding
{
    /// <summary>No padding.</summary>
    public static Padding Valid => default;

    /// <summary>As much padding as makes the output ⌈in/stride⌉ pixels.</summary>
    public static Padding Same => new() { Mode = PaddingMode.Same };

    /// <summary>Which rule applies.</summary>
    public PaddingMode Mode { get; init; }

    /// <summary>Rows above, for <see cref="PaddingMode.Explicit"/>.</summary>
    public int Top { get; init; }

    /// <summary>Columns to the left, for <see cref="PaddingMode.Explicit"/>.</summary>
    public int Left { get; init; }

    /// <summary>Rows below, for <see cref="PaddingMode.Explicit"/>.</summary>
    public int Bottom { get; init; }

    /// <summary>Columns to the right, for <see cref="PaddingMode.Explicit"/>.</summary>
    public int Right { get; init; }

    /// <summary>The same number of rows and columns on every side.</summary>
    /// <param name="pixels">How many. At least 0.</param>
    /// <returns>The padding.</returns>
    public static Padding All(int pixels) => new() { Mode = PaddingMode.Explicit, Top = pixels, Left = pixels, Bottom = pixels, Right = pixels };

    /// <summary>Padding before the first and after the last pixel along one axis, and the resulting number of windows.</summary>
    internal (int Before, int Windows) Along(bool vertical, int input, int kernel, int stride)
    {
        if (Mode == PaddingMode.Same)
        {
            long windows = ((long)input + stride - 1) / stride;
            long total = Math.Max(((windows - 1) * stride) + kernel - input, 0);
            return ((int)(total / 2), (int)windows);
        }

        (int before, int after) = vertical ? (Top, Bottom) : (Left, Right);
        long room = (long)input + before + after - kernel;
        return (before, room < 0 ? 0 : (int)Math.Min((room / stride) + 1, int.MaxValue));
    }
}

namespace Bantam.Model;

/// <summary>Which of two neighbors is the nearest pixel.</summary>
public enum PixelRounding
{
    /// <summary>The nearer one; the lower one in the middle.</summary>
    HalfDown,

    /// <summary>The nearer one; the upper one in the middle.</summary>
    HalfUp,

    /// <summary>The lower one.</summary>
    Down,

    /// <summary>The upper one.</summary>
    Up,
}

namespace Bantam.Model;

/// <summary>How a pixel between pixels gets its value.</summary>
public enum Interpolation
{
    /// <summary>The value of the nearest pixel.</summary>
    Nearest,

    /// <summary>Two pixels in each direction, weighted by their nearness.</summary>
    Bilinear,

    /// <summary>Four pixels in each direction, weighted by a piecewise cubic kernel (Keys, "Cubic Convolution Interpolation", 1981).</summary>
    Bicubic,
}

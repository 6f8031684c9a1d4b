namespace Bantam.Model;

/// <summary>Where the pixel i of a resized axis lies on the axis before; s is the scale, new by old length.</summary>
public enum PixelMapping
{
    /// <summary>Pixels are areas: <c>(i + 0.5)/s − 0.5</c>.</summary>
    HalfPixel,

    /// <summary>As <see cref="HalfPixel"/>, but 0 where the new length is 1.</summary>
    HalfPixelOrFirst,

    /// <summary>As <see cref="HalfPixel"/>, with the middle of both axes in one place also where the new length was rounded.</summary>
    CenteredHalfPixel,

    /// <summary>The middle of the new pixel: <c>(i + 0.5)/s</c>; with <see cref="PixelRounding.Down"/> the usual nearest pixel.</summary>
    Middle,

    /// <summary>Pixels are points, the first on the first: <c>i/s</c>.</summary>
    Asymmetric,

    /// <summary>Pixels are points, the first on the first and the last on the last: <c>i·(old − 1)/(new − 1)</c>.</summary>
    AlignCorners,
}

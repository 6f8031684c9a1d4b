namespace Bantam.Deployment;

/// <summary>Where an activation lies in the engine's memory: rows of pixels, with room between them where a border stands.</summary>
/// <param name="Offset">The first byte of the first pixel.</param>
/// <param name="Height">The number of rows.</param>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Channels">Bytes of a pixel.</param>
/// <param name="RowStride">Bytes from one row to the next.</param>
internal readonly record struct ImageLayout(int Offset, int Height, int Width, int Channels, int RowStride)
{
    /// <summary>Whether it holds int8 codes as bytes without sign, and not wider codes as they are.</summary>
    public bool HasBytes { get; init; } = true;

    /// <summary>Bytes of a row, without the border.</summary>
    public int RowBytes => Width * Channels;

    /// <summary>Bytes of the activation, without the border.</summary>
    public int Count => Height * RowBytes;

    /// <summary>Whether nothing stands between the rows.</summary>
    public bool IsCompact => Height == 1 || RowStride == RowBytes;

    /// <summary>The same activation as rows of other sizes, where that is possible.</summary>
    public ImageLayout As(int height, int width, int channels) =>
        (height, width, channels) == (Height, Width, Channels) ? this
        : IsCompact && (long)height * width * channels == Count ? new ImageLayout(Offset, height, width, channels, width * channels)
        : throw new InvalidOperationException($"An activation of {Height} x {Width} x {Channels} with a border is no activation of {height} x {width} x {channels}.");
}

namespace Bantam.Model;

/// <summary>An image (HWC) and the zeros around it, so that a window never leaves memory.</summary>
internal readonly struct PaddedImage
{
    /// <summary>Rows of the image itself.</summary>
    public required int ImageHeight { get; init; }

    /// <summary>Columns of the image itself.</summary>
    public required int ImageWidth { get; init; }

    /// <summary>Values per pixel.</summary>
    public required int Channels { get; init; }

    /// <summary>Rows of zeros above.</summary>
    public required int Top { get; init; }

    /// <summary>Columns of zeros on the left.</summary>
    public required int Left { get; init; }

    /// <summary>Rows with padding. Fewer than the image reaches means that the rest of it is never looked at.</summary>
    public required int Height { get; init; }

    /// <summary>Columns with padding.</summary>
    public required int Width { get; init; }

    /// <summary>Whether there is no padding, so that the image serves as it is.</summary>
    public bool IsImage => Top == 0 && Left == 0 && Height <= ImageHeight && Width == ImageWidth;

    /// <summary>Values from one row to the next.</summary>
    public nint RowLength => (nint)Width * Channels;

    /// <summary>The input of a convolution with as much padding as its windows reach.</summary>
    public static PaddedImage InputOf(in WindowGeometry g)
    {
        int height = ((g.OutputHeight - 1) * g.StrideHeight) + g.KernelHeight;
        int width = ((g.OutputWidth - 1) * g.StrideWidth) + g.KernelWidth;
        return new PaddedImage
        {
            ImageHeight = g.InputHeight,
            ImageWidth = g.InputWidth,
            Channels = g.InputChannels,
            Top = g.PadTop,
            Left = g.PadLeft,
            Height = height,
            // Columns that no window reaches cost nothing if they spare a copy.
            Width = g.PadLeft == 0 && width <= g.InputWidth ? g.InputWidth : width,
        };
    }

    /// <summary>The image with zeros around it and between its pixels, in this thread's scratch: pixel (r, c) lies at (Top + r·rowStep, Left + c·columnStep).</summary>
    public unsafe float* PrepareSpread(float* image, int rowStep, int columnStep)
    {
        int length = checked(Height * (int)RowLength);
        float* padded = Scratch.Get<float>(Scratch.Use.Image, length);
        new Span<float>(padded, length).Clear();
        int columns = Math.Clamp((Width - Left + columnStep - 1) / columnStep, 0, ImageWidth);
        for (int row = 0; row < ImageHeight && Top + (row * rowStep) < Height; row++)
        {
            float* source = image + ((nint)row * ImageWidth * Channels);
            float* target = padded + ((Top + (row * rowStep)) * RowLength) + ((nint)Left * Channels);
            for (int column = 0; column < columns; column++)
            {
                new ReadOnlySpan<float>(source, Channels).CopyTo(new Span<float>(target, Channels));
                source += Channels;
                target += (nint)columnStep * Channels;
            }
        }

        return padded;
    }

    /// <summary>The image with its padding: itself where there is none, else a copy in this thread's scratch.</summary>
    public unsafe float* Prepare(float* image) => PrepareRows(image, 0, Height);

    /// <summary>Some rows of the image with its padding likewise.</summary>
    public unsafe float* PrepareRows(float* image, int first, int count)
    {
        if (IsImage)
        {
            return image + (first * RowLength);
        }

        float* padded = Scratch.Get<float>(Scratch.Use.Image, count * (long)RowLength);
        int columns = Math.Clamp(Width - Left, 0, ImageWidth);
        for (int row = 0; row < count; row++)
        {
            Span<float> target = new(padded + (row * RowLength), (int)RowLength);
            int from = first + row - Top;
            if (from < 0 || from >= ImageHeight)
            {
                target.Clear();
                continue;
            }

            int left = Math.Min(Left, Width) * Channels;
            target[..left].Clear();
            new ReadOnlySpan<float>(image + ((nint)from * ImageWidth * Channels), columns * Channels).CopyTo(target[left..]);
            target[(left + (columns * Channels))..].Clear();
        }

        return padded;
    }
}

namespace Bantam.Model;

/// <summary>Works out the geometry of sliding-window ops, with one wording for what does not fit.</summary>
internal static class Window
{
    /// <summary>More than any network needs, and few enough that no index overflows.</summary>
    private const int MaximumPadding = 1 << 16;

    private const int MaximumReach = 1 << 24;

    /// <summary>The geometry of a window over NHWC input.</summary>
    public static WindowGeometry Over(Op op, Shape input, in WindowSizes sizes, int outputChannels)
    {
        Check(op, in sizes);
        (Size2d kernel, Size2d reach, Size2d stride, Padding padding) = (sizes.Kernel, sizes.Reach, sizes.Stride, sizes.Padding);
        (int top, int height) = padding.Along(vertical: true, input[1], reach.Height, stride.Height);
        (int left, int width) = padding.Along(vertical: false, input[2], reach.Width, stride.Width);
        if (height < 1 || width < 1)
        {
            throw new ShapeException($"{op.Name} with window {kernel}{(reach == kernel ? "" : $", dilated to {reach},")} does not fit into its input {input} (NHWC) with {padding.Mode} padding. Use a smaller window, padding Same, or fewer downsampling layers before it.");
        }

        return new WindowGeometry
        {
            Batch = input[0],
            InputHeight = input[1],
            InputWidth = input[2],
            InputChannels = input[3],
            OutputHeight = height,
            OutputWidth = width,
            OutputChannels = outputChannels,
            KernelHeight = kernel.Height,
            KernelWidth = kernel.Width,
            StrideHeight = stride.Height,
            StrideWidth = stride.Width,
            PadTop = top,
            PadLeft = left,
            DilationHeight = sizes.Dilation.Height,
            DilationWidth = sizes.Dilation.Width,
        };
    }

    /// <summary>The geometry of a pooling window, in which padded positions do not count: so none may lie in the padding alone.</summary>
    public static WindowGeometry OverPool(Op op, Shape input, Size2d kernel, Size2d stride, Padding padding)
    {
        WindowGeometry geometry = Over(op, input, new WindowSizes(kernel, stride, padding), input[3]);
        if (Math.Max(padding.Top, padding.Bottom) >= kernel.Height || Math.Max(padding.Left, padding.Right) >= kernel.Width)
        {
            throw new ShapeException($"{op.Name} with window {kernel} needs less padding than the window on every side, so that each window holds a pixel, but got {padding}.");
        }

        return geometry;
    }

    /// <summary>The padding that leads to a geometry: how its convolution is written as an op again.</summary>
    public static Padding PaddingOf(in WindowGeometry g)
    {
        int bottom = ((g.OutputHeight - 1) * g.StrideHeight) + ((g.KernelHeight - 1) * g.DilationHeight) + 1 - g.InputHeight - g.PadTop;
        int right = ((g.OutputWidth - 1) * g.StrideWidth) + ((g.KernelWidth - 1) * g.DilationWidth) + 1 - g.InputWidth - g.PadLeft;
        return new Padding { Mode = PaddingMode.Explicit, Top = g.PadTop, Left = g.PadLeft, Bottom = Math.Max(bottom, 0), Right = Math.Max(right, 0) };
    }

    /// <summary>Refuses sizes that make no window, or so large a one that an index could overflow.</summary>
    public static void Check(Op op, in WindowSizes sizes)
    {
        (Size2d kernel, Size2d stride, Size2d dilation, Padding padding) = (sizes.Kernel, sizes.Stride, sizes.Dilation, sizes.Padding);
        if (!IsPositive(kernel) || !IsPositive(stride) || !IsPositive(dilation))
        {
            throw new ShapeException($"{op.Name} needs a window, a stride and a dilation of at least 1x1, but got window {kernel}, stride {stride} and dilation {dilation}.");
        }

        if ((long)kernel.Height * dilation.Height > MaximumReach || (long)kernel.Width * dilation.Width > MaximumReach)
        {
            throw new ShapeException($"{op.Name} needs a window that reaches over fewer than {MaximumReach} pixels, but got window {kernel} with dilation {dilation}.");
        }

        if (!IsPossible(padding.Top) || !IsPossible(padding.Left) || !IsPossible(padding.Bottom) || !IsPossible(padding.Right))
        {
            throw new ShapeException($"{op.Name} needs padding of 0 to {MaximumPadding} on every side, but got {padding}.");
        }
    }

    /// <summary>The output shape of a geometry, NHWC.</summary>
    public static Shape OutputShape(in WindowGeometry g) => [g.Batch, g.OutputHeight, g.OutputWidth, g.OutputChannels];

    private static bool IsPositive(Size2d size) => size is { Height: >= 1, Width: >= 1 };

    private static bool IsPossible(int padding) => padding is >= 0 and <= MaximumPadding;
}

/// <summary>What a window looks like, before it meets an input.</summary>
internal readonly record struct WindowSizes(Size2d Kernel, Size2d Stride, Padding Padding)
{
    /// <summary>Input pixels from one position of the window to the next.</summary>
    public Size2d Dilation { get; init; } = 1;

    /// <summary>Input pixels from the first to the last position of the window.</summary>
    public Size2d Reach => new(((Kernel.Height - 1) * Dilation.Height) + 1, ((Kernel.Width - 1) * Dilation.Width) + 1);
}

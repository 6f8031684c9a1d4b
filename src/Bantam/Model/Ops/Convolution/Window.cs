namespace Bantam.Model;

/// <summary>Works out the geometry of sliding-window ops, with one wording for what does not fit.</summary>
internal static class Window
{
    /// <summary>More than any network needs, and few enough that no index overflows.</summary>
    private const int MaximumPadding = 1 << 16;

    /// <summary>The geometry of a window over NHWC input.</summary>
    public static WindowGeometry Over(Op op, Shape input, Size2d kernel, Size2d stride, Padding padding, int outputChannels)
    {
        if (kernel.Height < 1 || kernel.Width < 1 || stride.Height < 1 || stride.Width < 1)
        {
            throw new ShapeException($"{op.Name} needs a window and a stride of at least 1x1, but got window {kernel} and stride {stride}.");
        }

        if (!IsPossible(padding.Top) || !IsPossible(padding.Left) || !IsPossible(padding.Bottom) || !IsPossible(padding.Right))
        {
            throw new ShapeException($"{op.Name} needs padding of 0 to {MaximumPadding} on every side, but got {padding}.");
        }

        (int top, int height) = padding.Along(vertical: true, input[1], kernel.Height, stride.Height);
        (int left, int width) = padding.Along(vertical: false, input[2], kernel.Width, stride.Width);
        if (height < 1 || width < 1)
        {
            throw new ShapeException($"{op.Name} with window {kernel} does not fit into its input {input} (NHWC) with {padding.Mode} padding. Use a smaller window, padding Same, or fewer downsampling layers before it.");
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
        };
    }

    /// <summary>The geometry of a pooling window, in which padded positions do not count: so none may lie in the padding alone.</summary>
    public static WindowGeometry OverPool(Op op, Shape input, Size2d kernel, Size2d stride, Padding padding)
    {
        WindowGeometry geometry = Over(op, input, kernel, stride, padding, input[3]);
        if (Math.Max(padding.Top, padding.Bottom) >= kernel.Height || Math.Max(padding.Left, padding.Right) >= kernel.Width)
        {
            throw new ShapeException($"{op.Name} with window {kernel} needs less padding than the window on every side, so that each window holds a pixel, but got {padding}.");
        }

        return geometry;
    }

    /// <summary>The output shape of a geometry, NHWC.</summary>
    public static Shape OutputShape(in WindowGeometry g) => [g.Batch, g.OutputHeight, g.OutputWidth, g.OutputChannels];

    private static bool IsPossible(int padding) => padding is >= 0 and <= MaximumPadding;
}

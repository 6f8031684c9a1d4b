namespace Bantam.Model;

/// <summary>Works out the geometry of sliding-window ops, with one wording for what does not fit.</summary>
internal static class Window
{
    /// <summary>The geometry of a window over NHWC input.</summary>
    public static WindowGeometry Over(Op op, Shape input, Size2d kernel, Size2d stride, Padding padding, int outputChannels)
    {
        if (kernel.Height < 1 || kernel.Width < 1 || stride.Height < 1 || stride.Width < 1)
        {
            throw new ShapeException($"{op.Name} needs a window and a stride of at least 1x1, but got window {kernel} and stride {stride}.");
        }

        if (padding.Top < 0 || padding.Left < 0 || padding.Bottom < 0 || padding.Right < 0)
        {
            throw new ShapeException($"{op.Name} needs padding of 0 or more on every side, but got {padding}.");
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

    /// <summary>The output shape of a geometry, NHWC.</summary>
    public static Shape OutputShape(in WindowGeometry g) => [g.Batch, g.OutputHeight, g.OutputWidth, g.OutputChannels];
}

using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Gives every activation of a plan its place in the engine's memory.</summary>
/// <remarks>
/// Whatever a convolution reads lies with a border of its zero point, so that no kernel looks for edges: the step before writes the
/// inside, and the border is written once. Each activation keeps its place for itself, or the borders would not last.
/// </remarks>
internal sealed class ImageLayouts
{
    // Kernels may read this far beyond the last pixel: what they read meets weights of 0.
    private const int Slack = 128;
    private const int Alignment = 64;

    private readonly Plan _plan;
    private readonly ImageLayout[] _layouts;
    private readonly List<Border> _borders = [];

    public ImageLayouts(Plan plan)
    {
        _plan = plan;
        _layouts = new ImageLayout[plan.Buffers.Count];
        for (int buffer = 0; buffer < _layouts.Length; buffer++)
        {
            _layouts[buffer] = LayoutOf(buffer);
        }
    }

    /// <summary>The bytes of all places so far.</summary>
    public int Bytes { get; private set; }

    /// <summary>The activations with borders so far.</summary>
    public IReadOnlyList<Border> Borders => _borders;

    /// <summary>The place of a buffer.</summary>
    public ImageLayout this[int buffer] => _layouts[buffer];

    /// <summary>A further place without a border.</summary>
    public ImageLayout Compact(int count) => new(Reserve(count), 1, 1, count, count);

    /// <summary>A further place with the border that a window needs.</summary>
    public ImageLayout Padded(in WindowGeometry g, byte zero) => Place((g.InputHeight, g.InputWidth, g.InputChannels), Margins.Of(in g), zero);

    /// <summary>The code of real 0 in a buffer.</summary>
    public byte ZeroOf(int buffer) => EngineCodes.FromCode((sbyte)_plan.Buffers[buffer].Parameters.ZeroPoint);

    private ImageLayout LayoutOf(int buffer)
    {
        PlanBuffer planned = _plan.Buffers[buffer];
        if (planned.Element != ElementType.Int8)
        {
            return Compact(planned.Bytes) with { HasBytes = false };
        }

        HashSet<(int Height, int Width, int Channels)> shapes = [];
        Margins margins = default;
        foreach (WindowStep step in _plan.Steps.Where(IsImageWindow).Cast<WindowStep>())
        {
            WindowGeometry g = step.Geometry;
            if (step.Inputs[0] == buffer)
            {
                shapes.Add((g.InputHeight, g.InputWidth, g.InputChannels));
                margins = step is PoolStep ? margins : margins.With(Margins.Of(in g));
            }

            if (step.Output == buffer)
            {
                shapes.Add((g.OutputHeight, g.OutputWidth, g.OutputChannels));
            }
        }

        return shapes.Count == 1 ? Place(shapes.Single(), margins, ZeroOf(buffer)) : Compact(planned.Bytes);
    }

    /// <summary>Whether a step has a fast kernel that reads and writes images.</summary>
    private static bool IsImageWindow(PlanStep step) => step is ConvolutionStep { IsPlain: true, Geometry.Batch: 1 } or DepthwiseStep { Geometry.Batch: 1 } or PoolStep { Geometry.Batch: 1 };

    private ImageLayout Place((int Height, int Width, int Channels) shape, Margins margins, byte zero)
    {
        int rowStride = checked((margins.Left + shape.Width + margins.Right) * shape.Channels);
        int bytes = checked((margins.Top + shape.Height + margins.Bottom) * rowStride);
        int start = Reserve(bytes);
        if (margins != default)
        {
            _borders.Add(new Border(start, bytes, zero));
        }

        int offset = start + (margins.Top * rowStride) + (margins.Left * shape.Channels);
        return new ImageLayout(offset, shape.Height, shape.Width, shape.Channels, rowStride);
    }

    private int Reserve(int bytes)
    {
        int offset = Bytes;
        Bytes = checked(offset + ((bytes + Slack + Alignment - 1) / Alignment * Alignment));
        return offset;
    }

    /// <summary>Rows and columns of a border.</summary>
    private readonly record struct Margins(int Top, int Left, int Bottom, int Right)
    {
        public static Margins Of(in WindowGeometry g) => new(
            g.PadTop,
            g.PadLeft,
            Behind(g.OutputHeight, g.StrideHeight, g.KernelHeight, g.PadTop + g.InputHeight),
            Behind(g.OutputWidth, g.StrideWidth, g.KernelWidth, g.PadLeft + g.InputWidth));

        public Margins With(Margins other) => new(
            Math.Max(Top, other.Top),
            Math.Max(Left, other.Left),
            Math.Max(Bottom, other.Bottom),
            Math.Max(Right, other.Right));

        private static int Behind(int windows, int stride, int kernel, int end) => Math.Max(0, ((windows - 1) * stride) + kernel - end);
    }
}

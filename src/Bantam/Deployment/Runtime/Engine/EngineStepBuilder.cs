using System.Runtime.Intrinsics;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Prepares the steps of a plan, each for the kernel that suits it.</summary>
internal abstract class EngineStepBuilder(Plan plan, ImageLayouts layouts, DotPath path)
{
    private readonly List<EngineStep> _steps = [];

    /// <summary>What was prepared so far.</summary>
    public IReadOnlyList<EngineStep> Steps => _steps;

    /// <summary>A builder for given instructions.</summary>
    public static EngineStepBuilder For(DotPath path, Plan plan, ImageLayouts layouts) => path switch
    {
        DotPath.Vnni => new EngineStepBuilder<DotVnni, Vector256<int>, Vector256<byte>>(plan, layouts, path),
        DotPath.Wide512 => new EngineStepBuilder<DotWide512, Vector512<int>, Halves<Vector512<short>>>(plan, layouts, path),
        DotPath.Wide256 => new EngineStepBuilder<DotWide256, Vector256<int>, Halves<Vector256<short>>>(plan, layouts, path),
        DotPath.ArmDot => new EngineStepBuilder<DotArm, Vector128<int>, Vector128<byte>>(plan, layouts, path),
        DotPath.Wide128 => new EngineStepBuilder<DotWide128, Vector128<int>, Halves<Vector128<short>>>(plan, layouts, path),
        _ => new EngineStepBuilder<DotScalar, int, uint>(plan, layouts, path),
    };

    /// <summary>Prepares one step.</summary>
    public void Add(PlanStep step)
    {
        if (!step.Inputs.Append(step.Output).All(buffer => layouts[buffer].HasBytes))
        {
            AddReference(step);
            return;
        }

        switch (step)
        {
            case ConvolutionStep { IsPlain: true, Geometry.Batch: 1 } s:
                _steps.Add(Convolution(s.Geometry, Linear(s, s.Constants, AccumulatorBounds.OfRows), WindowInput(s), layouts[s.Output]));
                break;
            case DepthwiseStep { Geometry: { Batch: 1, DilationHeight: 1, DilationWidth: 1 } } s when s.Geometry.InputChannels == s.Geometry.OutputChannels:
                _steps.Add(Depthwise(s.Geometry, Linear(s, s.Constants, AccumulatorBounds.OfColumns), WindowInput(s), layouts[s.Output]));
                break;
            case DenseStep s when layouts[s.Inputs[0]].Count % s.InputCount == 0:
                AddCompact(s, (input, output) => Dense(s, Linear(s, s.Constants, AccumulatorBounds.OfRows), input, output));
                break;
            case MeanStep s when layouts[s.Output].IsCompact && layouts[s.Output].Count == s.Channels && (layouts[s.Inputs[0]].IsCompact || layouts[s.Inputs[0]].Channels == s.Channels):
                _steps.Add(new EngineMean(s, Pixels(s), layouts[s.Output], path));
                break;
            case PoolStep { Geometry: { Batch: 1, DilationHeight: 1, DilationWidth: 1 } g } s:
                ImageLayout image = layouts[s.Inputs[0]].As(g.InputHeight, g.InputWidth, g.InputChannels);
                ImageLayout pooled = layouts[s.Output].As(g.OutputHeight, g.OutputWidth, g.OutputChannels);
                _steps.Add(s.IsMax ? new EngineMaxPool(s, image, pooled) : new EngineAveragePool(s, image, pooled));
                break;
            case AddStep { Shapes: null } s when SameRows([s.Inputs[0], s.Inputs[1], s.Output]) is [var left, var right, var sum]:
                _steps.Add(new EngineAdd(s, left, right, sum, path));
                break;
            case TableStep s when SameRows([s.Inputs[0], s.Output]) is [var input, var output]:
                _steps.Add(new EngineTable(s, input, output));
                break;
            default:
                AddReference(step);
                break;
        }
    }

    /// <summary>Prepares a convolution.</summary>
    protected abstract EngineStep Convolution(in WindowGeometry geometry, LinearLayer layer, ImageLayout input, ImageLayout output);

    /// <summary>Prepares a depthwise convolution.</summary>
    protected abstract EngineStep Depthwise(in WindowGeometry geometry, LinearLayer layer, ImageLayout input, ImageLayout output);

    /// <summary>Prepares a dense layer.</summary>
    protected abstract EngineStep Dense(DenseStep step, LinearLayer layer, ImageLayout input, ImageLayout output);

    private LinearLayer Linear(PlanStep step, LinearConstants constants, BoundsOfLayer bounds)
    {
        int zeroPoint = plan.Buffers[step.Inputs[0]].Parameters.ZeroPoint;
        (int, int) codes = (sbyte.MinValue - zeroPoint, sbyte.MaxValue - zeroPoint);
        return new LinearLayer(constants, bounds(constants.Weights.AsSpan(), constants.Bias.AsSpan(), constants.Parameters.Multipliers.Length, codes), path);
    }

    /// <summary>The input of a window, with a border where it needs one.</summary>
    private ImageLayout WindowInput(WindowStep step)
    {
        WindowGeometry g = step.Geometry;
        ImageLayout layout = layouts[step.Inputs[0]];
        if ((layout.Height, layout.Width, layout.Channels) == (g.InputHeight, g.InputWidth, g.InputChannels))
        {
            return layout;
        }

        ImageLayout padded = layouts.Padded(in g, layouts.ZeroOf(step.Inputs[0]));
        _steps.Add(new CopyStep(layout.As(g.InputHeight, g.InputWidth, g.InputChannels), padded));
        return padded;
    }

    /// <summary>The input of a mean as an image whose channels are those of its output.</summary>
    private ImageLayout Pixels(MeanStep step)
    {
        ImageLayout layout = layouts[step.Inputs[0]];
        return layout.IsCompact ? layout.As(1, step.Pixels, step.Channels) : layout;
    }

    /// <summary>Buffers of one size as rows of one length, or null where borders stand between rows of different lengths.</summary>
    private ImageLayout[]? SameRows(int[] buffers)
    {
        ImageLayout[] places = [.. buffers.Select(buffer => layouts[buffer])];
        if (places.Any(layout => layout.Count != places[0].Count))
        {
            return null;
        }

        ImageLayout[] images = [.. places.Where(layout => !layout.IsCompact)];
        if (images.Length == 0)
        {
            return [.. places.Select(layout => layout.As(1, 1, layout.Count))];
        }

        ImageLayout rows = images[0];
        return images.All(image => (image.Height, image.RowBytes) == (rows.Height, rows.RowBytes))
            ? [.. places.Select(layout => layout.IsCompact ? layout.As(rows.Height, rows.Width, rows.Channels) : layout)]
            : null;
    }

    /// <summary>Where a buffer lies in one piece: where it is, or where a copy of it goes.</summary>
    private ImageLayout CompactInput(int buffer)
    {
        ImageLayout layout = layouts[buffer];
        if (layout.IsCompact)
        {
            return layout;
        }

        ImageLayout compact = layouts.Compact(layout.Count);
        _steps.Add(new CopyStep(layout, compact.As(layout.Height, layout.Width, layout.Channels)));
        return compact;
    }

    /// <summary>Prepares a step that reads and writes in one piece.</summary>
    private void AddCompact(PlanStep step, Func<ImageLayout, ImageLayout, EngineStep> prepare)
    {
        ImageLayout input = CompactInput(step.Inputs[0]);
        ImageLayout output = layouts[step.Output];
        if (output.IsCompact)
        {
            _steps.Add(prepare(input, output));
            return;
        }

        ImageLayout compact = layouts.Compact(output.Count);
        _steps.Add(prepare(input, compact));
        _steps.Add(new CopyStep(compact.As(output.Height, output.Width, output.Channels), output));
    }

    private void AddReference(PlanStep step) =>
        _steps.Add(new ReferenceStep(step, [.. step.Inputs.Select(input => layouts[input])], layouts[step.Output]));

    private delegate AccumulatorBounds BoundsOfLayer(ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> bias, int channels, (int Min, int Max) input);
}

/// <summary>Prepares steps for one kind of dot product.</summary>
internal sealed class EngineStepBuilder<TDot, TSums, TTerms>(Plan plan, ImageLayouts layouts, DotPath path) : EngineStepBuilder(plan, layouts, path)
    where TDot : struct, IDot<TSums, TTerms>
    where TSums : unmanaged
    where TTerms : unmanaged
{
    protected override EngineStep Convolution(in WindowGeometry geometry, LinearLayer layer, ImageLayout input, ImageLayout output) =>
        new EngineConvolution<TDot, TSums, TTerms>(in geometry, layer, input, output);

    protected override EngineStep Depthwise(in WindowGeometry geometry, LinearLayer layer, ImageLayout input, ImageLayout output) =>
        new EngineDepthwise<TDot, TSums, TTerms>(in geometry, layer, input, output);

    protected override EngineStep Dense(DenseStep step, LinearLayer layer, ImageLayout input, ImageLayout output) =>
        new EngineDense<TDot, TSums, TTerms>(step.InputCount, layer, input, output);
}

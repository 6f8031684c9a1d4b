using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>What each channel of each activation can be, proved for every input by exact arithmetic on intervals.</summary>
/// <remarks>
/// <para>Inputs may be any codes. A sum lies between the sums of the ends of its products; taps outside of the image count as
/// nothing, so each case of a border is bounded by itself. Requantization, clamping, pooling, addition and the mean are
/// monotone, so the ends of a range go through the kernels' own arithmetic. A step of another kind may give any code.</para>
/// <para>Channels are taken to be independent: ranges are never too small, but may be too large.</para>
/// </remarks>
public sealed class PlanRanges
{
    private readonly Plan _plan;
    private readonly CodeRange[][] _channels;
    private readonly Dictionary<int, AccumulatorRange> _sums = [];

    private PlanRanges(Plan plan)
    {
        _plan = plan;
        _channels = [.. plan.Buffers.Select(Everything)];
        foreach (PlanStep step in plan.Steps)
        {
            _channels[step.Output] = OutputOf(step) ?? _channels[step.Output];
        }
    }

    /// <summary>The sums of the steps with weights, in the order in which they run.</summary>
    public IReadOnlyList<AccumulatorRange> Accumulators => [.. _plan.Steps.Where(step => _sums.ContainsKey(step.Output)).Select(step => _sums[step.Output])];

    /// <summary>The channels of all buffers.</summary>
    internal int ChannelCount => _channels.Sum(channels => channels.Length);

    /// <summary>Analyzes a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>The ranges.</returns>
    public static PlanRanges Of(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new PlanRanges(plan);
    }

    /// <summary>The ranges of the channels (the last axis) of a buffer.</summary>
    /// <param name="buffer">The index of the buffer in <see cref="Plan.Buffers"/>.</param>
    /// <returns>One range for each channel.</returns>
    public IReadOnlyList<CodeRange> ChannelsOf(int buffer) => _channels[buffer];

    /// <summary>The elements of a buffer.</summary>
    internal long ElementsOf(int buffer) => _plan.Buffers[buffer].Shape.Count;

    /// <summary>The smallest sum of an output channel of a layer.</summary>
    internal int SmallestSum(int output, int channel) => checked((int)_sums[output].Minimum[channel]);

    /// <summary>The ranges of a buffer as a step sees it that counts other channels: then any of them can be any.</summary>
    internal CodeRange[] View(int buffer, int channels)
    {
        CodeRange[] known = _channels[buffer];
        return known.Length == channels ? known : [.. Enumerable.Repeat(known.Aggregate((a, b) => a.Union(b)), channels)];
    }

    private static CodeRange[] Everything(PlanBuffer buffer)
    {
        CodeRange all = buffer.Element == ElementType.Int8 ? CodeRange.Int8 : new CodeRange(buffer.Parameters.QMin, buffer.Parameters.QMax);
        return [.. Enumerable.Repeat(all, buffer.Shape.Rank == 0 ? 1 : buffer.Shape[^1])];
    }

    private CodeRange[]? OutputOf(PlanStep step)
    {
        if (step.Buffers.Any(buffer => _plan.Buffers[buffer].Element != ElementType.Int8))
        {
            return null;
        }

        int channels = _channels[step.Output].Length;
        switch (step)
        {
            case ConvolutionStep { Geometry.Groups: 1 } s when channels == s.Geometry.OutputChannels:
                return Layer(s, s.Constants, LayerSums.OfConvolution(s, View(s.Inputs[0], s.Geometry.InputChannels)));
            case DepthwiseStep s when channels == s.Geometry.OutputChannels:
                return Layer(s, s.Constants, LayerSums.OfDepthwise(s, View(s.Inputs[0], s.Geometry.InputChannels)));
            case DenseStep s when channels == s.Constants.Channels:
                return Layer(s, s.Constants, LayerSums.OfDense(s, DenseInputs(s)));
            case PoolStep s:
                return [.. View(s.Inputs[0], channels).Select(range => range.Map(code => Math.Clamp(code, s.Range.Min, s.Range.Max)))];
            case MeanStep s when s.Channels == channels:
                return [.. View(s.Inputs[0], channels).Select(range => range.Map(code => s.Parameters.Output.From(s.Pixels * (code - s.Parameters.InputZeroPoint), s.Parameters.Multiplier)))];
            case TableStep s:
                return [.. View(s.Inputs[0], channels).Select(range => Looked(s.Table, range))];
            case AddStep { Shapes: null } s:
                return [.. View(s.Inputs[0], channels).Zip(View(s.Inputs[1], channels), (left, right) => Sum(s.Parameters, left, right))];
            default:
                return null;
        }
    }

    /// <summary>The range of each number that a dense layer reads: channels repeat for every pixel.</summary>
    private CodeRange[] DenseInputs(DenseStep step)
    {
        CodeRange[] channels = _channels[step.Inputs[0]];
        channels = step.InputCount % channels.Length == 0 ? channels : View(step.Inputs[0], 1);
        return [.. Enumerable.Range(0, step.InputCount).Select(i => channels[i % channels.Length])];
    }

    private CodeRange[] Layer(PlanStep step, LinearConstants constants, LayerSums sums)
    {
        _sums[step.Output] = new AccumulatorRange(step.Name, sums.Minimum, sums.Maximum);
        CodeRange[] codes = new CodeRange[sums.Minimum.Length];
        for (int c = 0; c < codes.Length; c++)
        {
            FixedPointMultiplier multiplier = constants.Parameters.Multipliers[c];
            codes[c] = new CodeRange(
                constants.Parameters.Output.From(checked((int)sums.Minimum[c]), multiplier),
                constants.Parameters.Output.From(checked((int)sums.Maximum[c]), multiplier));
        }

        return codes;
    }

    private static CodeRange Looked(TableInt8 table, CodeRange input)
    {
        ReadOnlySpan<sbyte> values = table.Values.AsSpan()[(input.Min - sbyte.MinValue)..(input.Max - sbyte.MinValue + 1)];
        CodeRange range = new(values[0], values[0]);
        foreach (sbyte value in values)
        {
            range = range.Union(new CodeRange(value, value));
        }

        return range;
    }

    private static CodeRange Sum(AddInt8Parameters parameters, CodeRange left, CodeRange right)
    {
        // A difference is largest where what is subtracted is smallest.
        right = parameters.Subtracts ? new CodeRange(right.Max, right.Min) : right;
        Span<sbyte> sums = stackalloc sbyte[2];
        AddInt8.Run(new BinaryArguments<sbyte, AddInt8Parameters>
        {
            Parameters = parameters,
            Left = [(sbyte)left.Min, (sbyte)left.Max],
            Right = [(sbyte)right.Min, (sbyte)right.Max],
            Output = sums,
        });
        return new CodeRange(sums[0], sums[1]);
    }
}

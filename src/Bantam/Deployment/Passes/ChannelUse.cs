using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Finds which channels of each activation a plan cannot do without.</summary>
/// <remarks>
/// <para>Steps that work channel by channel tie the channels of what they read to those of what they write: such buffers form
/// a group, and a channel stays in all of a group or in none. Groups end at convolutions and dense layers, which mix channels:
/// an output channel needs the input channels that it has a weight for, except those with one possible code, which the bias
/// can stand for. Next to padding that needs care: a tap outside counts as nothing, so only a channel whose code is the zero
/// point, which counts as nothing too, can go.</para>
/// <para>The need is the least fixed point from the outputs backward.</para>
/// </remarks>
internal sealed class ChannelUse
{
    private readonly Plan _plan;
    private readonly PlanRanges _ranges;
    private readonly int[] _groupOf;
    private readonly Dictionary<int, bool[]> _needed = [];

    public ChannelUse(Plan plan, PlanRanges ranges)
    {
        _plan = plan;
        _ranges = ranges;
        _groupOf = [.. Enumerable.Range(0, plan.Buffers.Count)];
        foreach (PlanStep step in plan.Steps.Where(IsChannelwise))
        {
            foreach (int input in step.Inputs)
            {
                Join(_groupOf[input], _groupOf[step.Output]);
            }
        }

        foreach (int buffer in _groupOf.Distinct())
        {
            _needed[buffer] = new bool[Channels(buffer)];
        }

        Spread();
    }

    /// <summary>The channels of a buffer that stay, in order.</summary>
    public int[] KeptChannels(int buffer)
    {
        bool[] needed = _needed[_groupOf[buffer]];
        return [.. Enumerable.Range(0, needed.Length).Where(channel => needed[channel])];
    }

    /// <summary>Whether a constant input channel of a layer may become part of the bias.</summary>
    public static bool FitsBias(WindowGeometry? window, CodeRange range, int zeroPoint) =>
        range.IsConstant && (range.Min == zeroPoint || window is not { } g || InsideTaps.CasesOf(g).All(inside => inside.IsWhole(g)));

    private int Channels(int buffer) => _ranges.ChannelsOf(buffer).Count;

    private void Join(int group, int other)
    {
        for (int i = 0; i < _groupOf.Length; i++)
        {
            _groupOf[i] = _groupOf[i] == other ? group : _groupOf[i];
        }
    }

    private bool IsChannelwise(PlanStep step) =>
        step switch
        {
            PoolStep or TableStep or AddStep { Shapes: null } => true,
            MeanStep mean => mean.Channels == Channels(mean.Output),
            DepthwiseStep depthwise => depthwise.Geometry.InputChannels == depthwise.Geometry.OutputChannels,
            _ => false,
        }
        && AreInt8(step)
        && step.Inputs.All(input => Channels(input) == Channels(step.Output));

    private bool AreInt8(PlanStep step) => step.Buffers.All(buffer => _plan.Buffers[buffer].Element == ElementType.Int8);

    private void Spread()
    {
        bool hasGrown;
        do
        {
            hasGrown = false;
            foreach (PlanStep step in _plan.Steps.Reverse())
            {
                hasGrown |= Ask(step);
            }

            hasGrown = hasGrown || KeepOneOfEach();
        }
        while (hasGrown);
    }

    /// <summary>A shape needs at least one channel, even where none has anything to say.</summary>
    private bool KeepOneOfEach()
    {
        bool[]? empty = _needed.Values.FirstOrDefault(needed => !Array.Exists(needed, isNeeded => isNeeded));
        if (empty is not null)
        {
            empty[0] = true;
        }

        return empty is not null;
    }

    private bool Ask(PlanStep step)
    {
        bool hasGrown = false;
        foreach (int buffer in step.Buffers.Where(buffer => _plan.Buffers[buffer].Place != BufferPlace.Arena))
        {
            hasGrown |= NeedAll(buffer);
        }

        return hasGrown | step switch
        {
            _ when IsChannelwise(step) => false,
            ConvolutionStep { Geometry.Groups: 1 } s when Mixes(s, s.Geometry.InputChannels, s.Geometry.OutputChannels) && AreInt8(s) => Ask(s, s.Constants, s.Geometry, s.Geometry.PatchLength),
            DenseStep s when s.InputCount % Channels(s.Inputs[0]) == 0 && Channels(s.Output) == s.Constants.Channels && AreInt8(s) => Ask(s, s.Constants, null, s.InputCount),
            _ => step.Buffers.Aggregate(false, (grown, buffer) => NeedAll(buffer) | grown),
        };
    }

    private bool Mixes(PlanStep step, int inputChannels, int outputChannels) => Channels(step.Inputs[0]) == inputChannels && Channels(step.Output) == outputChannels;

    /// <summary>What the needed outputs of a layer need of its input.</summary>
    private bool Ask(PlanStep step, LinearConstants constants, WindowGeometry? window, int weightsPerOutput)
    {
        bool[] outputs = _needed[_groupOf[step.Output]];
        bool[] inputs = _needed[_groupOf[step.Inputs[0]]];
        IReadOnlyList<CodeRange> ranges = _ranges.ChannelsOf(step.Inputs[0]);
        bool hasGrown = false;
        for (int c = 0; c < inputs.Length; c++)
        {
            if (!inputs[c] && !FitsBias(window, ranges[c], -constants.Parameters.InputOffset))
            {
                inputs[c] = Enumerable.Range(0, outputs.Length).Any(o => outputs[o] && !_ranges.ChannelsOf(step.Output)[o].IsConstant && HasWeight(constants, (o * weightsPerOutput) + c, inputs.Length, weightsPerOutput));
                hasGrown |= inputs[c];
            }
        }

        return hasGrown;
    }

    private static bool HasWeight(LinearConstants constants, int first, int channels, int weightsPerOutput)
    {
        for (int i = 0; i < weightsPerOutput; i += channels)
        {
            if (constants.Weights[first + i] != 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool NeedAll(int buffer)
    {
        bool[] needed = _needed[_groupOf[buffer]];
        bool hasGrown = Array.Exists(needed, isNeeded => !isNeeded);
        Array.Fill(needed, true);
        return hasGrown;
    }
}

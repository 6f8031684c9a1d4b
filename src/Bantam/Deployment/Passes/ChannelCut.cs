using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Makes steps that work on the channels that stay.</summary>
/// <param name="ranges">What each channel can be.</param>
/// <param name="kept">The channels of each buffer that stay.</param>
internal sealed class ChannelCut(PlanRanges ranges, int[][] kept)
{
    /// <summary>A step without the channels that go.</summary>
    public PlanStep Of(PlanStep step) => IsWhole(step) ? step : step switch
    {
        ConvolutionStep s => s with { Geometry = Cut(s.Geometry, s), Constants = Mixing(s, s.Constants, s.Geometry, s.Geometry.PatchLength) },
        DepthwiseStep s => s with { Geometry = Cut(s.Geometry, s), Constants = Depthwise(s.Constants, kept[s.Output]) },
        DenseStep s => s with { InputCount = s.InputCount / ranges.ChannelsOf(s.Inputs[0]).Count * kept[s.Inputs[0]].Length, Constants = Mixing(s, s.Constants, null, s.InputCount) },
        PoolStep s => s with { Geometry = Cut(s.Geometry, s) },
        MeanStep s => s with { Channels = kept[s.Output].Length },
        _ => step,
    };

    private bool IsWhole(PlanStep step) => step.Buffers.All(buffer => kept[buffer].Length == ranges.ChannelsOf(buffer).Count);

    private WindowGeometry Cut(WindowGeometry geometry, PlanStep step) => geometry with { InputChannels = kept[step.Inputs[0]].Length, OutputChannels = kept[step.Output].Length };

    private static LinearConstants Depthwise(LinearConstants constants, int[] channels) => Select(
        constants,
        channels,
        [.. Enumerable.Range(0, constants.Weights.Length / constants.Bias.Length).SelectMany(tap => channels.Select(c => constants.Weights[(tap * constants.Bias.Length) + c]))],
        [.. channels.Select(c => constants.Bias[c])]);

    /// <summary>The constants of a layer that mixes channels; those that go have become part of the bias.</summary>
    private LinearConstants Mixing(PlanStep step, LinearConstants constants, WindowGeometry? window, int weightsPerOutput)
    {
        ImmutableArray<sbyte>.Builder weights = ImmutableArray.CreateBuilder<sbyte>();
        ImmutableArray<int>.Builder bias = ImmutableArray.CreateBuilder<int>();
        int[] offsets = Offsets(step, constants, window);
        foreach (int o in kept[step.Output])
        {
            // An output that is always the same needs no input: any of its sums gives its code.
            bool isConstant = ranges.ChannelsOf(step.Output)[o].IsConstant;
            long sum = constants.Bias[o];
            for (int i = 0; i < weightsPerOutput; i++)
            {
                sbyte weight = constants.Weights[(o * weightsPerOutput) + i];
                int channel = i % offsets.Length;
                sum += weight * offsets[channel];
                if (Array.BinarySearch(kept[step.Inputs[0]], channel) >= 0)
                {
                    weights.Add(isConstant ? (sbyte)0 : weight);
                }
            }

            bias.Add(isConstant ? ranges.SmallestSum(step.Output, o) : checked((int)sum));
        }

        return Select(constants, kept[step.Output], weights.ToImmutable(), bias.ToImmutable());
    }

    /// <summary>What each input channel that goes leaves behind: its code minus the zero point; 0 for those that stay or that no output reads.</summary>
    private int[] Offsets(PlanStep step, LinearConstants constants, WindowGeometry? window)
    {
        IReadOnlyList<CodeRange> inputs = ranges.ChannelsOf(step.Inputs[0]);
        int[] offsets = new int[inputs.Count];
        for (int c = 0; c < offsets.Length; c++)
        {
            bool goes = Array.BinarySearch(kept[step.Inputs[0]], c) < 0;
            offsets[c] = goes && ChannelUse.FitsBias(window, inputs[c], -constants.Parameters.InputOffset) ? inputs[c].Min + constants.Parameters.InputOffset : 0;
        }

        return offsets;
    }

    private static LinearConstants Select(LinearConstants constants, int[] channels, ImmutableArray<sbyte> weights, ImmutableArray<int> bias) => constants with
    {
        Weights = weights,
        Bias = bias,
        Parameters = constants.Parameters with { Multipliers = [.. channels.Select(c => constants.Parameters.Multipliers[c])] },
    };
}

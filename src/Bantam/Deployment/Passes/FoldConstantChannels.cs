using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Removes channels that are provably the same for every input, and channels that nothing reads, with all that computes them.</summary>
/// <remarks>
/// What a constant channel adds to the next layer goes into that layer's bias: <c>b′[o] = b[o] + Σ w[o,c]·(v[c] − z)</c>. Sums
/// of integers are exact in any order, so every remaining byte is what it was. <see cref="PlanRanges"/> proves what is
/// constant: after ReLU6, whole channels of published networks are.
/// </remarks>
public sealed record FoldConstantChannels : PlanPass
{
    /// <inheritdoc/>
    public override PlanChange Apply(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        PlanRanges ranges = PlanRanges.Of(plan);
        ChannelUse use = new(plan, ranges);
        int[][] kept = [.. Enumerable.Range(0, plan.Buffers.Count).Select(use.KeptChannels)];
        int before = ranges.ChannelCount;
        int after = kept.Sum(channels => channels.Length);
        if (before == after)
        {
            return new PlanChange(Name, plan, plan, "");
        }

        ChannelCut cut = new(ranges, kept);
        PlanBuffer[] buffers = [.. plan.Buffers.Select((buffer, i) => kept[i].Length == ranges.ChannelsOf(i).Count ? buffer : buffer with { Shape = WithChannels(buffer.Shape, kept[i].Length) })];
        Plan result = PlanRewrite.Of(plan, [.. plan.Steps.Select(cut.Of)], buffers);
        return new PlanChange(Name, plan, result, FormattableString.Invariant(
            $"{before - after:N0} of {before:N0} channels are constant or unread: {plan.Macs:N0} MACs become {result.Macs:N0}, {plan.WeightBytes:N0} bytes of weights {result.WeightBytes:N0}."));
    }

    private static Shape WithChannels(Shape shape, int channels)
    {
        int[] lengths = shape.Lengths.ToArray();
        lengths[^1] = channels;
        return new Shape(lengths);
    }
}

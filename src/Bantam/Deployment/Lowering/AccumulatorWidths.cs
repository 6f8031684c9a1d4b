using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>How wide the sums of a plan's steps grow: by the types of their operands alone, and with the actual weights.</summary>
/// <remarks>
/// Types alone: a product of two 8-bit numbers needs 16 bits, and a sum of K of them up to ⌈log₂ K⌉ more; already two worst-case
/// products, 2·(−128)² = 32,768, leave 16 bits. The weights of a network are rarely the worst case, so the second number is what a
/// device needs. Source: notes, lines 2705-2707.
/// </remarks>
public static class AccumulatorWidths
{
    /// <summary>The widths of the steps that sum products of weights.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>One entry for each such step, in the order of the plan.</returns>
    public static ImmutableArray<AccumulatorWidth> Of(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return [.. plan.Steps.Select(step => Of(plan, step)).OfType<AccumulatorWidth>()];
    }

    private static AccumulatorWidth? Of(Plan plan, PlanStep step)
    {
        LinearConstants? constants = step switch
        {
            WeightedWindowStep window => window.Constants,
            DenseStep dense => dense.Constants,
            _ => null,
        };
        if (constants is null)
        {
            return null;
        }

        PlanBuffer buffer = plan.Buffers[step.Inputs[0]];
        int products = constants.Weights.Length / constants.Channels;
        IntegerRange codes = IntegerRange.OfBits(8 * buffer.Element.SizeBytes);
        IntegerRange weights = IntegerRange.OfBits(constants.WeightBits);
        (int, int) differences = ((int)codes.Min - buffer.Parameters.ZeroPoint, (int)codes.Max - buffer.Parameters.ZeroPoint);
        AccumulatorBounds bounds = step is DepthwiseStep
            ? AccumulatorBounds.OfColumns(constants.Weights.AsSpan(), constants.Bias.AsSpan(), constants.Channels, differences)
            : AccumulatorBounds.OfRows(constants.Weights.AsSpan(), constants.Bias.AsSpan(), constants.Channels, differences);
        return new AccumulatorWidth(
            step.Name,
            products,
            (codes * weights).SumOf(products).Bits,
            new IntegerRange(bounds.Minimum.Min(), bounds.Maximum.Max()).Bits);
    }
}

/// <summary>The width of the sums of one step.</summary>
/// <param name="Step">The name of the step.</param>
/// <param name="Products">How many products a sum has.</param>
/// <param name="WorstCaseBits">The bits that any codes and weights of their types fit, without zero point and bias.</param>
/// <param name="ActualBits">The bits that every sum of these weights fits, zero point and bias included.</param>
public readonly record struct AccumulatorWidth(string Step, int Products, int WorstCaseBits, int ActualBits)
{
    /// <summary>Whether sums could leave an accumulator of a width, whatever the weights.</summary>
    /// <param name="bits">The width of the accumulator.</param>
    /// <returns>Whether it is too narrow for the worst case.</returns>
    public bool CouldOverflow(int bits) => WorstCaseBits > bits;
}

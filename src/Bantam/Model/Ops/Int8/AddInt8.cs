namespace Bantam.Model;

/// <summary>The integer constants of an addition.</summary>
/// <param name="LeftOffset">Added to the first input's codes: minus its zero point.</param>
/// <param name="RightOffset">Added to the second input's codes.</param>
/// <param name="LeftMultiplier">From the first input's steps to common steps, at most ½.</param>
/// <param name="RightMultiplier">From the second input's steps to common steps, at most ½.</param>
/// <param name="OutputMultiplier">From the sum to output steps.</param>
/// <param name="Output">The last stage.</param>
internal readonly record struct AddInt8Parameters(
    int LeftOffset,
    int RightOffset,
    FixedPointMultiplier LeftMultiplier,
    FixedPointMultiplier RightMultiplier,
    FixedPointMultiplier OutputMultiplier,
    Int8Output Output)
{
    /// <summary>Bits by which inputs are enlarged, so that rounding to the common scale costs nothing visible.</summary>
    public const int LeftShift = 20;

    /// <summary>The constants of an addition.</summary>
    /// <param name="left">The first input's parameters: one scale, int8 codes.</param>
    /// <param name="right">The second input's parameters.</param>
    /// <param name="output">The output's parameters.</param>
    /// <param name="activation">The activation that the op applies.</param>
    /// <param name="rounding">The rounding rule.</param>
    /// <returns>The constants; the common scale is twice the larger input scale.</returns>
    /// <exception cref="ArgumentException">The parameters are not those of int8 activations.</exception>
    public static AddInt8Parameters Prepare(QuantizationParameters left, QuantizationParameters right, QuantizationParameters output, Activation activation, RoundingProfile rounding)
    {
        Int8Output.RequireActivation(left, "first input");
        Int8Output.RequireActivation(right, "second input");
        Int8Output stage = Int8Output.Prepare(output, activation, rounding);
        double common = 2.0 * Math.Max(left.Scale, right.Scale);
        return new AddInt8Parameters(
            -left.ZeroPoint,
            -right.ZeroPoint,
            FixedPointMultiplier.FromReal(left.Scale / common),
            FixedPointMultiplier.FromReal(right.Scale / common),
            FixedPointMultiplier.FromReal(common / ((1 << LeftShift) * (double)output.Scale)),
            stage);
    }
}

/// <summary>The arguments of the int8 addition kernel.</summary>
internal readonly ref struct AddInt8Arguments
{
    /// <summary>The integer constants.</summary>
    public required AddInt8Parameters Parameters { get; init; }

    /// <summary>The first input's codes.</summary>
    public required ReadOnlySpan<sbyte> Left { get; init; }

    /// <summary>The second input's codes, as many.</summary>
    public required ReadOnlySpan<sbyte> Right { get; init; }

    /// <summary>The output codes, as many.</summary>
    public required Span<sbyte> Output { get; init; }
}

/// <summary>The meaning of an int8 addition: both inputs are brought to a common fine scale, added, and requantized.</summary>
/// <remarks>
/// Range: |x − z| ≤ 255, shifted left by 20 that is below 2²⁸; multipliers of at most ½ leave 2²⁷ each, so the sum is
/// below 2²⁸. Source: TFLite ADD, reference integer kernel.
/// </remarks>
internal static class AddInt8
{
    /// <summary>Runs the addition.</summary>
    /// <param name="a">The arguments.</param>
    public static void Run(in AddInt8Arguments a)
    {
        AddInt8Parameters p = a.Parameters;
        RoundingProfile rounding = p.Output.Rounding;
        for (int i = 0; i < a.Output.Length; i++)
        {
            int left = rounding.Requantize((a.Left[i] + p.LeftOffset) << AddInt8Parameters.LeftShift, p.LeftMultiplier);
            int right = rounding.Requantize((a.Right[i] + p.RightOffset) << AddInt8Parameters.LeftShift, p.RightMultiplier);
            a.Output[i] = p.Output.From(left + right, p.OutputMultiplier);
        }
    }
}

using System.Numerics;

namespace Bantam.Model;

/// <summary>The integer constants of a leaky ReLU.</summary>
/// <param name="InputOffset">Added to the input codes: minus their zero point.</param>
/// <param name="Above">From input to output steps where the input is 0 or more.</param>
/// <param name="Below">The magnitude of the factor where it is negative.</param>
/// <param name="SlopeIsNegative">Whether the factor below 0 is negative.</param>
/// <param name="Output">The last stage.</param>
internal readonly record struct LeakyReluInt8Parameters(int InputOffset, FixedPointMultiplier Above, FixedPointMultiplier Below, bool SlopeIsNegative, Int8Output Output)
{
    /// <summary>The constants of a leaky ReLU.</summary>
    /// <param name="input">The input's parameters: one scale, codes of 8 or 16 bits.</param>
    /// <param name="output">The output's parameters.</param>
    /// <param name="slope">The slope below 0.</param>
    /// <param name="rounding">The rounding rule.</param>
    /// <returns>The constants; TFLite takes both factors in single precision.</returns>
    /// <exception cref="ArgumentException">The parameters are not those of activations.</exception>
    public static LeakyReluInt8Parameters Prepare(QuantizationParameters input, QuantizationParameters output, double slope, RoundingProfile rounding)
    {
        Int8Output.RequireCodes(input, "input");
        Int8Output stage = Int8Output.Prepare(output, Activation.None, rounding);
        float below = input.Scale * (float)slope / output.Scale;
        return new LeakyReluInt8Parameters(
            -input.ZeroPoint,
            FixedPointMultiplier.FromReal(input.Scale / output.Scale),
            FixedPointMultiplier.FromReal(Math.Abs(below)),
            below < 0,
            stage);
    }
}

/// <summary>The meaning of an integer leaky ReLU: a requantization with one factor for each side of 0.</summary>
/// <remarks>
/// Range: |x − z| ≤ 255 in 8 bits and 2¹⁵ in 16. A negative slope multiplies the magnitude, which TFLite does not round in every
/// build alike. Source: TFLite LEAKY_RELU, reference kernel.
/// </remarks>
internal static class LeakyReluInt8
{
    /// <summary>Runs the function.</summary>
    /// <typeparam name="TCode">The type of the codes.</typeparam>
    /// <param name="p">The integer constants.</param>
    /// <param name="input">The input codes.</param>
    /// <param name="output">As many output codes.</param>
    public static void Run<TCode>(in LeakyReluInt8Parameters p, ReadOnlySpan<TCode> input, Span<TCode> output)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        for (int i = 0; i < input.Length; i++)
        {
            int x = int.CreateTruncating(input[i]) + p.InputOffset;
            output[i] = x >= 0
                ? p.Output.From<TCode, int>(x, p.Above)
                : p.Output.From<TCode, int>(p.SlopeIsNegative ? -x : x, p.Below);
        }
    }
}

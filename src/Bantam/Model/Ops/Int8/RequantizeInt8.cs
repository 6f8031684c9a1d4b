using System.Numerics;

namespace Bantam.Model;

/// <summary>The integer constants of a change of scale, zero point or width, with or without an activation.</summary>
/// <param name="InputOffset">Added to the input codes: minus their zero point.</param>
/// <param name="Multiplier">The ratio of the input's scale to the output's.</param>
/// <param name="Output">The last stage.</param>
internal readonly record struct RequantizeInt8Parameters(int InputOffset, FixedPointMultiplier Multiplier, Int8Output Output)
{
    /// <summary>The constants of a change of parameters.</summary>
    /// <param name="input">The input's parameters: one scale, codes of 8, 16 or 32 bits.</param>
    /// <param name="output">The output's parameters.</param>
    /// <param name="activation">The activation to apply. With equal parameters the op is this clamp and nothing else.</param>
    /// <param name="rounding">The rounding rule.</param>
    /// <returns>The constants.</returns>
    /// <exception cref="ArgumentException">The parameters have several scales.</exception>
    public static RequantizeInt8Parameters Prepare(QuantizationParameters input, QuantizationParameters output, Activation activation, RoundingProfile rounding)
    {
        RequireOneScale(input, "input");
        RequireOneScale(output, "output");
        int min = activation == Activation.None ? output.QMin : output.ZeroPoint;
        int max = activation == Activation.Relu6 ? output.Quantize(6, 0, rounding) : output.QMax;
        return new RequantizeInt8Parameters(
            -input.ZeroPoint,
            FixedPointMultiplier.FromReal((double)input.Scale / output.Scale),
            new Int8Output(output.ZeroPoint, min, max, rounding));
    }

    private static void RequireOneScale(QuantizationParameters parameters, string role)
    {
        if (parameters.Scales.Length != 1)
        {
            throw new ArgumentException($"The {role} of a requantization needs one scale, but has {parameters}. Quantize activations per tensor.");
        }
    }
}

/// <summary>The meaning of requantization between integers, and with an activation of ReLU and ReLU6: <c>y = clamp(zₒ + requantize(x − zᵢ))</c>.</summary>
/// <remarks>
/// Range: |x − zᵢ| ≤ 255 in 8 bits and 2¹⁵ in 16, so a ratio of scales above 2²³ or 2¹⁶ saturates; a difference of 32-bit codes
/// saturates before it is multiplied. Source: TFLite QUANTIZE, RELU and RELU6.
/// </remarks>
internal static class RequantizeInt8
{
    /// <summary>Requantizes codes.</summary>
    /// <typeparam name="TInput">The type of the input codes.</typeparam>
    /// <typeparam name="TOutput">The type of the output codes.</typeparam>
    /// <param name="p">The integer constants.</param>
    /// <param name="input">The input codes.</param>
    /// <param name="output">As many output codes.</param>
    public static void Run<TInput, TOutput>(in RequantizeInt8Parameters p, ReadOnlySpan<TInput> input, Span<TOutput> output)
        where TInput : unmanaged, IBinaryInteger<TInput>
        where TOutput : unmanaged, IBinaryInteger<TOutput>
    {
        for (int i = 0; i < input.Length; i++)
        {
            int difference = FixedPoint.Saturate(long.CreateTruncating(input[i]) + p.InputOffset);
            output[i] = p.Output.From<TOutput, int>(difference, p.Multiplier);
        }
    }
}

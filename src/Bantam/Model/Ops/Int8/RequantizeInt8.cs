namespace Bantam.Model;

/// <summary>The integer constants of a change of scale and zero point, with or without an activation.</summary>
/// <param name="InputOffset">Added to the input codes: minus their zero point.</param>
/// <param name="Multiplier">The ratio of the input's scale to the output's.</param>
/// <param name="Output">The last stage.</param>
internal readonly record struct RequantizeInt8Parameters(int InputOffset, FixedPointMultiplier Multiplier, Int8Output Output)
{
    /// <summary>The constants of a change of parameters.</summary>
    /// <param name="input">The input's parameters: one scale, int8 codes.</param>
    /// <param name="output">The output's parameters.</param>
    /// <param name="activation">The activation to apply. With equal parameters the op is this clamp and nothing else.</param>
    /// <param name="rounding">The rounding rule.</param>
    /// <returns>The constants.</returns>
    /// <exception cref="ArgumentException">The parameters are not those of int8 activations.</exception>
    public static RequantizeInt8Parameters Prepare(QuantizationParameters input, QuantizationParameters output, Activation activation, RoundingProfile rounding)
    {
        Int8Output.RequireActivation(input, "input");
        Int8Output stage = Int8Output.Prepare(output, activation, rounding);
        return new RequantizeInt8Parameters(-input.ZeroPoint, FixedPointMultiplier.FromReal((double)input.Scale / output.Scale), stage);
    }
}

/// <summary>The meaning of int8 to int8 requantization, and with an activation of ReLU and ReLU6: <c>y = clamp(zₒ + requantize(x − zᵢ))</c>.</summary>
/// <remarks>Range: |x − zᵢ| ≤ 255; a ratio of scales above 2²³ saturates. Source: TFLite QUANTIZE, RELU and RELU6.</remarks>
internal static class RequantizeInt8
{
    /// <summary>Requantizes codes.</summary>
    /// <param name="p">The integer constants.</param>
    /// <param name="input">The input codes.</param>
    /// <param name="output">As many output codes.</param>
    public static void Run(in RequantizeInt8Parameters p, ReadOnlySpan<sbyte> input, Span<sbyte> output)
    {
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = p.Output.From(input[i] + p.InputOffset, p.Multiplier);
        }
    }
}

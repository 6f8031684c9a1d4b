namespace Bantam.Model;

/// <summary>The borders of an int8 network: from real numbers to codes, and back.</summary>
/// <remarks>Source: TFLite QUANTIZE and DEQUANTIZE, reference kernels.</remarks>
internal static class QuantizeInt8
{
    /// <summary>The codes of real numbers: <c>clamp(round(x/s) + z)</c>.</summary>
    /// <param name="parameters">One scale, int8 codes.</param>
    /// <param name="rounding">How ties round.</param>
    /// <param name="input">The numbers.</param>
    /// <param name="output">As many codes.</param>
    /// <exception cref="ArgumentException">The parameters are not those of an int8 activation.</exception>
    public static void FromFloat(QuantizationParameters parameters, RoundingProfile rounding, ReadOnlySpan<float> input, Span<sbyte> output)
    {
        Int8Output.RequireActivation(parameters, "output");
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = (sbyte)parameters.Quantize(input[i], 0, rounding);
        }
    }

    /// <summary>The real numbers that codes stand for: <c>s·(q − z)</c>.</summary>
    /// <param name="parameters">One scale, int8 codes.</param>
    /// <param name="input">The codes.</param>
    /// <param name="output">As many numbers.</param>
    /// <exception cref="ArgumentException">The parameters are not those of an int8 activation.</exception>
    public static void ToFloat(QuantizationParameters parameters, ReadOnlySpan<sbyte> input, Span<float> output)
    {
        Int8Output.RequireActivation(parameters, "input");
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = parameters.Dequantize(input[i]);
        }
    }
}

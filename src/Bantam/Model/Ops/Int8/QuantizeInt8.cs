using System.Numerics;

namespace Bantam.Model;

/// <summary>The borders of an integer network: from real numbers to codes, and back.</summary>
/// <remarks>Source: TFLite QUANTIZE and DEQUANTIZE, reference kernels.</remarks>
internal static class QuantizeInt8
{
    /// <summary>The codes of real numbers: <c>clamp(round(x/s) + z)</c>.</summary>
    /// <typeparam name="TCode">The type of the codes, wide enough for the parameters.</typeparam>
    /// <param name="parameters">One scale.</param>
    /// <param name="rounding">How ties round.</param>
    /// <param name="input">The numbers.</param>
    /// <param name="output">As many codes.</param>
    /// <exception cref="ArgumentException">The parameters have several scales, or codes that the type cannot hold.</exception>
    public static void FromFloat<TCode>(QuantizationParameters parameters, RoundingProfile rounding, ReadOnlySpan<float> input, Span<TCode> output)
        where TCode : unmanaged, IBinaryInteger<TCode>, IMinMaxValue<TCode>
    {
        Require<TCode>(parameters, "output");
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = TCode.CreateTruncating(parameters.Quantize(input[i], 0, rounding));
        }
    }

    /// <summary>The real numbers that codes stand for: <c>s·(q − z)</c>.</summary>
    /// <typeparam name="TCode">The type of the codes, wide enough for the parameters.</typeparam>
    /// <param name="parameters">One scale.</param>
    /// <param name="input">The codes.</param>
    /// <param name="output">As many numbers.</param>
    /// <exception cref="ArgumentException">The parameters have several scales, or codes that the type cannot hold.</exception>
    public static void ToFloat<TCode>(QuantizationParameters parameters, ReadOnlySpan<TCode> input, Span<float> output)
        where TCode : unmanaged, IBinaryInteger<TCode>, IMinMaxValue<TCode>
    {
        Require<TCode>(parameters, "input");
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = parameters.Dequantize(int.CreateTruncating(input[i]));
        }
    }

    private static void Require<TCode>(QuantizationParameters parameters, string role)
        where TCode : unmanaged, IBinaryInteger<TCode>, IMinMaxValue<TCode>
    {
        bool fits = parameters.QMin >= int.CreateSaturating(TCode.MinValue) && parameters.QMax <= int.CreateSaturating(TCode.MaxValue);
        if (parameters.Scales.Length != 1 || !fits)
        {
            throw new ArgumentException($"The {role} of an integer network needs one scale and codes from {TCode.MinValue} to {TCode.MaxValue}, but has {parameters}. Quantize activations per tensor to that width.");
        }
    }
}

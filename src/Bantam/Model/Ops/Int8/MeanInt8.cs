using System.Numerics;

namespace Bantam.Model;

/// <summary>The integer constants of a mean over all pixels.</summary>
/// <param name="InputZeroPoint">The input's zero point.</param>
/// <param name="Multiplier">From the sum over the pixels to output steps: the ratio of scales, divided by the number of pixels.</param>
/// <param name="Output">The last stage.</param>
internal readonly record struct MeanInt8Parameters(int InputZeroPoint, FixedPointMultiplier Multiplier, Int8Output Output)
{
    /// <summary>The most pixels whose sum, at most 255 each, fits 32 bits.</summary>
    private const int MaxPixels = int.MaxValue / 255;

    /// <summary>The same in 16 bits.</summary>
    private const int MaxPixels16 = int.MaxValue / (1 << 15);

    /// <summary>The constants of a mean.</summary>
    /// <param name="input">The input's parameters: one scale, int8 codes.</param>
    /// <param name="output">The output's parameters: one scale, int8 codes.</param>
    /// <param name="pixels">How many codes are averaged, 1 to 8,421,504; at most 65,535 of 16 bits.</param>
    /// <param name="rounding">The rounding rule.</param>
    /// <returns>The constants.</returns>
    /// <exception cref="ArgumentException">The parameters are not those of int8 activations, or the count is out of range.</exception>
    /// <remarks>
    /// The division by n goes into the multiplier: shifted left by ⌊log₂ n⌋ first, it keeps 30 bits or more, and the shift
    /// is limited so that the exponent stays within range. This is TFLite's order of rounding, hence not one division.
    /// </remarks>
    public static MeanInt8Parameters Prepare(QuantizationParameters input, QuantizationParameters output, int pixels, RoundingProfile rounding)
    {
        Int8Output.RequireCodes(input, "input");
        ArgumentOutOfRangeException.ThrowIfLessThan(pixels, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pixels, input.FitsInt8 ? MaxPixels : MaxPixels16);
        Int8Output stage = Int8Output.Prepare(output, Activation.None, rounding);
        FixedPointMultiplier ratio = FixedPointMultiplier.FromReal((double)input.Scale / output.Scale);
        int shift = Math.Min(BitOperations.Log2((uint)pixels), 31 + ratio.Shift);
        int multiplier = (int)(((long)ratio.Multiplier << shift) / pixels);
        return new MeanInt8Parameters(input.ZeroPoint, new FixedPointMultiplier(multiplier, ratio.Shift - shift), stage);
    }
}

/// <summary>The arguments of the integer mean kernel.</summary>
/// <typeparam name="TCode">The type of the codes: <see cref="sbyte"/> or <see cref="short"/>.</typeparam>
internal readonly ref struct MeanArguments<TCode>
    where TCode : unmanaged, IBinaryInteger<TCode>
{
    /// <summary>Pixels per image.</summary>
    public required int Pixels { get; init; }

    /// <summary>Channels per pixel.</summary>
    public required int Channels { get; init; }

    /// <summary>The integer constants.</summary>
    public required MeanInt8Parameters Parameters { get; init; }

    /// <summary>The input codes, [N, pixels, channels].</summary>
    public required ReadOnlySpan<TCode> Input { get; init; }

    /// <summary>The output codes, [N, channels].</summary>
    public required Span<TCode> Output { get; init; }
}

/// <summary>The meaning of an integer mean over all pixels: <c>y = clamp(zₒ + requantize(Σ x − n·zᵢ))</c>.</summary>
/// <remarks>Range: |Σ (x − zᵢ)| ≤ 255·n fits 32 bits for every n that Prepare accepts. Source: TFLite MEAN.</remarks>
internal static class MeanInt8
{
    /// <summary>Runs the mean.</summary>
    /// <typeparam name="TCode">The type of the codes.</typeparam>
    /// <param name="a">The arguments.</param>
    public static void Run<TCode>(in MeanArguments<TCode> a)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        for (int i = 0; i < a.Output.Length; i++)
        {
            int start = (i / a.Channels * a.Pixels * a.Channels) + (i % a.Channels);
            int sum = 0;
            for (int pixel = 0; pixel < a.Pixels; pixel++)
            {
                sum += int.CreateTruncating(a.Input[start + (pixel * a.Channels)]) - a.Parameters.InputZeroPoint;
            }

            a.Output[i] = a.Parameters.Output.From<TCode, int>(sum, a.Parameters.Multiplier);
        }
    }
}

using System.Collections.Immutable;
using System.Numerics;

namespace Bantam.Model;

/// <summary>The integer constants of a softmax: a table, since the exponential depends on a difference of codes alone.</summary>
/// <param name="Exponentials">
/// 256 entries in Q0.31: entry d is <c>e^(−d·scale)</c>, and 0 from the first difference that fixed point cannot hold.
/// </param>
internal sealed record SoftmaxInt8Parameters(ImmutableArray<int> Exponentials)
{
    private const int IntegerBits = 5;
    private const double OneInQ5 = 1 << (31 - IntegerBits);

    /// <summary>The constants of a softmax.</summary>
    /// <param name="inputScale">The input's scale, times the factor β that some frameworks put on scores; above 2⁻²⁶.</param>
    /// <returns>The constants.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The scale is so small that all scores count as equal.</exception>
    public static SoftmaxInt8Parameters Prepare(double inputScale)
    {
        double real = inputScale * OneInQ5;
        if (!(real > 1))
        {
            throw new ArgumentOutOfRangeException(nameof(inputScale), inputScale, "Softmax on int8 needs an input scale above 2^-26: below it all scores are equal. Check the calibration of the scores.");
        }

        // Beyond the largest multiplier any difference is past the range of the exponential, whatever the exact scale.
        double largest = new FixedPointMultiplier(int.MaxValue, FixedPointMultiplier.MaxShift).ToReal();
        return FromMultiplier(FixedPointMultiplier.FromReal(Math.Min(real, largest)));
    }

    /// <summary>The constants from the multiplier that turns a difference of codes into Q5.26.</summary>
    /// <param name="multiplier">The multiplier, above 1.</param>
    /// <returns>The constants.</returns>
    public static SoftmaxInt8Parameters FromMultiplier(FixedPointMultiplier multiplier)
    {
        // Up to this difference the shifted value fits 32 bits and the exponent stays above −32.
        int largest = (int)Math.Floor(((1 << IntegerBits) - 1) * OneInQ5 / (1L << multiplier.Shift));
        int[] table = new int[256];
        for (int difference = 0; difference <= Math.Min(largest, 255); difference++)
        {
            int exponent = FixedPoint.DoublingHighMultiply(-difference << multiplier.Shift, multiplier.Multiplier);
            table[difference] = FixedPoint.ExpOfNonPositive(exponent);
        }

        return new SoftmaxInt8Parameters([.. table]);
    }
}

/// <summary>The arguments of the int8 softmax kernel.</summary>
internal readonly ref struct SoftmaxInt8Arguments
{
    /// <summary>Scores per row, 1 to 4,095.</summary>
    public required int Columns { get; init; }

    /// <summary>The integer constants.</summary>
    public required SoftmaxInt8Parameters Parameters { get; init; }

    /// <summary>The codes of the scores, [N, columns].</summary>
    public required ReadOnlySpan<sbyte> Input { get; init; }

    /// <summary>The codes of the probabilities, [N, columns], with scale 1/256 and zero point −128.</summary>
    public required Span<sbyte> Output { get; init; }
}

/// <summary>The meaning of an int8 softmax over the last axis, in fixed point.</summary>
/// <remarks>
/// <para>The output always has <see cref="OutputParameters"/>. Exponentials are summed in Q12.19, their sum is inverted by
/// Newton's iteration.</para>
/// <para>Range: a row of n scores sums to at most n·2¹⁹, below 2³¹ for n ≤ 4,095. Source: TFLite SOFTMAX, reference integer
/// kernel, bit for bit.</para>
/// </remarks>
internal static class SoftmaxInt8
{
    private const int MaxColumns = 4095;
    private const int SumShift = 12;

    /// <summary>The parameters of every int8 softmax output: scale 1/256, zero point −128.</summary>
    public static QuantizationParameters OutputParameters { get; } = QuantizationParameters.PerTensor(1f / 256, sbyte.MinValue);

    /// <summary>Runs the softmax.</summary>
    /// <param name="a">The arguments.</param>
    /// <exception cref="ArgumentException">A row is longer than the sum has room for.</exception>
    public static void Run(in SoftmaxInt8Arguments a)
    {
        RequireColumns(a.Columns);
        for (int start = 0; start < a.Output.Length; start += a.Columns)
        {
            Row(a.Parameters.Exponentials.AsSpan(), a.Input.Slice(start, a.Columns), a.Output.Slice(start, a.Columns), 8);
        }
    }

    /// <summary>Runs the softmax on 8-bit scores with 16-bit probabilities: scale 2⁻¹⁶, zero point −2¹⁵.</summary>
    /// <param name="parameters">The integer constants.</param>
    /// <param name="columns">Scores per row, 1 to 4,095.</param>
    /// <param name="input">The codes of the scores, [N, columns].</param>
    /// <param name="output">The codes of the probabilities.</param>
    /// <exception cref="ArgumentException">A row is longer than the sum has room for.</exception>
    public static void Run(SoftmaxInt8Parameters parameters, int columns, ReadOnlySpan<sbyte> input, Span<short> output)
    {
        RequireColumns(columns);
        for (int start = 0; start < output.Length; start += columns)
        {
            Row(parameters.Exponentials.AsSpan(), input.Slice(start, columns), output.Slice(start, columns), 16);
        }
    }

    /// <summary>Refuses rows that the sum has no room for.</summary>
    /// <exception cref="ArgumentException">There are none or too many scores in a row.</exception>
    public static void RequireColumns(int columns)
    {
        if (columns is < 1 or > MaxColumns)
        {
            throw new ArgumentException($"Softmax on int8 takes rows of 1 to {MaxColumns} scores, but got {columns}.");
        }
    }

    private static void Row<TCode>(ReadOnlySpan<int> exponentials, ReadOnlySpan<sbyte> scores, Span<TCode> probabilities, int bits)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        int max = sbyte.MinValue;
        foreach (sbyte score in scores)
        {
            max = Math.Max(max, score);
        }

        int sum = 0;
        foreach (sbyte score in scores)
        {
            sum += FixedPoint.DivideByPowerOfTwo(exponentials[max - score], SumShift);
        }

        // Probabilities have 8 or 16 fractional bits; the product with the reciprocal has 31.
        (int mantissa, int exponent) = FixedPoint.Reciprocal(sum);
        for (int i = 0; i < scores.Length; i++)
        {
            int product = FixedPoint.DoublingHighMultiply(mantissa, exponentials[max - scores[i]]);
            int probability = FixedPoint.DivideByPowerOfTwo(product, exponent + 31 - bits);
            int half = 1 << (bits - 1);
            probabilities[i] = TCode.CreateTruncating(Math.Min(probability - half, half - 1));
        }
    }
}

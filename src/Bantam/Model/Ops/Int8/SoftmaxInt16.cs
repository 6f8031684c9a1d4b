using System.Collections.Immutable;

namespace Bantam.Model;

/// <summary>The integer constants of a softmax on 16-bit codes.</summary>
/// <param name="Multiplier">From differences of codes to steps of 10/65535: the exponential counts as 0 below e⁻¹⁰.</param>
internal readonly record struct SoftmaxInt16Parameters(FixedPointMultiplier Multiplier)
{
    /// <summary>The constants of a softmax.</summary>
    /// <param name="inputScale">The input's scale, times the factor β that some frameworks put on scores.</param>
    /// <returns>The constants.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not a positive finite number.</exception>
    public static SoftmaxInt16Parameters Prepare(double inputScale) => new(FixedPointMultiplier.FromReal(inputScale / (10.0 / 65535.0)));
}

/// <summary>The meaning of a softmax over the last axis on 16-bit codes: two tables of 513 entries, for eˣ and 1/(1 + x).</summary>
/// <remarks>
/// <para>The output always has scale 2⁻¹⁵ and zero point 0. Between entries the tables are read with linear interpolation; each entry
/// is shifted by half of the error in the middle of its step.</para>
/// <para>Range: a row of n scores sums to at most n·2¹⁵, below 2³¹ for n ≤ 65,535. Source: TFLite SOFTMAX, reference integer kernel for
/// 16 bits; its tables are built in single precision.</para>
/// </remarks>
internal static class SoftmaxInt16
{
    private const int Steps = 512;
    private const int MaxColumns = 65535;

    private static readonly ImmutableArray<short> s_exponential = Table(x => (float)PortableMath.Exp(x), -10, 0);
    private static readonly ImmutableArray<short> s_reciprocal = Table(x => 1f / (1f + x), 0, 1);

    /// <summary>The parameters of every 16-bit softmax output.</summary>
    public static QuantizationParameters OutputParameters { get; } = new([1f / 32768], [0], null, short.MinValue, short.MaxValue);

    /// <summary>Runs the softmax.</summary>
    /// <param name="p">The integer constants.</param>
    /// <param name="columns">Scores per row, 1 to 65,535.</param>
    /// <param name="input">The codes of the scores, [N, columns].</param>
    /// <param name="output">The codes of the probabilities.</param>
    /// <exception cref="ArgumentException">A row is longer than the sum has room for.</exception>
    public static void Run(SoftmaxInt16Parameters p, int columns, ReadOnlySpan<short> input, Span<short> output)
    {
        RequireColumns(columns);
        for (int start = 0; start < output.Length; start += columns)
        {
            Row(p, input.Slice(start, columns), output.Slice(start, columns));
        }
    }

    /// <summary>Refuses rows that the sum has no room for.</summary>
    /// <exception cref="ArgumentException">There are none or too many scores in a row.</exception>
    public static void RequireColumns(int columns)
    {
        if (columns is < 1 or > MaxColumns)
        {
            throw new ArgumentException($"Softmax on 16-bit codes takes rows of 1 to {MaxColumns} scores, but got {columns}.");
        }
    }

    private static void Row(SoftmaxInt16Parameters p, ReadOnlySpan<short> scores, Span<short> probabilities)
    {
        int max = short.MinValue;
        foreach (short score in scores)
        {
            max = Math.Max(max, score);
        }

        int sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            int steps = RoundingProfile.Tflm.Requantize(scores[i] - max, p.Multiplier);
            probabilities[i] = LookUp(s_exponential, steps + (long)short.MaxValue);
            sum += probabilities[i];
        }

        // The sum is brought to [1, 2) in 16 fractional bits; the table of 1/(1 + x) takes what lies above 1, centered.
        int headroom = System.Numerics.BitOperations.LeadingZeroCount((uint)sum);
        long normalized = (((long)sum << (headroom - 1)) + (1 << 13)) >> 14;
        short reciprocal = LookUp(s_reciprocal, normalized - (1 << 15) - (1 << 16));
        int shift = 31 - headroom;
        for (int i = 0; i < probabilities.Length; i++)
        {
            int probability = ((probabilities[i] * reciprocal) + (1 << (shift - 1))) >> shift;
            probabilities[i] = (short)Math.Clamp(probability, 0, short.MaxValue);
        }
    }

    /// <summary>A table at a position from −2¹⁵ to 2¹⁵ − 1, its 512 steps of 2⁷ positions each; beyond it, at its ends.</summary>
    private static short LookUp(ImmutableArray<short> table, long position)
    {
        int inside = (int)Math.Clamp(position, short.MinValue, short.MaxValue);
        int index = (Steps / 2) + (inside >> 7);
        int slope = table[index + 1] - table[index];
        return (short)(table[index] + (((slope * (inside & 0x7F)) + 64) >> 7));
    }

    private static ImmutableArray<short> Table(Func<float, float> function, float min, float max)
    {
        const float scale = 32768;
        float step = (max - min) / Steps;
        short[] table = new short[Steps + 1];
        for (int i = 0; i < Steps; i++)
        {
            float sample = Round(function(min + (i * step)) * scale);
            float middle = Round(function(min + (i * step) + (step / 2)) * scale);
            float line = Round(((function(min + ((i + 1) * step)) * scale) + sample) / 2);
            table[i] = (short)Math.Clamp(sample - Round((line - middle) / 2), short.MinValue, short.MaxValue);
        }

        table[Steps] = (short)Math.Clamp(Round(function(max) * scale), short.MinValue, short.MaxValue);
        return [.. table];
    }

    private static float Round(float value) => MathF.Round(value, MidpointRounding.AwayFromZero);
}

using System.Collections.Immutable;

namespace Bantam.Model;

/// <summary>How 16-bit codes become positions in the table of the logistic function.</summary>
/// <param name="Multiplier">The integer by which a code is multiplied.</param>
/// <param name="Shift">The bits by which the product is then shifted right, rounding half up.</param>
/// <remarks>A position counts steps of 1/(3·2¹²).</remarks>
internal readonly record struct LogisticInt16Parameters(int Multiplier, int Shift)
{
    /// <summary>The positions of numbers with 12 fractional bits, the input of gates.</summary>
    public static LogisticInt16Parameters Q3_12 => new(3, 0);

    /// <summary>The constants for codes of a scale.</summary>
    /// <param name="scale">The scale; positive.</param>
    /// <param name="isTanh">Whether they are those of tanh, which knows one more power of two.</param>
    /// <returns>The constants: exact for the scales 2⁻¹² and, for tanh, 2⁻¹¹; of 15 bits for any other.</returns>
    public static LogisticInt16Parameters Prepare(float scale, bool isTanh)
    {
        double log = PortableMath.Log(scale) / PortableMath.Log(2);
        double power = Math.Round(log);
        double left = 12 + power;
        if (Math.Abs(log - power) < 1e-3 && (left == 0 || (isTanh && left == 1)))
        {
            return new LogisticInt16Parameters(3 << (int)left, 0);
        }

        double multiplier = scale * 4096.0 * 3.0;
        int shift = 0;
        for (; multiplier <= short.MaxValue / 2.0 && shift <= 30; shift++)
        {
            multiplier *= 2;
        }

        return new LogisticInt16Parameters((int)Math.Min(multiplier, short.MaxValue), shift);
    }

    /// <summary>The constants for codes whose scale is a power of two, as those of the memory of an <see cref="Lstm"/>.</summary>
    /// <param name="power">The power: the scale is 2^power, −30 to 0.</param>
    /// <returns>The constants.</returns>
    public static LogisticInt16Parameters OfPower(int power) => power >= -12 ? new(3 << (12 + power), 0) : new(3, -12 - power);

    /// <summary>The position of a code.</summary>
    public int Position(short code) => (int)((((long)code * Multiplier) + (Shift > 0 ? 1L << (Shift - 1) : 0)) >> Shift);
}

/// <summary>The logistic function and tanh on 16-bit codes: one table of the former, read with linear interpolation.</summary>
/// <remarks>
/// <para>tanh x = 2·σ(2x) − 1 and σ(−x) = 1 − σ(x), so 256 values of σ from 0 to 10.6 serve both. Outputs have scale 2⁻¹⁵ and zero
/// point 0.</para>
/// <para>Entry i is σ(i/24) in 16 fractional bits, raised by half of what a straight line to the next entry lies below the function
/// in the middle: then the error is as large on both sides. Source: TFLite LOGISTIC and TANH, reference integer kernels, bit for bit.</para>
/// </remarks>
internal static class LogisticInt16
{
    private const int Entries = 256;

    private static readonly ImmutableArray<int> s_table = [.. Enumerable.Range(0, Entries).Select(Entry)];

    /// <summary>The logistic function of a code.</summary>
    /// <param name="p">The constants.</param>
    /// <param name="code">The code.</param>
    /// <returns>The result, 0 to 2¹⁵ − 1.</returns>
    public static short Logistic(LogisticInt16Parameters p, short code)
    {
        int position = p.Position(code);
        long value = Interpolate(position, 9, 0x7FFFL << 10);
        long rounded = position >= 0 ? value + (1 << 9) : (1L << 25) - value + (1 << 9) - 1;
        return (short)(rounded >> 10);
    }

    /// <summary>tanh of a code.</summary>
    /// <param name="p">The constants.</param>
    /// <param name="code">The code.</param>
    /// <returns>The result in 15 fractional bits.</returns>
    public static short Tanh(LogisticInt16Parameters p, short code)
    {
        int position = p.Position(code);
        long twice = Interpolate(position, 8, 0xFFFFL << 8) - (1 << 23);
        return (short)((position >= 0 ? twice + (1 << 7) : -twice + (1 << 7) - 1) >> 8);
    }

    /// <summary>Applies one of the functions to all codes.</summary>
    /// <param name="p">The constants.</param>
    /// <param name="isTanh">Which.</param>
    /// <param name="input">The codes.</param>
    /// <param name="output">As many results.</param>
    public static void Run(LogisticInt16Parameters p, bool isTanh, ReadOnlySpan<short> input, Span<short> output)
    {
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = isTanh ? Tanh(p, input[i]) : Logistic(p, input[i]);
        }
    }

    /// <summary>The function of the magnitude of a position, in 16 fractional bits and as many more as a step has.</summary>
    private static long Interpolate(int position, int stepBits, long beyond)
    {
        long magnitude = Math.Abs((long)position);
        long index = magnitude >> stepBits;
        if (index >= Entries - 1)
        {
            return beyond;
        }

        long entry = s_table[(int)index];
        return (entry << stepBits) + ((magnitude & ((1 << stepBits) - 1)) * (s_table[(int)index + 1] - entry));
    }

    private static int Entry(int index)
    {
        double sag = Sigma(index + 0.5) - ((Sigma(index) + Sigma(index + 1)) / 2);
        return index == Entries - 1 ? ushort.MaxValue : (int)Math.Round(Sigma(index) + (sag / 2));
    }

    private static double Sigma(double index) => 65536 / (1 + PortableMath.Exp(-index / 24));
}

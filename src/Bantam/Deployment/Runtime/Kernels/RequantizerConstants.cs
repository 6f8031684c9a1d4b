using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The factors of a layer as the lanes of vectors need them.</summary>
/// <remarks>
/// <para>All profiles begin with the exact 64-bit product p of sum and mantissa, a rounding term r and a shift s:
/// <c>x = (p + r) &gt;&gt; s</c>, of which 32 bits are kept.</para>
/// <para>Twice (<see cref="RoundingProfile.Tflm"/>): with a left shift l of the factor, <c>r = 2^(30−l)</c> and <c>s = 31 − l</c>: shifting the sum left
/// before the product, as the reference does, is the same as shifting less after it. Since s ≤ 31, the 32 bits kept are below bit
/// 63, and a logical shift does. Then <c>(x + h − (x &lt; 0)) &gt;&gt; e</c> with <c>h = 2^(e−1)</c>: adding h rounds half up, and one less for negative x
/// makes that half away from zero. For e = 0 both terms are 0.</para>
/// <para>Once: <c>r = 2^(s−1)</c>, s from 1 to 62. AVX2 has no arithmetic shift of 64 bits, so 2⁶² is added before it, which makes the number
/// positive since |p| ≤ 2⁶², and 2^(62−s) is taken away after it.</para>
/// </remarks>
internal sealed unsafe class RequantizerConstants
{
    /// <summary>The vectors of a block of constants, by their place in it.</summary>
    public const int Even = 0;
    public const int Odd = 1;
    public const int RoundingOfEven = 2;
    public const int RoundingOfOdd = 3;
    public const int ShiftOfEven = 4;
    public const int ShiftOfOdd = 5;
    public const int Addend = 6;
    public const int SignShift = 7;
    public const int RightShift = 8;

    /// <summary>The vectors of a block.</summary>
    public const int Vectors = 9;

    private const int PositiveBit = 62;

    private readonly PinnedBytes _memory;
    private readonly int _lanes;

    /// <summary>Prepares the constants for vectors of some lanes.</summary>
    public RequantizerConstants(ReadOnlySpan<FixedPointMultiplier> factors, RoundingProfile rounding, int lanes)
    {
        _lanes = lanes;
        Channels = factors.Length;
        int blocks = (Channels + lanes - 1) / lanes;
        _memory = new PinnedBytes((long)blocks * Vectors * lanes * sizeof(int));
        Start = (int*)_memory.Start;
        for (int channel = 0; channel < blocks * lanes; channel++)
        {
            Lane(channel, channel < Channels ? factors[channel] : default, rounding);
        }
    }

    /// <summary>The number of channels.</summary>
    public int Channels { get; }

    /// <summary>The constants of the first channels, as many as lanes, then those of the next, and so on.</summary>
    public int* Start { get; }

    /// <summary>Whether vectors give the reference's bits: no sum of these magnitudes saturates on the way.</summary>
    /// <param name="factors">One factor for each channel.</param>
    /// <param name="magnitudes">How large the sums of each channel can be.</param>
    /// <param name="rounding">The profile.</param>
    public static bool AreExact(ReadOnlySpan<FixedPointMultiplier> factors, ReadOnlySpan<long> magnitudes, RoundingProfile rounding)
    {
        for (int channel = 0; channel < factors.Length; channel++)
        {
            FixedPointMultiplier factor = factors[channel];
            long magnitude = magnitudes[channel];
            bool isExact = rounding == RoundingProfile.Tflm ? IsExactTwice(factor, magnitude) : IsExactOnce(factor, magnitude);
            if (!isExact)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsExactTwice(FixedPointMultiplier factor, long magnitude)
    {
        long shifted = magnitude << Math.Max(factor.Shift, 0);
        long product = (long)(((Int128)shifted * factor.Multiplier) >> 31) + 1;
        return shifted <= int.MaxValue && product + HalfOf(-factor.Shift) <= int.MaxValue;
    }

    private static bool IsExactOnce(FixedPointMultiplier factor, long magnitude)
    {
        int shift = 31 - factor.Shift;
        return (((Int128)magnitude * factor.Multiplier) >> shift) + 1 <= int.MaxValue;
    }

    private static long HalfOf(int exponent) => exponent > 0 ? 1L << (exponent - 1) : 0;

    private void Lane(int channel, FixedPointMultiplier factor, RoundingProfile rounding)
    {
        int lane = channel % _lanes;
        int* block = Start + (channel / _lanes * Vectors * _lanes);
        bool isOdd = lane % 2 == 1;
        bool isTwice = rounding == RoundingProfile.Tflm;
        int shift = 31 - (isTwice ? Math.Max(factor.Shift, 0) : factor.Shift);
        int right = isTwice ? Math.Max(-factor.Shift, 0) : 0;
        long half = 1L << (shift - 1);

        // The multiplication reads the low half of each pair of lanes: odd lanes come down to it.
        block[isOdd ? (Odd * _lanes) + lane - 1 : (Even * _lanes) + lane] = factor.Multiplier;
        ((long*)(block + ((isOdd ? RoundingOfOdd : RoundingOfEven) * _lanes)))[lane / 2] = rounding switch
        {
            RoundingProfile.Tflm => half,
            RoundingProfile.Single => half + (1L << PositiveBit),
            _ => half - 1 + (1L << PositiveBit),
        };
        ((long*)(block + ((isOdd ? ShiftOfOdd : ShiftOfEven) * _lanes)))[lane / 2] = shift;
        block[(Addend * _lanes) + lane] = isTwice ? (int)HalfOf(right) : unchecked((int)-(1L << (PositiveBit - shift)));
        block[(SignShift * _lanes) + lane] = right > 0 ? 31 : 32;
        block[(RightShift * _lanes) + lane] = right;
    }
}

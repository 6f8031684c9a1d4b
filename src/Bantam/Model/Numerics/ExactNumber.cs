namespace Bantam.Model;

/// <summary>A finite number between decoding and rounding: <c>±Significand · 2^Exponent</c>. Zero keeps its sign.</summary>
/// <remarks>
/// A Float64 has 53 significant bits, so a product has at most 106 and is exact. A sum may drop bits far below its last
/// significant one; they then leave a mark in the last bit, which is all that a single rounding has to know.
/// </remarks>
internal readonly record struct ExactNumber(bool IsNegative, UInt128 Significand, int Exponent)
{
    /// <summary>The power of two at or below the magnitude; meaningless for zero.</summary>
    public int TopExponent => 127 - (int)UInt128.LeadingZeroCount(Significand) + Exponent;

    /// <summary>Takes a finite Float64 apart.</summary>
    public static ExactNumber Of(double value)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        int field = (int)(bits >> 52) & 0x7FF;
        ulong fraction = bits & 0xF_FFFF_FFFF_FFFF;
        return field == 0 ? new(bits >> 63 != 0, fraction, -1074) : new(bits >> 63 != 0, fraction | (1UL << 52), field - 1075);
    }

    /// <summary>The product, exactly.</summary>
    /// <remarks>Each factor has at most 53 significant bits.</remarks>
    public static ExactNumber Product(ExactNumber a, ExactNumber b) =>
        new(a.IsNegative != b.IsNegative, a.Significand * b.Significand, a.Exponent + b.Exponent);

    /// <summary>The sum, exact or marked in its last bit.</summary>
    /// <param name="a">A number of at most 106 significant bits.</param>
    /// <param name="b">Another one.</param>
    /// <param name="zeroIsNegative">The sign of a zero that comes from terms of different signs.</param>
    public static ExactNumber Sum(ExactNumber a, ExactNumber b, bool zeroIsNegative)
    {
        if (a.Significand == 0 || b.Significand == 0)
        {
            ExactNumber other = a.Significand == 0 ? b : a;
            return other.Significand != 0 || a.IsNegative == b.IsNegative ? other : other with { IsNegative = zeroIsNegative };
        }

        (ExactNumber large, ExactNumber small) = a.TopExponent >= b.TopExponent ? (a, b) : (b, a);

        // The larger one moves up to bit 126, below a carry. Bits of the smaller one are then lost only where it lies more
        // than 20 binary places lower, and so far apart a difference keeps all but one of its leading bits.
        int up = (int)UInt128.LeadingZeroCount(large.Significand) - 1;
        UInt128 first = large.Significand << up;
        int exponent = large.Exponent - up;
        int distance = small.Exponent - exponent;
        UInt128 second = distance >= 0 ? small.Significand << distance : ShiftRightMarking(small.Significand, -distance);
        return a.IsNegative == b.IsNegative ? new(a.IsNegative, first + second, exponent)
            : first == second ? new(zeroIsNegative, 0, 0)
            : first > second ? new(large.IsNegative, first - second, exponent)
            : new(small.IsNegative, second - first, exponent);
    }

    /// <summary>The magnitude in units of <c>2^exponent</c>, rounded, plus an offset; the result has to be below 2⁶⁴.</summary>
    /// <remarks>The offset makes a code of the magnitude: it is that code which is even or odd at a tie.</remarks>
    public ulong Rounded(int exponent, Rounder rounder, ulong offset = 0)
    {
        // 64 binary places below the unit: the low half of the aligned number is what is cut off.
        int shift = exponent - Exponent - 64;
        UInt128 aligned = shift <= 0 ? Significand << -shift : ShiftRightMarking(Significand, shift);
        ulong kept = (ulong)(aligned >> 64) + offset;
        return kept + (rounder.Grows((ulong)aligned, ulong.IsOddInteger(kept), IsNegative) ? 1UL : 0);
    }

    private static UInt128 ShiftRightMarking(UInt128 value, int count)
    {
        if (count > 127)
        {
            return value == 0 ? 0 : 1u;
        }

        UInt128 shifted = value >> count;
        return shifted << count == value ? shifted : shifted | 1;
    }
}

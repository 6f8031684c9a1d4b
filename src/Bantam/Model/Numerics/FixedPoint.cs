using System.Numerics;

namespace Bantam.Model;

/// <summary>32-bit fixed-point arithmetic, bit for bit that of gemmlowp, on which TensorFlow Lite builds.</summary>
/// <remarks>
/// A number in Qm.n has n fractional bits, and m integer bits beside the sign; m + n = 31. Each operation states why it
/// cannot overflow.
/// </remarks>
internal static class FixedPoint
{
    /// <summary>The constants e^(−¼), e^(−½), … e^(−16) in Q0.31, for the bits 24 to 30 of a Q5.26 number.</summary>
    private static ReadOnlySpan<int> ExpOfBit => [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242];

    /// <summary>The nearest 32-bit integer.</summary>
    public static int Saturate(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);

    /// <summary><c>round(a·b / 2³¹)</c>, half up: the product of two Q0.31 numbers.</summary>
    /// <remarks>The product fits 63 bits; only (−2³¹)² exceeds 32 bits after the shift, and saturates.</remarks>
    public static int DoublingHighMultiply(int a, int b) => Saturate((((long)a * b) + (1L << 30)) >> 31);

    /// <summary><c>round(value / 2^exponent)</c>, half away from zero.</summary>
    /// <param name="value">Any value.</param>
    /// <param name="exponent">0 to 62; from 32 on the result is 0.</param>
    public static int DivideByPowerOfTwo(int value, int exponent)
    {
        long mask = (1L << exponent) - 1;
        long remainder = value & mask;
        long threshold = (mask >> 1) + (value < 0 ? 1 : 0);
        return (int)(((long)value >> exponent) + (remainder > threshold ? 1 : 0));
    }

    /// <summary>eᵃ of a non-positive number.</summary>
    /// <param name="a">The exponent in Q5.26, from −32 to 0, or in Q4.27, from −16 to 0.</param>
    /// <param name="fractionalBits">26 or 27.</param>
    /// <returns>The result in Q0.31; e⁰ is 2³¹ − 1.</returns>
    /// <remarks>
    /// a = r − k/4 with r in [−¼, 0): eʳ by a Taylor series around −⅛, then one factor per bit of k. All factors are below
    /// 1, so every product stays in range.
    /// </remarks>
    public static int ExpOfNonPositive(int a, int fractionalBits = 26)
    {
        if (a == 0)
        {
            return int.MaxValue;
        }

        int quarterShift = fractionalBits - 2;
        int quarter = 1 << quarterShift;
        int fraction = (a & (quarter - 1)) - quarter;
        int result = ExpBetweenMinusQuarterAndZero(fraction << (31 - fractionalBits));
        int rest = fraction - a;
        for (int i = 0; i < ExpOfBit.Length && quarterShift + i < 31; i++)
        {
            if ((rest & (quarter << i)) != 0)
            {
                result = DoublingHighMultiply(result, ExpOfBit[i]);
            }
        }

        return result;
    }

    /// <summary>1/(1 + e⁻ᵃ).</summary>
    /// <param name="a">A number in Q4.27 above −16.</param>
    /// <returns>The result in Q0.31.</returns>
    public static int Logistic(int a)
    {
        if (a == 0)
        {
            return 1 << 30;
        }

        int ofMagnitude = OneOverOnePlus(ExpOfNonPositive(-Math.Abs(a), 27));
        return a > 0 ? ofMagnitude : int.MaxValue - ofMagnitude;
    }

    /// <summary>tanh a, from (1 − e⁻²ᵃ)/(1 + e⁻²ᵃ).</summary>
    /// <param name="a">A number in Q4.27 above −16; the same bits are 2a in Q5.26.</param>
    /// <returns>The result in Q0.31.</returns>
    public static int Tanh(int a)
    {
        if (a == 0)
        {
            return 0;
        }

        // (1 − x)/(1 + x) = 2/(1 + x) − 1, and 1 is 2²⁹ in Q2.29.
        int ofMagnitude = Saturate((long)(TwoOverOnePlus(ExpOfNonPositive(-Math.Abs(a))) - (1 << 29)) << 2);
        return a > 0 ? ofMagnitude : -ofMagnitude;
    }

    /// <summary>1/x of a positive number.</summary>
    /// <param name="x">A number in Q12.19, positive.</param>
    /// <returns>A mantissa in Q0.31 and an exponent: <c>1/x = Mantissa · 2^(−31 − Exponent)</c>.</returns>
    public static (int Mantissa, int Exponent) Reciprocal(int x)
    {
        int headroom = BitOperations.LeadingZeroCount((uint)x);
        int fraction = (int)(((uint)x << headroom) - (1u << 31));
        return (OneOverOnePlus(fraction), 12 - headroom);
    }

    /// <summary>eʳ for r in [−¼, 0), both in Q0.31.</summary>
    private static int ExpBetweenMinusQuarterAndZero(int r)
    {
        const int expOfMinusEighth = 1895147668;
        const int oneThird = 715827883;
        int x = r + (1 << 28);
        int x2 = DoublingHighMultiply(x, x);
        int x3 = DoublingHighMultiply(x2, x);
        int x4 = DoublingHighMultiply(x2, x2);

        // |x| ≤ ⅛, so the sum of x²/2 + x³/6 + x⁴/24 is below 2⁻⁶ and eˣ·e^(−⅛) stays below 1.
        int cubic = DoublingHighMultiply(DivideByPowerOfTwo(x4, 2) + x3, oneThird);
        int series = DivideByPowerOfTwo(cubic + x2, 1);
        return expOfMinusEighth + DoublingHighMultiply(expOfMinusEighth, x + series);
    }

    /// <summary>1/(1 + a) for a in [0, 1), both in Q0.31.</summary>
    /// <remarks>Half of <see cref="TwoOverOnePlus"/>, and two bits finer: only this doubling can saturate.</remarks>
    private static int OneOverOnePlus(int a) => Saturate((long)TwoOverOnePlus(a) << 1);

    /// <summary>2/(1 + a) in Q2.29 for a in [0, 1) in Q0.31, by three Newton–Raphson steps.</summary>
    /// <remarks>
    /// With h = (1 + a)/2 in [½, 1) the iteration x ← x + x(1 − hx) runs in Q2.29 from 48/17 − 32/17·h, in (0.9, 2];
    /// it approaches 1/h ≤ 2 from below up to rounding, so the sums fit.
    /// </remarks>
    private static int TwoOverOnePlus(int a)
    {
        const int one = 1 << 29;
        int h = (int)(((long)a + int.MaxValue + 1) / 2);
        int x = 1515870810 + DoublingHighMultiply(h, -1010580540);
        for (int step = 0; step < 3; step++)
        {
            int error = one - DoublingHighMultiply(h, x);
            x += Saturate((long)DoublingHighMultiply(x, error) << 2);
        }

        return x;
    }
}

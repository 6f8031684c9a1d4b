namespace Bantam.Model;

/// <summary>Elementary functions built from +, −, × and ÷ alone, so that they give the same bits on every platform.</summary>
/// <remarks>
/// IEEE 754 fixes the result of the four operations and of the square root, and of nothing else: the platform's own
/// logarithm and sine may differ in the last bit. Whatever must be reproducible everywhere (weights from a seed,
/// generated data) uses these. Errors stay below 4 units in the last place over the stated ranges.
/// </remarks>
public static class PortableMath
{
    private const double Ln2High = 0.693147180369123816490;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>The natural logarithm.</summary>
    /// <param name="x">A positive, finite, normal number.</param>
    /// <returns>ln x.</returns>
    /// <remarks>x = m·2ᵉ with m in [√½, √2), s = (m−1)/(m+1), ln m = 2(s + s³/3 + s⁵/5 + …), |s| ≤ 0.1716.</remarks>
    public static double Log(double x)
    {
        if (!(x > 0) || !double.IsNormal(x))
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "Log needs a positive, finite, normal number.");
        }

        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        double s = (m - 1) / (m + 1);
        double z = s * s;
        double series = 0;
        for (int k = 21; k >= 3; k -= 2)
        {
            series = (series + (1.0 / k)) * z;
        }

        return (exponent * Ln2High) + ((2 * s) + ((2 * s * series) + (exponent * Ln2Low)));
    }

    /// <summary>The exponential function.</summary>
    /// <param name="x">Any number; results outside the normal range become 0 or ∞.</param>
    /// <returns>eˣ.</returns>
    /// <remarks>x = k·ln 2 + r with |r| ≤ ½ ln 2; eʳ by its Taylor series to r¹³, then scaled by 2ᵏ.</remarks>
    public static double Exp(double x)
    {
        if (double.IsNaN(x))
        {
            return x;
        }

        if (x > 709)
        {
            return double.PositiveInfinity;
        }

        if (x < -708)
        {
            return 0;
        }

        double k = Math.Floor((x * 1.4426950408889634) + 0.5);
        double r = x - (k * Ln2High) - (k * Ln2Low);
        double sum = 1;
        for (int n = 13; n >= 1; n--)
        {
            sum = 1 + (sum * r / n);
        }

        return sum * BitConverter.Int64BitsToDouble(((long)k + 1023) << 52);
    }

    /// <summary>The sine and cosine of an angle given in turns: <c>sin 2πt</c> and <c>cos 2πt</c>.</summary>
    /// <param name="turns">The angle as a fraction of a full turn, of magnitude below 2⁵⁰.</param>
    /// <returns>The sine and the cosine.</returns>
    public static (double Sine, double Cosine) SinCosTurns(double turns)
    {
        // Whole turns drop out exactly; the nearest quarter turn leaves |a| ≤ π/4 for the Taylor series.
        double t = turns - Math.Floor(turns);
        int quarter = (int)Math.Floor((t * 4) + 0.5);
        double a = (t - (quarter * 0.25)) * 6.283185307179586;
        double z = a * a;
        double sine = 0;
        double cosine = 0;
        for (int n = 17; n >= 3; n -= 2)
        {
            sine = -z / (n * (n - 1)) * (1 + sine);
            cosine = -z / ((n - 1) * (n - 2)) * (1 + cosine);
        }

        sine = a * (1 + sine);
        cosine = 1 + cosine;
        return (quarter & 3) switch
        {
            0 => (sine, cosine),
            1 => (cosine, -sine),
            2 => (-sine, -cosine),
            _ => (-cosine, sine),
        };
    }
}

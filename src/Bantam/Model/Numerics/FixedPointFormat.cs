namespace Bantam.Model;

/// <summary>What becomes of a fixed-point result that has no code.</summary>
public enum FixedPointOverflow
{
    /// <summary>The nearest code, which is the largest or the smallest one.</summary>
    Saturate,

    /// <summary>The lowest bits, as integer instructions leave them.</summary>
    Wrap,
}

/// <summary>A fixed-point code, and whether it is the true result.</summary>
/// <param name="Code">The code.</param>
/// <param name="Overflowed">Whether the rounded result had no code and was saturated or wrapped.</param>
public readonly record struct FixedPointResult(long Code, bool Overflowed);

/// <summary>A fixed-point format Qm.n of up to 32 bits: integers that stand for multiples of 2⁻ⁿ.</summary>
/// <remarks>
/// m counts all bits before the point, the sign among them: signed and unsigned Q4.4 both have 8 bits, and reach from −8 to
/// 7.9375 and from 0 to 15.9375. (ARM's convention counts the sign apart.) Unlike in floating point the distance between
/// neighbors, 2⁻ⁿ, is the same everywhere. INT8 is signed Q8.0.
/// </remarks>
public sealed record FixedPointFormat
{
    /// <summary>Describes a format.</summary>
    /// <param name="integerBits">m: the bits before the point, the sign among them; 0 to 32.</param>
    /// <param name="fractionBits">n: the bits after the point, 0 to 32; 1 to 32 bits with the former.</param>
    /// <param name="isSigned">Whether codes are in two's complement.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number of bits is out of its range.</exception>
    public FixedPointFormat(int integerBits, int fractionBits, bool isSigned)
    {
        if (integerBits is < 0 or > 32 || fractionBits is < 0 or > 32 || integerBits + fractionBits is < 1 or > 32)
        {
            throw new ArgumentOutOfRangeException(nameof(integerBits), $"A fixed-point format has 1 to 32 bits in all, but got {integerBits} before and {fractionBits} after the point.");
        }

        IntegerBits = integerBits;
        FractionBits = fractionBits;
        IsSigned = isSigned;
    }

    /// <summary>m: the bits before the point, the sign among them.</summary>
    public int IntegerBits { get; }

    /// <summary>n: the bits after the point.</summary>
    public int FractionBits { get; }

    /// <summary>Whether codes are in two's complement.</summary>
    public bool IsSigned { get; }

    /// <summary>The width of a code: m + n.</summary>
    public int Bits => IntegerBits + FractionBits;

    /// <summary>The smallest code.</summary>
    public long MinCode => IsSigned ? -(1L << (Bits - 1)) : 0;

    /// <summary>The largest code.</summary>
    public long MaxCode => (1L << (IsSigned ? Bits - 1 : Bits)) - 1;

    /// <summary>The smallest number.</summary>
    public double MinValue => Decode(MinCode);

    /// <summary>The largest number.</summary>
    public double MaxValue => Decode(MaxCode);

    /// <summary>The distance between neighbors: 2⁻ⁿ.</summary>
    public double Step => Math.ScaleB(1, -FractionBits);

    /// <summary>The code of a number.</summary>
    /// <param name="value">The number. Infinities saturate.</param>
    /// <param name="mode">How numbers between two codes round.</param>
    /// <param name="overflow">What becomes of numbers beyond the range.</param>
    /// <returns>The code.</returns>
    /// <exception cref="ArgumentException">The number is NaN, or infinite where numbers wrap.</exception>
    public FixedPointResult Encode(double value, RoundingMode mode = RoundingMode.NearestEven, FixedPointOverflow overflow = FixedPointOverflow.Saturate) =>
        Encode(value, new Rounder(mode), overflow);

    /// <summary>The code of a number, rounded to either neighbor with the probability that keeps the expected value.</summary>
    /// <param name="value">The number. Infinities saturate.</param>
    /// <param name="random">What decides; two draws per number that is not exact.</param>
    /// <param name="overflow">What becomes of numbers beyond the range.</param>
    /// <returns>The code.</returns>
    /// <exception cref="ArgumentException">The number is NaN, or infinite where numbers wrap.</exception>
    public FixedPointResult Encode(double value, RandomStream random, FixedPointOverflow overflow = FixedPointOverflow.Saturate) =>
        Encode(value, new Rounder(random), overflow);

    /// <summary>The number that a code stands for, exactly: <c>code / 2ⁿ</c>.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The code is beyond the range.</exception>
    public double Decode(long code) => Math.ScaleB(Checked(code), -FractionBits);

    /// <summary>The sum of two codes: n + 1 bits before it is fitted into n.</summary>
    /// <param name="a">A code.</param>
    /// <param name="b">A code.</param>
    /// <param name="overflow">What becomes of sums beyond the range.</param>
    /// <returns>The code of the sum.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A code is beyond the range.</exception>
    public FixedPointResult Add(long a, long b, FixedPointOverflow overflow = FixedPointOverflow.Saturate) =>
        Fit(Checked(a) + Checked(b), overflow);

    /// <summary>The product of two codes: exact in twice the bits, then shifted right by n and rounded once.</summary>
    /// <param name="a">A code.</param>
    /// <param name="b">A code.</param>
    /// <param name="mode">How the exact product rounds.</param>
    /// <param name="overflow">What becomes of products beyond the range.</param>
    /// <returns>The code of the product.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A code is beyond the range.</exception>
    public FixedPointResult Multiply(long a, long b, RoundingMode mode = RoundingMode.NearestEven, FixedPointOverflow overflow = FixedPointOverflow.Saturate)
    {
        ExactNumber product = ExactNumber.Product(Exact(a), Exact(b));
        return Fit(product, new Rounder(mode), overflow);
    }

    private FixedPointResult Encode(double value, Rounder rounder, FixedPointOverflow overflow)
    {
        if (double.IsNaN(value) || (double.IsInfinity(value) && overflow == FixedPointOverflow.Wrap))
        {
            throw new ArgumentException($"{(double.IsNaN(value) ? "NaN has no fixed-point code" : "Infinity cannot wrap")}. Replace it before encoding.", nameof(value));
        }

        return double.IsInfinity(value) ? new(value < 0 ? MinCode : MaxCode, true) : Fit(ExactNumber.Of(value), rounder, overflow);
    }

    private ExactNumber Exact(long code) => new(Checked(code) < 0, (ulong)Math.Abs(code), -FractionBits);

    private long Checked(long code) => code >= MinCode && code <= MaxCode
        ? code
        : throw new ArgumentOutOfRangeException(nameof(code), code, $"A code of this format is between {MinCode} and {MaxCode}.");

    private FixedPointResult Fit(ExactNumber number, Rounder rounder, FixedPointOverflow overflow)
    {
        // A multiple of the step is exact. From a shift by 64 on the bits that a code could keep are zero, so more is not needed.
        int shift = number.Exponent + FractionBits;
        Int128 magnitude = shift >= 0
            ? (Int128)(number.Significand << Math.Min(shift, 64))
            : (Int128)number.Rounded(-FractionBits, rounder);
        return Fit(number.IsNegative ? -magnitude : magnitude, overflow);
    }

    private FixedPointResult Fit(Int128 integer, FixedPointOverflow overflow)
    {
        if (integer >= MinCode && integer <= MaxCode)
        {
            return new((long)integer, false);
        }

        if (overflow == FixedPointOverflow.Saturate)
        {
            return new(integer < 0 ? MinCode : MaxCode, true);
        }

        long lowest = unchecked((long)integer) & ((1L << Bits) - 1);
        return new(lowest > MaxCode ? lowest - (1L << Bits) : lowest, true);
    }
}

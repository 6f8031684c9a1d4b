namespace Bantam.Model;

public sealed partial record MiniFloat
{
    /// <summary>The code of a number.</summary>
    /// <param name="value">The number. NaN becomes the quiet NaN without sign or payload.</param>
    /// <param name="mode">How numbers between two codes round.</param>
    /// <returns>The code, in the lowest <see cref="Bits"/> bits.</returns>
    /// <exception cref="ArgumentException">The number is NaN and the format has none.</exception>
    public ulong Encode(double value, RoundingMode mode = RoundingMode.NearestEven) => Encode(value, new Rounder(mode));

    /// <summary>The code of a number, rounded to either neighbor with the probability that keeps the expected value.</summary>
    /// <param name="value">The number.</param>
    /// <param name="random">What decides; two draws per number that is not exact.</param>
    /// <returns>The code.</returns>
    /// <exception cref="ArgumentException">The number is NaN and the format has none.</exception>
    public ulong Encode(double value, RandomStream random) => Encode(value, new Rounder(random));

    /// <summary>The number that a code stands for, exactly.</summary>
    /// <param name="code">The code, below <c>2^Bits</c>.</param>
    /// <returns>The number; NaN for each of its codes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The code has too many bits.</exception>
    public double Decode(ulong code)
    {
        if (IsNaN(code))
        {
            return double.NaN;
        }

        if (IsInfinity(code))
        {
            return IsNegative(code) ? double.NegativeInfinity : double.PositiveInfinity;
        }

        ExactNumber number = Unpack(code);
        double magnitude = Math.ScaleB((double)(ulong)number.Significand, number.Exponent);
        return number.IsNegative ? -magnitude : magnitude;
    }

    /// <summary>The number of this format that a number rounds to: <c>Decode(Encode(value))</c>.</summary>
    /// <param name="value">The number.</param>
    /// <param name="mode">How numbers between two codes round.</param>
    /// <returns>The rounded number.</returns>
    /// <exception cref="ArgumentException">The number is NaN and the format has none.</exception>
    public double Round(double value, RoundingMode mode = RoundingMode.NearestEven) => Decode(Encode(value, mode));

    /// <summary>The code of the next larger number. Both zeros have the smallest positive number next to them.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The code, of infinity after the largest number if there is one; null where nothing is larger, and for NaN.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The code has too many bits.</exception>
    public ulong? NextUp(ulong code) => Neighbor(code, 1);

    /// <summary>The code of the next smaller number. Both zeros have the largest negative number next to them.</summary>
    /// <param name="code">The code.</param>
    /// <returns>The code, of negative infinity before the smallest number if there is one; null where nothing is smaller, and for NaN.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The code has too many bits.</exception>
    public ulong? NextDown(ulong code) => Neighbor(code, -1);

    private ulong Encode(double value, Rounder rounder) =>
        double.IsNaN(value) ? NaNCode
        : double.IsInfinity(value) ? TooLarge(value < 0)
        : Pack(ExactNumber.Of(value), rounder);

    private bool IsNegative(ulong code) => (code & SignMask) != 0;

    private bool IsInfinity(ulong code) => Specials == SpecialValues.InfinityAndNaN && Magnitude(code) == InfinityCode;

    private bool IsNaN(ulong code) => Magnitude(code) > LargestCode && !IsInfinity(code);

    private bool IsZero(ulong code) => Magnitude(code) <= LargestZero;

    // Without subnormal numbers every code below the first normal one is a zero.
    private ulong LargestZero => HasSubnormals ? 0 : MantissaMask;

    private ulong Magnitude(ulong code) => Bits < 64 && code >> Bits != 0
        ? throw new ArgumentOutOfRangeException(nameof(code), code, $"A code of this format has {Bits} bits, so it is at most {SignMask | MagnitudeMask}.")
        : code & MagnitudeMask;

    private ulong Signed(ulong magnitude, bool isNegative) => isNegative ? magnitude | SignMask : magnitude;

    private ulong TooLarge(bool isNegative) => Signed(
        Saturates || Specials == SpecialValues.None ? LargestCode : Specials == SpecialValues.InfinityAndNaN ? InfinityCode : NaNCode,
        isNegative && (Saturates || Specials != SpecialValues.NaNOnly));

    /// <summary>The finite number behind a code.</summary>
    private ExactNumber Unpack(ulong code)
    {
        ulong mantissa = code & MantissaMask;
        int field = (int)(Magnitude(code) >> MantissaBits);
        return IsZero(code) ? new(IsNegative(code), 0, 0)
            : new(IsNegative(code), field == 0 ? mantissa : mantissa | (1UL << MantissaBits), Math.Max(field, 1) - Bias - MantissaBits);
    }

    /// <summary>Rounds a finite number to a code, once.</summary>
    private ulong Pack(ExactNumber number, Rounder rounder)
    {
        if (number.Significand == 0)
        {
            return Signed(0, number.IsNegative);
        }

        // Subnormal numbers share the unit of the smallest normal ones. The hidden bit adds 1 to the exponent field, and a
        // carry out of the mantissa another: both are what the code of the number needs.
        int aboveSmallest = Math.Max(number.TopExponent - (1 - Bias), 0);
        ulong magnitude = number.Rounded(aboveSmallest + 1 - Bias - MantissaBits, rounder, (ulong)aboveSmallest << MantissaBits);
        return magnitude <= LargestZero ? Signed(0, number.IsNegative)
            : magnitude <= LargestCode ? Signed(magnitude, number.IsNegative)
            : rounder.Shrinks(number.IsNegative) ? Signed(LargestCode, number.IsNegative)
            : TooLarge(number.IsNegative);
    }

    private ulong? Neighbor(ulong code, int step)
    {
        if (IsNaN(code))
        {
            return null;
        }

        bool outward = IsZero(code) || IsNegative(code) == (step < 0);
        ulong magnitude = IsZero(code) ? LargestZero + 1 : outward ? Magnitude(code) + 1 : Magnitude(code) - 1;
        bool isNegative = IsZero(code) ? step < 0 : IsNegative(code);
        ulong last = Specials == SpecialValues.InfinityAndNaN ? InfinityCode : LargestCode;
        return magnitude > last ? null : Signed(magnitude <= LargestZero ? 0 : magnitude, isNegative);
    }
}

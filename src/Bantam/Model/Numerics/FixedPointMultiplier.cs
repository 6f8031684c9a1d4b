namespace Bantam.Model;

/// <summary>A non-negative real factor as an integer pair: <c>Multiplier · 2^(Shift − 31)</c>.</summary>
/// <remarks>
/// Integer inference multiplies 32-bit accumulators by real factors (quotients of scales) without floating point.
/// <see cref="FromReal"/> keeps 31 significant bits, a relative error of at most 2⁻³¹. The default value is the factor 0.
/// Source: TFLite, <c>QuantizeMultiplier</c>; Jacob et al., "Quantization and Training of Neural Networks for Efficient
/// Integer-Arithmetic-Only Inference", 2018.
/// </remarks>
public readonly record struct FixedPointMultiplier
{
    /// <summary>The smallest shift. A factor that would need a smaller one becomes 0.</summary>
    public const int MinShift = -31;

    /// <summary>The largest shift. A factor that would need a larger one (2³⁰ or more) is refused.</summary>
    public const int MaxShift = 30;

    /// <summary>Makes a factor from its two integers.</summary>
    /// <param name="multiplier">The Q31 mantissa, 0 or more. <see cref="FromReal"/> gives 0 or 2³⁰ and more.</param>
    /// <param name="shift">The binary exponent, −31 to 30; positive shifts enlarge.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public FixedPointMultiplier(int multiplier, int shift)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(multiplier);
        ArgumentOutOfRangeException.ThrowIfLessThan(shift, MinShift);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shift, MaxShift);
        Multiplier = multiplier;
        Shift = shift;
    }

    /// <summary>The mantissa: this number divided by 2³¹.</summary>
    public int Multiplier { get; }

    /// <summary>The binary exponent.</summary>
    public int Shift { get; }

    /// <summary>The nearest factor to a real number, ties away from zero.</summary>
    /// <param name="real">The number, from 0 to below 2³⁰. Numbers below 2⁻³² become 0.</param>
    /// <returns>The factor.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, not finite, or 2³⁰ or more.</exception>
    public static FixedPointMultiplier FromReal(double real)
    {
        if (!double.IsFinite(real) || real < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(real), real, "A fixed-point multiplier needs a finite number of 0 or more. Check the scales that it is computed from.");
        }

        if (real == 0)
        {
            return default;
        }

        // real = mantissa · 2^(shift − 53) with 2⁵² ≤ mantissa < 2⁵³. Rounding the mantissa to 31 bits in integers is what
        // frexp and round do in C, without a library call whose result could vary. Subnormal numbers have no leading
        // one, but their shift is far below the range anyway.
        long bits = BitConverter.DoubleToInt64Bits(real);
        int shift = (int)(bits >> 52) - 1022;
        long mantissa = (bits & 0xFFFFFFFFFFFFF) | 0x10000000000000;
        long rounded = (mantissa + (1L << 21)) >> 22;
        if (rounded == 1L << 31)
        {
            rounded >>= 1;
            shift++;
        }

        if (shift > MaxShift)
        {
            throw new ArgumentOutOfRangeException(nameof(real), real, "A fixed-point multiplier must be below 2^30. The scale of the output is far too small for its inputs.");
        }

        return shift < MinShift ? default : new FixedPointMultiplier((int)rounded, shift);
    }

    /// <summary>The real factor, exactly.</summary>
    /// <returns><c>Multiplier · 2^(Shift − 31)</c>.</returns>
    public double ToReal() => Math.ScaleB(Multiplier, Shift - 31);
}

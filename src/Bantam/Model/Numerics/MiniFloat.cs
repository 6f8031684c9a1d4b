namespace Bantam.Model;

/// <summary>Which codes of a floating-point format are no finite numbers.</summary>
public enum SpecialValues
{
    /// <summary>As in IEEE 754: the largest exponent stands for the infinities (mantissa 0) and for NaN (any other).</summary>
    InfinityAndNaN,

    /// <summary>Only the code with all bits of exponent and mantissa set is NaN; there is no infinity. The convention "FN".</summary>
    NaNOnly,

    /// <summary>None: every code is a finite number.</summary>
    None,
}

/// <summary>A floating-point format of up to 64 bits: sign, exponent and mantissa, from the highest bit to the lowest.</summary>
/// <remarks>
/// <para>A code with sign s, exponent field E and mantissa field F of M bits stands for
/// <c>(−1)^s · (1 + F/2^M) · 2^(E − Bias)</c>, where E = 0 for <c>(−1)^s · F/2^M · 2^(1 − Bias)</c> (zeros and subnormal
/// numbers), and where the format says so for infinity or NaN.</para>
/// <para>Two formats with equal properties are equal. Codes are unsigned integers of <see cref="Bits"/> bits.</para>
/// <para>Sources: IEEE 754-2019; Micikevicius et al., "FP8 Formats for Deep Learning", 2022.</para>
/// </remarks>
public sealed partial record MiniFloat
{
    // log10 of 2: digits are decimal, mantissas binary.
    private const double DigitsPerBit = 0.3010299956639812;

    /// <summary>Describes a format.</summary>
    /// <param name="exponentBits">The width of the exponent, 1 to 11.</param>
    /// <param name="mantissaBits">The width of the stored mantissa, 0 to 52; at least 1 where there are infinities and NaN.</param>
    /// <param name="bias">What the exponent field exceeds the exponent by; <c>2^(exponentBits − 1) − 1</c> where null.</param>
    /// <param name="specials">Which codes are no finite numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">A width is out of its range.</exception>
    /// <exception cref="ArgumentException">A number of the format would be no Float64, or there would be no room for NaN.</exception>
    public MiniFloat(int exponentBits, int mantissaBits, int? bias = null, SpecialValues specials = SpecialValues.InfinityAndNaN)
    {
        if (exponentBits is < 1 or > 11)
        {
            throw new ArgumentOutOfRangeException(nameof(exponentBits), exponentBits, "A floating-point format has 1 to 11 exponent bits. For none at all use a FixedPointFormat.");
        }

        if (mantissaBits is < 0 or > 52)
        {
            throw new ArgumentOutOfRangeException(nameof(mantissaBits), mantissaBits, "A floating-point format stores 0 to 52 mantissa bits.");
        }

        if (!Enum.IsDefined(specials))
        {
            throw new ArgumentOutOfRangeException(nameof(specials), specials, "This is no convention of special values. Use one of the names of SpecialValues.");
        }

        if (mantissaBits == 0 && specials == SpecialValues.InfinityAndNaN)
        {
            throw new ArgumentException("Infinity and NaN differ in the mantissa, so they need 1 mantissa bit at least. Add one, or choose other special values.", nameof(mantissaBits));
        }

        if (exponentBits == 1 && specials == SpecialValues.InfinityAndNaN)
        {
            throw new ArgumentException("With 1 exponent bit infinity and NaN leave no normal number. Add one, or choose other special values.", nameof(exponentBits));
        }

        ExponentBits = exponentBits;
        MantissaBits = mantissaBits;
        Bias = bias ?? ((1 << (exponentBits - 1)) - 1);
        Specials = specials;
        long largest = (1L << exponentBits) - (specials == SpecialValues.InfinityAndNaN ? 2 : 1) - (long)Bias;
        long smallest = 1L - Bias - mantissaBits;
        if (largest > 1023 || smallest < -1074)
        {
            throw new ArgumentException($"Numbers of this format would reach from 2^{smallest} to 2^{largest}; a Float64 holds 2^-1074 to 2^1023. Change the bias, {Bias}.", nameof(bias));
        }
    }

    /// <summary>IEEE 754 double precision, 64 bits.</summary>
    public static MiniFloat Float64 { get; } = new(11, 52);

    /// <summary>IEEE 754 single precision, 32 bits.</summary>
    public static MiniFloat Float32 { get; } = new(8, 23);

    /// <summary>TensorFloat-32, the input of tensor cores: the range of Float32 with the mantissa of Float16, 19 bits.</summary>
    public static MiniFloat TensorFloat32 { get; } = new(8, 10);

    /// <summary>IEEE 754 half precision, 16 bits.</summary>
    public static MiniFloat Float16 { get; } = new(5, 10);

    /// <summary>The upper half of a Float32, 16 bits.</summary>
    public static MiniFloat BFloat16 { get; } = new(8, 7);

    /// <summary>8 bits for weights and activations: NaN but no infinity, largest number 448, at which too large ones end.</summary>
    public static MiniFloat Float8E4M3 { get; } = new(4, 3, specials: SpecialValues.NaNOnly) { Saturates = true };

    /// <summary>8 bits for gradients: infinities and NaN as in IEEE 754, largest number 57,344.</summary>
    public static MiniFloat Float8E5M2 { get; } = new(5, 2);

    /// <summary>The width of the exponent field, 1 to 11.</summary>
    public int ExponentBits { get; }

    /// <summary>The width of the mantissa field, 0 to 52; normal numbers have one significant bit more.</summary>
    public int MantissaBits { get; }

    /// <summary>What the exponent field exceeds the exponent by.</summary>
    public int Bias { get; }

    /// <summary>Which codes are no finite numbers.</summary>
    public SpecialValues Specials { get; }

    /// <summary>
    /// Whether codes with exponent field 0 are subnormal numbers, as in IEEE 754. Where not, they are zeros, and results that
    /// would be subnormal after rounding become zero ("flush to zero").
    /// </summary>
    public bool HasSubnormals { get; init; } = true;

    /// <summary>
    /// Whether numbers that are too large, infinities among them, become the largest one. Where not, they become infinity,
    /// or NaN in a format without infinity; without special values they always saturate.
    /// </summary>
    public bool Saturates { get; init; }

    /// <summary>The width of a code: <c>1 + ExponentBits + MantissaBits</c>.</summary>
    public int Bits => 1 + ExponentBits + MantissaBits;

    /// <summary>The code of the largest finite number.</summary>
    public ulong LargestCode => Specials switch
    {
        SpecialValues.InfinityAndNaN => InfinityCode - 1,
        SpecialValues.NaNOnly => MagnitudeMask - 1,
        _ => MagnitudeMask,
    };

    /// <summary>The largest finite number.</summary>
    public double MaxValue => Decode(LargestCode);

    /// <summary>The smallest positive number with a full mantissa: <c>2^(1 − Bias)</c>.</summary>
    public double MinNormal => Math.ScaleB(1, 1 - Bias);

    /// <summary>The smallest positive number: <c>2^(1 − Bias − MantissaBits)</c>, or <see cref="MinNormal"/> without subnormal numbers.</summary>
    public double MinPositive => HasSubnormals ? Math.ScaleB(1, 1 - Bias - MantissaBits) : MinNormal;

    /// <summary>The distance from 1 to the next larger number: <c>2^(−MantissaBits)</c>.</summary>
    public double Epsilon => Math.ScaleB(1, -MantissaBits);

    /// <summary>How many decimal digits the mantissa is worth: <c>(MantissaBits + 1) · log10 2</c>.</summary>
    public double DecimalDigits => (MantissaBits + 1) * DigitsPerBit;

    private ulong SignMask => 1UL << (Bits - 1);

    private ulong MagnitudeMask => SignMask - 1;

    private ulong MantissaMask => (1UL << MantissaBits) - 1;

    private ulong InfinityCode => MagnitudeMask ^ MantissaMask;

    /// <summary>The quiet NaN.</summary>
    private ulong NaNCode => Specials switch
    {
        SpecialValues.InfinityAndNaN => InfinityCode | (1UL << (MantissaBits - 1)),
        SpecialValues.NaNOnly => MagnitudeMask,
        _ => throw new ArgumentException("NaN has no code in a format without special values. Replace it before encoding."),
    };
}

using System.Globalization;

namespace Bantam.Costs;

/// <summary>What a number is to the hardware that adds or multiplies it: an integer or a floating-point number, and its bits.</summary>
/// <remarks>All floating-point formats of one width cost the same here, which is too much for bfloat16: its multiplier has 64/121 of the cells of a float16 one.</remarks>
public sealed record PricedFormat
{
    private const int MaximumBits = 64;

    private PricedFormat(bool isFloat, int bits)
    {
        if (bits is < 1 or > MaximumBits)
        {
            throw new ArgumentOutOfRangeException(nameof(bits), bits, $"A number that is added or multiplied has 1 to {MaximumBits} bits.");
        }

        (IsFloat, Bits) = (isFloat, bits);
    }

    /// <summary>8-bit integers.</summary>
    public static PricedFormat Int8 { get; } = Integer(8);

    /// <summary>16-bit integers.</summary>
    public static PricedFormat Int16 { get; } = Integer(16);

    /// <summary>32-bit integers, the usual accumulator.</summary>
    public static PricedFormat Int32 { get; } = Integer(32);

    /// <summary>16-bit floating-point numbers.</summary>
    public static PricedFormat Float16 { get; } = Float(16);

    /// <summary>32-bit floating-point numbers.</summary>
    public static PricedFormat Float32 { get; } = Float(32);

    /// <summary>Whether it has an exponent.</summary>
    public bool IsFloat { get; }

    /// <summary>The bits of one number, 1 to 64.</summary>
    public int Bits { get; }

    /// <summary>Integers of a width.</summary>
    /// <param name="bits">The width, 1 to 64.</param>
    /// <returns>The format.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of its range.</exception>
    public static PricedFormat Integer(int bits) => new(isFloat: false, bits);

    /// <summary>Floating-point numbers of a width.</summary>
    /// <param name="bits">The width with sign and exponent, 1 to 64.</param>
    /// <returns>The format.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of its range.</exception>
    public static PricedFormat Float(int bits) => new(isFloat: true, bits);

    /// <summary>Its name: <c>int8</c>, <c>float32</c>.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(IsFloat ? "float" : "int")}{Bits}");
}

using Bantam.Model;

namespace Bantam.Costs;

/// <summary>The chip area of a multiplier, up to a constant: it has a cell for each pair of bits of its factors.</summary>
/// <remarks>A proxy to compare formats with. The adder of the exponents, normalization and rounding are left out. Source: notes, lines 2462-2466.</remarks>
public static class MultiplierArea
{
    /// <summary>The cells for integers of some bits.</summary>
    /// <param name="bits">The width, 1 to 64.</param>
    /// <returns><c>bits²</c>.</returns>
    public static int OfInteger(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 64);
        return bits * bits;
    }

    /// <summary>The cells for the significands of a floating-point format: its stored mantissa and the hidden bit before it.</summary>
    /// <param name="format">The format.</param>
    /// <returns><c>(mantissa bits + 1)²</c>: 576 for Float32, 121 for Float16, 64 for bfloat16.</returns>
    public static int Of(MiniFloat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return OfInteger(format.MantissaBits + 1);
    }
}

using Bantam.Model;

namespace Bantam.Costs;

/// <summary>How much silicon a multiplier takes, relative to others: the square of the bits that it multiplies.</summary>
public static class MultiplierArea
{
    /// <summary>The proxy for a floating-point multiplier, whose size the significands decide.</summary>
    /// <param name="format">The format of both factors.</param>
    /// <returns><c>(MantissaBits + 1)²</c>, the hidden bit included: 64 for bfloat16, 121 for float16, 576 for float32. Only ratios mean something.</returns>
    /// <remarks>Source: notes, lines 2462-2466. It leaves out the adder of the exponents and the rounding.</remarks>
    public static int Of(MiniFloat format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return (format.MantissaBits + 1) * (format.MantissaBits + 1);
    }
}

namespace Bantam.Model;

/// <summary>The hard swish on 8-bit codes as TFLite computes it in 16 bits: a table of its results.</summary>
/// <remarks>
/// <c>x·min(max(x + 3, 0), 6)/6</c>: the input is enlarged by 2⁷, brought to the output's scale on one side and to a factor in
/// [0, 1] on the other, and both are multiplied. Source: TFLite HARD_SWISH, reference kernel, bit for bit.
/// </remarks>
internal static class HardSwishInt8
{
    /// <summary>The table.</summary>
    /// <param name="input">The input's parameters: one scale, int8 codes.</param>
    /// <param name="output">The output's parameters.</param>
    /// <returns>The table.</returns>
    /// <exception cref="ArgumentException">The parameters are not those of int8 activations, or the output's scale is below 1/128 of the input's.</exception>
    public static TableInt8 Table(QuantizationParameters input, QuantizationParameters output)
    {
        Int8Output.RequireActivation(input, "input");
        Int8Output.RequireActivation(output, "output");
        float fine = input.Scale / 128;
        FixedPointMultiplier toOutput = FixedPointMultiplier.FromReal(fine / output.Scale);
        FixedPointMultiplier toFactor = FixedPointMultiplier.FromReal(fine / (3f / 32768));
        if (toOutput.Shift > 0)
        {
            throw new ArgumentException($"Hard swish on int8 needs an output scale of at least 1/128 of the input's, but got {input.Scale} and {output.Scale}.");
        }

        return TableInt8.Of(code =>
        {
            int enlarged = (code - input.ZeroPoint) << 7;
            int scaled = HighMultiply(enlarged, Reduced(toOutput));
            int product = Factor(enlarged, toFactor) * scaled / (1 << 15);
            int steps = FixedPoint.DivideByPowerOfTwo(product, -toOutput.Shift);
            return (sbyte)Math.Clamp(steps + output.ZeroPoint, sbyte.MinValue, sbyte.MaxValue);
        });
    }

    /// <summary>min(max(x + 3, 0), 6)/6 in 15 fractional bits.</summary>
    private static int Factor(int enlarged, FixedPointMultiplier toFactor)
    {
        int value = enlarged;

        // The last of the bits to the left is shifted after the product, so that only a result out of range saturates.
        if (toFactor.Shift > 0)
        {
            value = Saturate((long)value << (toFactor.Shift - 1));
        }

        value = HighMultiply(value, Reduced(toFactor));
        value = toFactor.Shift > 0 ? Saturate((long)value << 1) : FixedPoint.DivideByPowerOfTwo(value, -toFactor.Shift);
        return (value + (1 << 15)) >> 1;
    }

    /// <summary>The mantissa in 15 bits.</summary>
    private static int Reduced(FixedPointMultiplier factor) =>
        factor.Multiplier >= int.MaxValue - (1 << 15) ? short.MaxValue : (factor.Multiplier + (1 << 15)) >> 16;

    /// <summary><c>a·b / 2¹⁵</c> of 16-bit numbers, rounded half away from zero.</summary>
    private static int HighMultiply(int a, int b)
    {
        int product = a * b;
        return Saturate((product + (product >= 0 ? 1 << 14 : 1 - (1 << 14))) / (1 << 15));
    }

    private static int Saturate(long value) => (int)Math.Clamp(value, short.MinValue, short.MaxValue);
}

namespace Bantam.Model;

/// <summary>How integer inference rounds: implementations disagree, so a plan names its rule.</summary>
/// <remarks>
/// On random accumulators <see cref="Tflm"/> and <see cref="Single"/> differ in about 0.6 % of 8-bit outputs, each time
/// by one code: a network that is "validated" under one rule and deployed under another is not the same network.
/// </remarks>
public enum RoundingProfile
{
    /// <summary>
    /// TensorFlow Lite Micro and CMSIS-NN: a doubling high multiply rounds half up, the right shift after it rounds half
    /// away from zero. Two roundings. Real numbers round half away from zero.
    /// </summary>
    Tflm,

    /// <summary>
    /// CMSIS-NN and TFLite built for single rounding, and ruy: the exact product is rounded once, half up. Real numbers
    /// round half away from zero.
    /// </summary>
    Single,

    /// <summary>
    /// ONNX QuantizeLinear: the exact product is rounded once, half to even. Real numbers round half to even.
    /// </summary>
    OnnxHalfToEven,
}

/// <summary>The arithmetic of the rounding profiles.</summary>
public static class RoundingProfiles
{
    extension(RoundingProfile profile)
    {
        /// <summary>Multiplies a 32-bit accumulator by a fixed-point factor and rounds to an integer.</summary>
        /// <param name="accumulator">The accumulator, any value.</param>
        /// <param name="factor">The factor.</param>
        /// <returns><c>round(accumulator · factor)</c>, saturated to 32 bits.</returns>
        /// <remarks>
        /// Under <see cref="RoundingProfile.Tflm"/> the left shift of a factor above 1 saturates as well; C sources leave
        /// that case undefined.
        /// </remarks>
        public int Requantize(int accumulator, FixedPointMultiplier factor) => profile switch
        {
            RoundingProfile.Single => RoundOnce(accumulator, factor, toEven: false),
            RoundingProfile.OnnxHalfToEven => RoundOnce(accumulator, factor, toEven: true),
            _ => RoundTwice(accumulator, factor),
        };

        /// <summary>Multiplies a 64-bit accumulator, that of 16-bit activations, by a fixed-point factor and rounds to an integer.</summary>
        /// <param name="accumulator">The accumulator; magnitudes below 2⁴⁷ are exact.</param>
        /// <param name="factor">The factor.</param>
        /// <returns><c>round(accumulator · factor)</c>, saturated to 32 bits.</returns>
        /// <remarks>
        /// <see cref="RoundingProfile.Tflm"/> and <see cref="RoundingProfile.Single"/> agree here: the multiplier is reduced to 15 bits,
        /// so that the product fits 64, and rounded once, half up. <see cref="RoundingProfile.OnnxHalfToEven"/> rounds the exact
        /// product. Source: TFLite, <c>MultiplyByQuantizedMultiplier</c> for 64 bits.
        /// </remarks>
        public int Requantize(long accumulator, FixedPointMultiplier factor) => profile == RoundingProfile.OnnxHalfToEven
            ? RoundExactlyToEven(accumulator, factor)
            : RoundReduced(accumulator, factor);

        /// <summary>Rounds a real number to an integer: half to even for ONNX, half away from zero otherwise.</summary>
        /// <param name="real">The number.</param>
        /// <returns>The integer, still as a floating-point number; NaN and infinities pass through.</returns>
        public double Round(double real) =>
            Math.Round(real, profile == RoundingProfile.OnnxHalfToEven ? MidpointRounding.ToEven : MidpointRounding.AwayFromZero);
    }

    private static int RoundTwice(int accumulator, FixedPointMultiplier factor)
    {
        int left = Math.Max(factor.Shift, 0);
        int right = Math.Max(-factor.Shift, 0);
        int shifted = FixedPoint.Saturate((long)accumulator << left);
        return FixedPoint.DivideByPowerOfTwo(FixedPoint.DoublingHighMultiply(shifted, factor.Multiplier), right);
    }

    /// <summary>A product of 48 and 16 bits fits 64; larger accumulators saturate before they could overflow.</summary>
    private static int RoundReduced(long accumulator, FixedPointMultiplier factor)
    {
        const long largest = (1L << 47) - 1;
        int reduced = factor.Multiplier < 0x7FFF0000 ? (factor.Multiplier + (1 << 15)) >> 16 : 0x7FFF;
        int shift = 15 - factor.Shift;
        long product = Math.Clamp(accumulator, -largest, largest) * reduced;
        return shift > 0
            ? FixedPoint.Saturate((product + (1L << (shift - 1))) >> shift)
            : FixedPoint.Saturate(Math.Clamp(product, int.MinValue, int.MaxValue) << -shift);
    }

    private static int RoundExactlyToEven(long accumulator, FixedPointMultiplier factor)
    {
        int shift = 31 - factor.Shift;
        Int128 half = Int128.One << (shift - 1);
        Int128 product = (Int128)accumulator * factor.Multiplier;
        Int128 rounded = (product + half - 1 + ((product >> shift) & 1)) >> shift;
        return (int)Int128.Clamp(rounded, int.MinValue, int.MaxValue);
    }

    /// <summary>The 64-bit product has magnitude at most 2⁶² and the rounding term at most 2⁶¹: no overflow.</summary>
    private static int RoundOnce(int accumulator, FixedPointMultiplier factor, bool toEven)
    {
        int shift = 31 - factor.Shift;
        long half = 1L << (shift - 1);
        long product = (long)accumulator * factor.Multiplier;

        // One less than half rounds ties down; an odd floor adds it back, which makes ties even.
        long rounding = toEven ? half - 1 + ((product >> shift) & 1) : half;
        return FixedPoint.Saturate((product + rounding) >> shift);
    }
}

namespace Bantam.Model;

/// <summary>The logistic function and tanh on 8-bit codes as TFLite Micro computes them: a table of its fixed-point results.</summary>
/// <remarks>
/// The output parameters are fixed: scale 1/256 and zero point −128 for the logistic function, 1/128 and 0 for tanh. Desktop TFLite
/// builds its table in floating point instead; about one code in ten thousand differs, by one. Source: TFLite Micro LOGISTIC and
/// TANH, reference integer kernels, bit for bit.
/// </remarks>
internal static class LogisticInt8
{
    private const int FractionalBits = 27;

    /// <summary>The parameters of every 8-bit logistic output.</summary>
    public static QuantizationParameters LogisticOutput { get; } = QuantizationParameters.PerTensor(1f / 256, sbyte.MinValue);

    /// <summary>The parameters of every 8-bit tanh output.</summary>
    public static QuantizationParameters TanhOutput { get; } = QuantizationParameters.PerTensor(1f / 128, 0);

    /// <summary>The table of the logistic function.</summary>
    /// <param name="input">The input's parameters: one scale, int8 codes.</param>
    /// <returns>The table, for output of <see cref="LogisticOutput"/>.</returns>
    /// <exception cref="ArgumentException">The parameters are not those of an int8 activation.</exception>
    public static TableInt8 Logistic(QuantizationParameters input) =>
        Of(input, raw => FixedPoint.DivideByPowerOfTwo(FixedPoint.Logistic(raw), 31 - 8) + sbyte.MinValue);

    /// <summary>The table of tanh.</summary>
    /// <param name="input">The input's parameters: one scale, int8 codes.</param>
    /// <returns>The table, for output of <see cref="TanhOutput"/>.</returns>
    /// <exception cref="ArgumentException">The parameters are not those of an int8 activation.</exception>
    public static TableInt8 Tanh(QuantizationParameters input) => Of(input, raw => FixedPoint.DivideByPowerOfTwo(FixedPoint.Tanh(raw), 31 - 7));

    /// <summary>Inputs go to Q4.27; those at 15 or beyond, which the function cannot tell from infinity, take the end of the range.</summary>
    private static TableInt8 Of(QuantizationParameters input, Func<int, int> function)
    {
        Int8Output.RequireActivation(input, "input");

        // A scale of 8 and more puts every code but the zero point beyond the range anyway.
        FixedPointMultiplier multiplier = FixedPointMultiplier.FromReal(Math.Min(input.Scale, 7.9) * (1 << FractionalBits));
        double radius = Math.Floor(15.0 * (1 << FractionalBits) / Math.ScaleB(1, multiplier.Shift));
        return TableInt8.Of(code =>
        {
            int difference = code - input.ZeroPoint;
            return Math.Abs(difference) >= radius
                ? difference < 0 ? sbyte.MinValue : sbyte.MaxValue
                : (sbyte)Math.Clamp(function(RoundingProfile.Tflm.Requantize(difference, multiplier)), sbyte.MinValue, sbyte.MaxValue);
        });
    }
}

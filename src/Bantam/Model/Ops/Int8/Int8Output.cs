using System.Numerics;

namespace Bantam.Model;

/// <summary>The last stage of an integer kernel: requantize, add the zero point, clamp.</summary>
/// <param name="ZeroPoint">The output's zero point.</param>
/// <param name="Min">The smallest code that may come out: the type's, or that of the activation.</param>
/// <param name="Max">The largest code that may come out.</param>
/// <param name="Rounding">The rounding rule.</param>
internal readonly record struct Int8Output(int ZeroPoint, int Min, int Max, RoundingProfile Rounding)
{
    /// <summary>The output stage of an op.</summary>
    /// <param name="output">The output's parameters: one scale, codes of 8 or 16 bits.</param>
    /// <param name="activation">The activation that the op applies.</param>
    /// <param name="rounding">The rounding rule.</param>
    /// <returns>The stage. ReLU starts at the code of 0, ReLU6 ends at the code of 6.</returns>
    /// <exception cref="ArgumentException">The parameters are not those of an activation.</exception>
    public static Int8Output Prepare(QuantizationParameters output, Activation activation, RoundingProfile rounding)
    {
        RequireCodes(output, "output");
        int min = activation == Activation.None ? output.QMin : output.ZeroPoint;
        int max = activation == Activation.Relu6 ? output.Quantize(6, 0, rounding) : output.QMax;
        return new Int8Output(output.ZeroPoint, min, max, rounding);
    }

    /// <summary>Refuses parameters that an int8 activation cannot have.</summary>
    public static void RequireActivation(QuantizationParameters parameters, string role)
    {
        if (parameters.Scales.Length != 1 || !parameters.FitsInt8)
        {
            throw new ArgumentException($"The {role} of an int8 kernel needs one scale and codes within [-128, 127], but has {parameters}. Quantize activations per tensor to int8.");
        }
    }

    /// <summary>Refuses parameters that an activation of 8 or 16 bits cannot have: those of 16 bits are symmetric.</summary>
    public static void RequireCodes(QuantizationParameters parameters, string role)
    {
        bool fits = parameters.FitsInt8 || (parameters is { QMin: short.MinValue or -short.MaxValue, QMax: short.MaxValue } && parameters.IsSymmetric);
        if (parameters.Scales.Length != 1 || !fits)
        {
            throw new ArgumentException($"The {role} of an integer kernel needs one scale and codes of 8 bits, or of 16 bits with zero point 0, but has {parameters}. Quantize activations per tensor.");
        }
    }

    /// <summary>The output code of an accumulator.</summary>
    public sbyte From(int accumulator, FixedPointMultiplier factor) => From(Rounding.Requantize(accumulator, factor));

    /// <summary>The output code of a number of output steps.</summary>
    /// <remarks>Clamping before the zero point is added gives the same code as clamping after it, and cannot overflow.</remarks>
    public sbyte From(int steps) => (sbyte)(Math.Clamp(steps, Min - ZeroPoint, Max - ZeroPoint) + ZeroPoint);

    /// <summary>The output code of an accumulator of 32 or 64 bits, each by its own rule of requantization.</summary>
    public TCode From<TCode, TSum>(TSum accumulator, FixedPointMultiplier factor)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum> => Code<TCode>(typeof(TSum) == typeof(long)
            ? Rounding.Requantize(long.CreateTruncating(accumulator), factor)
            : Rounding.Requantize(int.CreateTruncating(accumulator), factor));

    /// <summary>The output code of a number of output steps, in its own type.</summary>
    public TCode Code<TCode>(int steps)
        where TCode : unmanaged, IBinaryInteger<TCode> => TCode.CreateTruncating(Math.Clamp((long)steps + ZeroPoint, Min, Max));
}

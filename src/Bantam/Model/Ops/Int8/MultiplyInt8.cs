using System.Numerics;

namespace Bantam.Model;

/// <summary>The integer constants of an element-wise product.</summary>
/// <param name="LeftOffset">Added to the first input's codes: minus its zero point.</param>
/// <param name="RightOffset">Added to the second input's codes.</param>
/// <param name="Multiplier">From the product to output steps.</param>
/// <param name="Output">The last stage.</param>
internal readonly record struct MultiplyInt8Parameters(int LeftOffset, int RightOffset, FixedPointMultiplier Multiplier, Int8Output Output)
{
    /// <summary>The constants of a product.</summary>
    /// <param name="left">The first input's parameters: one scale, codes of 8 or 16 bits.</param>
    /// <param name="right">The second input's parameters.</param>
    /// <param name="output">The output's parameters.</param>
    /// <param name="activation">The activation to apply.</param>
    /// <param name="rounding">The rounding rule.</param>
    /// <returns>The constants: the multiplier is <c>left · right / output</c> of the scales in double precision.</returns>
    /// <exception cref="ArgumentException">The parameters are not those of activations.</exception>
    public static MultiplyInt8Parameters Prepare(QuantizationParameters left, QuantizationParameters right, QuantizationParameters output, Activation activation, RoundingProfile rounding)
    {
        Int8Output.RequireCodes(left, "first input");
        Int8Output.RequireCodes(right, "second input");
        Int8Output stage = Int8Output.Prepare(output, activation, rounding);
        return new MultiplyInt8Parameters(-left.ZeroPoint, -right.ZeroPoint, FixedPointMultiplier.FromReal((double)left.Scale * right.Scale / output.Scale), stage);
    }
}

/// <summary>The meaning of an integer element-wise product: <c>y = clamp(zₒ + requantize((a − z₁)·(b − z₂)))</c>.</summary>
/// <remarks>Range: at most 255² in 8 bits and 2³⁰ in 16. Source: TFLite MUL, reference integer kernel.</remarks>
internal static class MultiplyInt8
{
    /// <summary>Runs the product.</summary>
    /// <typeparam name="TCode">The type of the codes.</typeparam>
    /// <param name="a">The arguments.</param>
    public static void Run<TCode>(in BinaryArguments<TCode, MultiplyInt8Parameters> a)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        MultiplyInt8Parameters p = a.Parameters;
        for (int i = 0; i < a.Output.Length; i++)
        {
            (int x, int y) = a.Pair(i);
            a.Output[i] = p.Output.From<TCode, int>((x + p.LeftOffset) * (y + p.RightOffset), p.Multiplier);
        }
    }
}

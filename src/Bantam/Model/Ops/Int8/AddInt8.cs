using System.Numerics;

namespace Bantam.Model;

/// <summary>The integer constants of an addition or a subtraction.</summary>
/// <param name="LeftOffset">Added to the first input's codes: minus its zero point.</param>
/// <param name="RightOffset">Added to the second input's codes.</param>
/// <param name="LeftMultiplier">From the first input's steps to common steps, at most ½.</param>
/// <param name="RightMultiplier">From the second input's steps to common steps, at most ½.</param>
/// <param name="OutputMultiplier">From the sum to output steps.</param>
/// <param name="Output">The last stage.</param>
internal readonly record struct AddInt8Parameters(
    int LeftOffset,
    int RightOffset,
    FixedPointMultiplier LeftMultiplier,
    FixedPointMultiplier RightMultiplier,
    FixedPointMultiplier OutputMultiplier,
    Int8Output Output)
{
    /// <summary>Bits by which inputs of 8 bits are enlarged, so that rounding to the common scale costs nothing visible.</summary>
    public const int LeftShift = 20;

    /// <summary>The same for inputs of 16 bits.</summary>
    public const int LeftShift16 = 15;

    /// <summary>Whether the second input is subtracted.</summary>
    public bool Subtracts { get; init; }

    /// <summary>The constants of an addition.</summary>
    /// <param name="left">The first input's parameters: one scale, codes of 8 or 16 bits.</param>
    /// <param name="right">The second input's parameters.</param>
    /// <param name="output">The output's parameters.</param>
    /// <param name="activation">The activation that the op applies.</param>
    /// <param name="rounding">The rounding rule.</param>
    /// <returns>The constants; the common scale is twice the larger input scale.</returns>
    /// <exception cref="ArgumentException">The parameters are not those of activations.</exception>
    public static AddInt8Parameters Prepare(QuantizationParameters left, QuantizationParameters right, QuantizationParameters output, Activation activation, RoundingProfile rounding)
    {
        Int8Output.RequireCodes(left, "first input");
        Int8Output.RequireCodes(right, "second input");
        Int8Output stage = Int8Output.Prepare(output, activation, rounding);
        double common = 2.0 * Math.Max(left.Scale, right.Scale);
        int shift = output.FitsInt8 ? LeftShift : LeftShift16;
        return new AddInt8Parameters(
            -left.ZeroPoint,
            -right.ZeroPoint,
            FixedPointMultiplier.FromReal(left.Scale / common),
            FixedPointMultiplier.FromReal(right.Scale / common),
            FixedPointMultiplier.FromReal(common / ((1 << shift) * (double)output.Scale)),
            stage);
    }
}

/// <summary>The arguments of the element-wise kernels with two inputs.</summary>
/// <typeparam name="TCode">The type of the codes: <see cref="sbyte"/> or <see cref="short"/>.</typeparam>
/// <typeparam name="TParameters">The integer constants.</typeparam>
internal readonly ref struct BinaryArguments<TCode, TParameters>
    where TCode : unmanaged, IBinaryInteger<TCode>
{
    /// <summary>The integer constants.</summary>
    public required TParameters Parameters { get; init; }

    /// <summary>The first input's codes.</summary>
    public required ReadOnlySpan<TCode> Left { get; init; }

    /// <summary>The second input's codes.</summary>
    public required ReadOnlySpan<TCode> Right { get; init; }

    /// <summary>The output codes.</summary>
    public required Span<TCode> Output { get; init; }

    /// <summary>Which codes meet where one input is broadcast; null where all three are alike.</summary>
    public BroadcastWalk? Walk { get; init; }

    /// <summary>The pair of codes of an output.</summary>
    public (int Left, int Right) Pair(int index)
    {
        (int left, int right) = (index, index);
        if (Walk is { } walk)
        {
            (int row, int along) = Math.DivRem(index, walk.Run);
            (left, right) = walk.Start(row);
            left += along * walk.StepA;
            right += along * walk.StepB;
        }

        return (int.CreateTruncating(Left[left]), int.CreateTruncating(Right[right]));
    }
}

/// <summary>The meaning of an integer addition or subtraction: both inputs are brought to a common fine scale, added, and requantized.</summary>
/// <remarks>
/// Range in 8 bits: |x − z| ≤ 255, shifted left by 20 that is below 2²⁸; multipliers of at most ½ leave 2²⁷ each, so the sum is
/// below 2²⁸. In 16 bits |x| ≤ 2¹⁵, shifted left by 15: 2³⁰, halved: the sum is at most 2³⁰. Source: TFLite ADD and SUB, reference
/// integer kernels.
/// </remarks>
internal static class AddInt8
{
    /// <summary>Runs the addition.</summary>
    /// <typeparam name="TCode">The type of the codes.</typeparam>
    /// <param name="a">The arguments.</param>
    public static void Run<TCode>(in BinaryArguments<TCode, AddInt8Parameters> a)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        AddInt8Parameters p = a.Parameters;
        RoundingProfile rounding = p.Output.Rounding;
        int shift = typeof(TCode) == typeof(short) ? AddInt8Parameters.LeftShift16 : AddInt8Parameters.LeftShift;
        for (int i = 0; i < a.Output.Length; i++)
        {
            (int x, int y) = a.Pair(i);
            int left = rounding.Requantize((x + p.LeftOffset) << shift, p.LeftMultiplier);
            int right = rounding.Requantize((y + p.RightOffset) << shift, p.RightMultiplier);
            a.Output[i] = p.Output.From<TCode, int>(p.Subtracts ? left - right : left + right, p.OutputMultiplier);
        }
    }
}

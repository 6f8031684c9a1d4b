using System.Numerics;

namespace Bantam.Model;

/// <summary>The integer constants of a product of two activations.</summary>
/// <param name="LeftOffset">Added to the left codes: minus their zero point.</param>
/// <param name="RightOffset">Added to the right codes.</param>
/// <param name="Multiplier">From products to output steps.</param>
/// <param name="Output">The last stage.</param>
internal readonly record struct MatMulInt8Parameters(int LeftOffset, int RightOffset, FixedPointMultiplier Multiplier, Int8Output Output)
{
    /// <summary>The constants of a product.</summary>
    /// <param name="left">The left factor's parameters: one scale.</param>
    /// <param name="right">The right factor's parameters.</param>
    /// <param name="output">The output's parameters.</param>
    /// <param name="rounding">The rounding rule.</param>
    /// <returns>The constants. TFLite multiplies the two input scales in single precision, as for a dense layer with one scale.</returns>
    /// <exception cref="ArgumentException">The parameters are not those of activations.</exception>
    public static MatMulInt8Parameters Prepare(QuantizationParameters left, QuantizationParameters right, QuantizationParameters output, RoundingProfile rounding)
    {
        Int8Output.RequireCodes(left, "left factor");
        Int8Output.RequireCodes(right, "right factor");
        float product = left.Scale * right.Scale;
        return new MatMulInt8Parameters(-left.ZeroPoint, -right.ZeroPoint, FixedPointMultiplier.FromReal((double)product / output.Scale), Int8Output.Prepare(output, Activation.None, rounding));
    }
}

/// <summary>The sizes of a batch of matrix products, C = op(A)·op(B).</summary>
/// <param name="Rows">M: rows of op(A).</param>
/// <param name="Inner">K: columns of op(A).</param>
/// <param name="Columns">N: columns of op(B).</param>
/// <param name="TransposeA">Whether A lies [K, M].</param>
/// <param name="TransposeB">Whether B lies [N, K].</param>
/// <param name="Batch">Which matrices meet.</param>
internal readonly record struct MatMulSizes(int Rows, int Inner, int Columns, bool TransposeA, bool TransposeB, BroadcastWalk Batch)
{
    /// <summary>The sizes of a product of given shapes.</summary>
    public static MatMulSizes Of(MatMul op, Shape left, Shape right, Shape output) => new(
        output[^2],
        left[op.TransposeA ? ^2 : ^1],
        output[^1],
        op.TransposeA,
        op.TransposeB,
        BroadcastWalk.Of(output.Lengths[..^2], left.Lengths[..^2], right.Lengths[..^2]));
}

/// <summary>The arguments of the integer matrix product.</summary>
internal readonly ref struct MatMulArguments<TCode>
    where TCode : unmanaged, IBinaryInteger<TCode>
{
    /// <summary>The sizes.</summary>
    public required MatMulSizes Sizes { get; init; }

    /// <summary>The integer constants.</summary>
    public required MatMulInt8Parameters Parameters { get; init; }

    /// <summary>The codes of the left matrices.</summary>
    public required ReadOnlySpan<TCode> Left { get; init; }

    /// <summary>The codes of the right matrices.</summary>
    public required ReadOnlySpan<TCode> Right { get; init; }

    /// <summary>The codes of the products.</summary>
    public required Span<TCode> Output { get; init; }
}

/// <summary>The meaning of a product of two activations: <c>y[m,n] = clamp(zₒ + requantize(Σₖ (a[m,k] − z₁)·(b[k,n] − z₂)))</c>.</summary>
/// <remarks>
/// Range in 8 bits, summed in 32: |a − z₁|·|b − z₂| ≤ 65,025, so K ≤ 33,025 products. In 16 bits, summed in 64, a product is at most 2³⁰.
/// Source: TFLite BATCH_MATMUL, reference integer kernel.
/// </remarks>
internal static class MatMulInt8
{
    /// <summary>The longest sum that 32 bits hold.</summary>
    public const int MaxInner = int.MaxValue / (255 * 255);

    /// <summary>Runs the product.</summary>
    /// <typeparam name="TCode">The type of the codes.</typeparam>
    /// <typeparam name="TSum">The type of accumulators: <see cref="int"/> for 8 bits, <see cref="long"/> for 16.</typeparam>
    /// <param name="a">The arguments.</param>
    public static void Run<TCode, TSum>(in MatMulArguments<TCode> a)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        MatMulSizes s = a.Sizes;
        int matrix = s.Rows * s.Columns;
        for (int i = 0; i < a.Output.Length; i++)
        {
            (int row, int index) = Math.DivRem(i / matrix, s.Batch.Run);
            (int left, int right) = s.Batch.Start(row);
            left = (left + (index * s.Batch.StepA)) * s.Rows * s.Inner;
            right = (right + (index * s.Batch.StepB)) * s.Inner * s.Columns;
            TSum sum = Dot<TCode, TSum>(in a, a.Left[left..], a.Right[right..], i % matrix);
            a.Output[i] = a.Parameters.Output.From<TCode, TSum>(sum, a.Parameters.Multiplier);
        }
    }

    private static TSum Dot<TCode, TSum>(in MatMulArguments<TCode> a, ReadOnlySpan<TCode> left, ReadOnlySpan<TCode> right, int element)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        MatMulSizes s = a.Sizes;
        (int m, int n) = Math.DivRem(element, s.Columns);
        TSum sum = TSum.Zero;
        for (int k = 0; k < s.Inner; k++)
        {
            int x = int.CreateTruncating(left[s.TransposeA ? (k * s.Rows) + m : (m * s.Inner) + k]) + a.Parameters.LeftOffset;
            int y = int.CreateTruncating(right[s.TransposeB ? (n * s.Inner) + k : (k * s.Columns) + n]) + a.Parameters.RightOffset;
            sum += TSum.CreateTruncating(x * y);
        }

        return sum;
    }
}

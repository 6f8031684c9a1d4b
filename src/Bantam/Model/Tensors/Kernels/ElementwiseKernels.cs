using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Float32 kernels that treat every element, or every row, alike.</summary>
internal static unsafe class ElementwiseKernels
{
    /// <summary>y = a + b.</summary>
    public static void Add(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) => ElementwiseLoop.Run<AddStep>(a, b, y, 0, 0);

    /// <summary>y = (a + b) limited to [low, high]; NaN stays NaN.</summary>
    public static void AddAndClamp(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y, float low, float high) =>
        ElementwiseLoop.Run<AddAndClampStep>(a, b, y, low, high);

    /// <summary>y = x limited to [low, high]; NaN stays NaN.</summary>
    public static void Clamp(ReadOnlySpan<float> x, Span<float> y, float low, float high) => ElementwiseLoop.Run<ClampStep>(x, x, y, low, high);

    /// <summary>dx = dy where low &lt; yOut &lt; high, else 0.</summary>
    public static void ClampGradient(ReadOnlySpan<float> yOut, ReadOnlySpan<float> dy, Span<float> dx, float low, float high) =>
        ElementwiseLoop.Run<ClampGradientStep>(yOut, dy, dx, low, high);

    /// <summary>y = eˣ within 1 unit in the last place; below the range 0, above it ∞.</summary>
    public static void Exp(ReadOnlySpan<float> x, Span<float> y) => ElementwiseLoop.Run<ExpStep>(x, x, y, 0, 0);

    /// <summary>sum[c] = Σᵣ x[r, c]; a row is as long as <paramref name="sum"/>.</summary>
    public static void SumRows(ReadOnlySpan<float> x, Span<float> sum) => SumBlocks(x, sum, sum.Length, Math.Max(1, x.Length / Math.Max(1, sum.Length)));

    /// <summary>sums[b, c] = Σᵣ x[r, c] over the rows r of block b.</summary>
    public static void SumBlocks(ReadOnlySpan<float> x, Span<float> sums, int columns, int rowsPerBlock)
    {
        if (sums.IsEmpty)
        {
            return;
        }

        int rows = x.Length / columns;
        fixed (float* from = x, to = sums)
        {
            switch (SimdWidth.For(columns))
            {
                case 16:
                    RowSums.Run<Simd512, Vector512<float>>(from, rows, to, columns, rowsPerBlock);
                    break;
                case 8:
                    RowSums.Run<Simd256, Vector256<float>>(from, rows, to, columns, rowsPerBlock);
                    break;
                case 4:
                    RowSums.Run<Simd128, Vector128<float>>(from, rows, to, columns, rowsPerBlock);
                    break;
                default:
                    RowSums.Run<SimdScalar, float>(from, rows, to, columns, rowsPerBlock);
                    break;
            }
        }
    }

    /// <summary>The logarithm of <see cref="SoftmaxRows"/>, x − max − ln Σ e^(x − max); y is not x.</summary>
    public static void LogSoftmaxRows(ReadOnlySpan<float> x, Span<float> y, int columns)
    {
        fixed (float* from = x, to = y)
        {
            switch (SimdWidth.For(x.Length))
            {
                case 16:
                    SoftmaxRow.RunLog<Simd512, Vector512<float>>(from, to, x.Length, columns);
                    break;
                case 8:
                    SoftmaxRow.RunLog<Simd256, Vector256<float>>(from, to, x.Length, columns);
                    break;
                case 4:
                    SoftmaxRow.RunLog<Simd128, Vector128<float>>(from, to, x.Length, columns);
                    break;
                default:
                    SoftmaxRow.RunLog<SimdScalar, float>(from, to, x.Length, columns);
                    break;
            }
        }
    }

    /// <summary>Turns each row of scores into positive numbers that sum to 1: e^(x − max) over their sum.</summary>
    public static void SoftmaxRows(ReadOnlySpan<float> x, Span<float> y, int columns)
    {
        fixed (float* from = x, to = y)
        {
            switch (SimdWidth.For(x.Length))
            {
                case 16:
                    SoftmaxRow.Run<Simd512, Vector512<float>>(from, to, x.Length, columns);
                    break;
                case 8:
                    SoftmaxRow.Run<Simd256, Vector256<float>>(from, to, x.Length, columns);
                    break;
                case 4:
                    SoftmaxRow.Run<Simd128, Vector128<float>>(from, to, x.Length, columns);
                    break;
                default:
                    SoftmaxRow.Run<SimdScalar, float>(from, to, x.Length, columns);
                    break;
            }
        }
    }
}

namespace Bantam.Model;

/// <summary>Product of two matrices, either of which may be taken transposed without moving its elements.</summary>
/// <param name="TransposeA">Whether the left factor is read as its transpose.</param>
/// <param name="TransposeB">Whether the right factor is read as its transpose.</param>
/// <remarks>
/// <c>C = op(A)·op(B)</c>, C [M, N]. Ā and B̄ are again products of the same kind, so every derivative exists.
/// </remarks>
public sealed partial record MatMul(bool TransposeA = false, bool TransposeB = false) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 2, 2);
        Expect.Rank(this, inputs[0], 2, "matrices [rows, columns]");
        Expect.Rank(this, inputs[1], 2, "matrices [rows, columns]");
        Expect.SameElement(this, inputs);
        (int rows, int inner) = Oriented(inputs[0].Shape, TransposeA);
        (int innerB, int columns) = Oriented(inputs[1].Shape, TransposeB);
        if (inner != innerB)
        {
            throw new ShapeException($"MatMul multiplies [M, K] by [K, N], but got {inputs[0]}{Mark(TransposeA)} and {inputs[1]}{Mark(TransposeB)}: K is {inner} on the left and {innerB} on the right.");
        }

        return new TensorType(inputs[0].Element, [rows, columns]);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        // C = A·B: Ā = C̄·Bᵀ, B̄ = Aᵀ·C̄. A transposed factor wants the transpose of that, which swaps the factors.
        Tensor a = call.Inputs[0];
        Tensor b = call.Inputs[1];
        Tensor? gradientA = !call.NeedsGradient(0) ? null
            : TransposeA ? new MatMul(TransposeB, true).Apply(b, upstream) : new MatMul(false, !TransposeB).Apply(upstream, b);
        Tensor? gradientB = !call.NeedsGradient(1) ? null
            : TransposeB ? new MatMul(true, TransposeA).Apply(upstream, a) : new MatMul(!TransposeA, false).Apply(a, upstream);
        return [gradientA, gradientB];
    }

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output)
    {
        (_, int inner) = Oriented(inputs[0].Shape, TransposeA);
        return new OpCost(checked((long)output.Shape.Count * inner), 0);
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> a = call.In<T>(0);
        ReadOnlySpan<T> b = call.In<T>(1);
        Span<T> c = call.Out<T>();
        (int rows, int inner) = Oriented(call.Inputs[0].Shape, TransposeA);
        int columns = call.Output.Shape[1];
        for (int m = 0; m < rows; m++)
        {
            for (int n = 0; n < columns; n++)
            {
                T sum = T.Zero;
                for (int k = 0; k < inner; k++)
                {
                    sum += a[TransposeA ? (k * rows) + m : (m * inner) + k] * b[TransposeB ? (n * inner) + k : (k * columns) + n];
                }

                c[(m * columns) + n] = sum;
            }
        }
    }

    /// <inheritdoc/>
    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        (int rows, int inner) = Oriented(call.Inputs[0].Shape, TransposeA);
        int columns = call.Output.Shape[1];
        fixed (float* a = call.In<float>(0), b = call.In<float>(1), c = call.Out<float>())
        {
            Gemm.Multiply(new GemmArguments
            {
                A = a,
                B = b,
                C = c,
                M = rows,
                N = columns,
                K = inner,
                LeadingA = TransposeA ? rows : inner,
                LeadingB = TransposeB ? inner : columns,
                LeadingC = columns,
                TransposeA = TransposeA,
                TransposeB = TransposeB,
                Low = float.NegativeInfinity,
                High = float.PositiveInfinity,
            });
        }

        return true;
    }

    private static (int Rows, int Columns) Oriented(Shape shape, bool transpose) =>
        transpose ? (shape[1], shape[0]) : (shape[0], shape[1]);

    private static string Mark(bool transposed) => transposed ? "ᵀ" : "";
}

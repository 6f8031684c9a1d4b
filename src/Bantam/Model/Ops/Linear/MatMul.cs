namespace Bantam.Model;

/// <summary>Product of two matrices, or of batches of them, either of which may be taken transposed without moving its elements.</summary>
/// <param name="TransposeA">Whether the left matrices are read as their transposes.</param>
/// <param name="TransposeB">Whether the right matrices are read as their transposes.</param>
/// <remarks>
/// <c>C = op(A)·op(B)</c>. Shapes: A [.., M, K] and B [.., K, N] give C [.., M, N]; the leading axes are broadcast, so that one
/// matrix serves a whole batch. Ā and B̄ are again products of the same kind, summed where a factor was repeated, so every
/// derivative exists. A NaN or ∞ reaches the row and column that it lies in. Source: ONNX MatMul.
/// </remarks>
public sealed partial record MatMul(bool TransposeA = false, bool TransposeB = false) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 2, 2);
        Expect.SameElement(this, inputs);
        foreach (TensorType input in inputs)
        {
            Expect.Float(this, input);
            if (input.Shape.Rank < 2)
            {
                throw new ShapeException($"{Name} multiplies matrices, [.., rows, columns], but got {inputs[0]} and {inputs[1]}. Unsqueeze a vector first.");
            }
        }

        (int rows, int inner) = Oriented(inputs[0].Shape, TransposeA);
        (int innerB, int columns) = Oriented(inputs[1].Shape, TransposeB);
        if (inner != innerB)
        {
            throw new ShapeException($"{Name} multiplies [.., M, K] by [.., K, N], but got {inputs[0]}{Mark(TransposeA)} and {inputs[1]}{Mark(TransposeB)}: K is {inner} on the left and {innerB} on the right.");
        }

        return new TensorType(inputs[0].Element, [.. Broadcasting.Lengths(this, inputs[0], inputs[1], 2), rows, columns]);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor a = call.Inputs[0];
        Tensor b = call.Inputs[1];
        bool stacks = Stacks(call);
        if (stacks)
        {
            // One right matrix for all: then the left ones are one tall matrix, and their sum over the batch is inside one product.
            a = new ViewAs([a.Count / Math.Max(a.Shape[^1], 1), a.Shape[^1]]).Apply(a);
            upstream = new ViewAs([upstream.Count / Math.Max(upstream.Shape[^1], 1), upstream.Shape[^1]]).Apply(upstream);
        }

        // C = A·B: Ā = C̄·Bᵀ, B̄ = Aᵀ·C̄. A transposed factor wants the transpose of that, which swaps the factors.
        Tensor? gradientA = !call.NeedsGradient(0) ? null
            : TransposeA ? new MatMul(TransposeB, true).Apply(b, upstream) : new MatMul(false, !TransposeB).Apply(upstream, b);
        Tensor? gradientB = !call.NeedsGradient(1) ? null
            : TransposeB ? new MatMul(true, TransposeA).Apply(upstream, a) : new MatMul(!TransposeA, false).Apply(a, upstream);
        gradientA = stacks && gradientA is not null ? new ViewAs(call.Inputs[0].Shape).Apply(gradientA) : gradientA;
        return [gradientA?.ReducedTo(call.Inputs[0].Shape), gradientB?.ReducedTo(b.Shape)];
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
        Sizes sizes = new(this, call);
        BroadcastWalk batch = sizes.Batch;
        for (int row = 0; row < batch.Rows; row++)
        {
            (int a, int b) = batch.Start(row);
            for (int i = 0; i < batch.Run; i++)
            {
                Multiply(
                    in sizes,
                    call.In<T>(0).Slice((a + (i * batch.StepA)) * sizes.Rows * sizes.Inner, sizes.Rows * sizes.Inner),
                    call.In<T>(1).Slice((b + (i * batch.StepB)) * sizes.Inner * sizes.Columns, sizes.Inner * sizes.Columns),
                    call.Out<T>().Slice(((row * batch.Run) + i) * sizes.Rows * sizes.Columns, sizes.Rows * sizes.Columns));
            }
        }
    }

    /// <inheritdoc/>
    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        Sizes sizes = new(this, call);
        fixed (float* a = call.In<float>(0), b = call.In<float>(1), c = call.Out<float>())
        {
            if (Stacks(call))
            {
                Multiply(sizes with { Rows = call.Output.Count / Math.Max(sizes.Columns, 1) }, a, b, c);
                return true;
            }

            BroadcastWalk batch = sizes.Batch;
            float* product = c;
            for (int row = 0; row < batch.Rows; row++)
            {
                (int startA, int startB) = batch.Start(row);
                for (int i = 0; i < batch.Run; i++, product += (nint)sizes.Rows * sizes.Columns)
                {
                    nint matrixA = startA + (i * batch.StepA);
                    nint matrixB = startB + (i * batch.StepB);
                    Multiply(in sizes, a + (matrixA * sizes.Rows * sizes.Inner), b + (matrixB * sizes.Inner * sizes.Columns), product);
                }
            }
        }

        return true;
    }

    /// <summary>Whether all left matrices, taken as they lie, meet the same right one: together they are one matrix.</summary>
    private bool Stacks(OpCall call) => !TransposeA && call.Inputs[0].Shape.Rank > 2 && call.Inputs[1].Shape.Rank == 2;

    private void Multiply<T>(in Sizes sizes, ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> c)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        (int rows, int inner, int columns) = (sizes.Rows, sizes.Inner, sizes.Columns);
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

    private unsafe void Multiply(in Sizes sizes, float* a, float* b, float* c) => Gemm.Multiply(new GemmArguments
    {
        A = a,
        B = b,
        C = c,
        M = sizes.Rows,
        N = sizes.Columns,
        K = sizes.Inner,
        LeadingA = TransposeA ? sizes.Rows : sizes.Inner,
        LeadingB = TransposeB ? sizes.Inner : sizes.Columns,
        LeadingC = sizes.Columns,
        TransposeA = TransposeA,
        TransposeB = TransposeB,
        Low = float.NegativeInfinity,
        High = float.PositiveInfinity,
    });

    private static (int Rows, int Columns) Oriented(Shape shape, bool transpose) =>
        transpose ? (shape[^1], shape[^2]) : (shape[^2], shape[^1]);

    private static string Mark(bool transposed) => transposed ? "ᵀ" : "";

    /// <summary>The sizes of one product, and which matrices meet.</summary>
    private readonly record struct Sizes
    {
        public Sizes(MatMul op, OpCall call)
        {
            (Rows, Inner) = Oriented(call.Inputs[0].Shape, op.TransposeA);
            Columns = call.Output.Shape[^1];
            Batch = BroadcastWalk.Of(call.Output.Shape.Lengths[..^2], call.Inputs[0].Shape.Lengths[..^2], call.Inputs[1].Shape.Lengths[..^2]);
        }

        public int Rows { get; init; }

        public int Inner { get; }

        public int Columns { get; }

        public BroadcastWalk Batch { get; }
    }
}

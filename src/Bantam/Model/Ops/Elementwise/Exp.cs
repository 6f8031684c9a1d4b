namespace Bantam.Model;

/// <summary>The exponential function of every element.</summary>
/// <remarks><c>y = eˣ</c>; x̄ = ȳ ∘ y: a Hadamard product, never a dense Jacobian (notes: lines 1184-1186). Above 88.73 it is ∞, and a NaN stays NaN.</remarks>
public sealed record Exp : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Float(this, inputs[0]);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new Multiply().Apply(upstream, call.Output)];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Exp(x[i]);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseKernels.Exp(call.In<float>(0), call.Out<float>());
        return true;
    }
}

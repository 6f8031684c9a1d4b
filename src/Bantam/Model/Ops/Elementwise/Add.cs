namespace Bantam.Model;

/// <summary>Elementwise sum of two tensors of one shape, with an optional fused activation: the joint of a residual block.</summary>
/// <remarks><c>y = f(a + b)</c>; ā = b̄ = f′ ∘ ȳ.</remarks>
public sealed record Add : Op, IFusesActivation
{
    /// <inheritdoc/>
    public Activation Activation { get; init; }

    /// <inheritdoc/>
    public Op WithActivation(Activation activation) => this with { Activation = activation };

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Binary.Infer(this, inputs);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor inner = Activation.Gradient(call.Output, upstream);
        return [inner, inner];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> a = call.In<T>(0);
        ReadOnlySpan<T> b = call.In<T>(1);
        Span<T> y = call.Out<T>();
        (T low, T high) = Activation.Range<T>();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Clamp(a[i] + b[i], low, high);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        (float low, float high) = Activation.Range<float>();
        ElementwiseKernels.AddAndClamp(call.In<float>(0), call.In<float>(1), call.Out<float>(), low, high);
        return true;
    }
}

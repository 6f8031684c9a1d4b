namespace Bantam.Model;

/// <summary>Elementwise difference of two tensors of one shape.</summary>
/// <remarks><c>y = a − b</c>; ā = ȳ, b̄ = −ȳ.</remarks>
public sealed record Subtract : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Binary.Infer(this, inputs);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [upstream, call.NeedsGradient(1) ? new Scale(-1).Apply(upstream) : null];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> a = call.In<T>(0);
        ReadOnlySpan<T> b = call.In<T>(1);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = a[i] - b[i];
        }
    }
}

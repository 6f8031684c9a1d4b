namespace Bantam.Model;

/// <summary>Elementwise (Hadamard) product of two tensors of one shape.</summary>
/// <remarks><c>y = a ∘ b</c>; ā = ȳ ∘ b, b̄ = ȳ ∘ a.</remarks>
public sealed record Multiply : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Binary.Infer(this, inputs);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
    [
        call.NeedsGradient(0) ? new Multiply().Apply(upstream, call.Inputs[1]) : null,
        call.NeedsGradient(1) ? new Multiply().Apply(upstream, call.Inputs[0]) : null,
    ];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> a = call.In<T>(0);
        ReadOnlySpan<T> b = call.In<T>(1);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = a[i] * b[i];
        }
    }
}

namespace Bantam.Model;

/// <summary>The hyperbolic tangent of every element.</summary>
/// <remarks>
/// <c>y = tanh x</c>, in (−1, 1) and centered at 0; x̄ = ȳ ∘ (1 − y²), which vanishes where |x| is large (below 10⁻⁸ at 10). A
/// NaN stays NaN, ±∞ gives ±1. Source: notes, line 703.
/// </remarks>
public sealed record Tanh : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Expect.Unary(this, inputs);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        // ȳ(1 − y²) = ȳ − ȳy²
        Tensor square = new Multiply().Apply(call.Output, call.Output);
        return [new Subtract().Apply(upstream, new Multiply().Apply(upstream, square))];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Tanh(x[i]);
        }
    }
}

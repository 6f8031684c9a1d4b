namespace Bantam.Model;

/// <summary>The logistic function of every element.</summary>
/// <remarks>
/// <c>y = 1/(1+e⁻ˣ)</c>, computed from e^(−|x|) so that no exponential overflows; x̄ = ȳ ∘ y(1−y). In exact mathematics
/// 0 and 1 are never reached; in floating point they are. Source: notes, lines 698-702.
/// </remarks>
public sealed record Sigmoid : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Float(this, inputs[0]);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        // y(1−y) = y − y²
        Tensor y = call.Output;
        Tensor slope = new Subtract().Apply(y, new Multiply().Apply(y, y));
        return [new Multiply().Apply(upstream, slope)];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i++)
        {
            T e = T.Exp(-T.Abs(x[i]));
            y[i] = (x[i] >= T.Zero ? T.One : e) / (T.One + e);
        }
    }
}

namespace Bantam.Model;

/// <summary>Multiplies every element by a constant.</summary>
/// <param name="Factor">The constant.</param>
/// <remarks><c>y = c·x</c>; x̄ = c·ȳ.</remarks>
public sealed record Scale(double Factor) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Float(this, inputs[0]);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [this.Apply(upstream)];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T factor = T.CreateSaturating(Factor);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] * factor;
        }
    }
}

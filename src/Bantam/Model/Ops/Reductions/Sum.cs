namespace Bantam.Model;

/// <summary>The sum of all elements, as a scalar.</summary>
/// <remarks><c>y = Σᵢ xᵢ</c>; x̄ᵢ = ȳ.</remarks>
public sealed record Sum : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Float(this, inputs[0]);
        return inputs[0] with { Shape = [] };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new Fill(call.Inputs[0].Shape).Apply(upstream)];

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(0, inputs[0].Shape.Count);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        T sum = T.Zero;
        foreach (T value in call.In<T>(0))
        {
            sum += value;
        }

        call.Out<T>()[0] = sum;
    }
}

/// <summary>Repeats a scalar over a shape: the gradient of <see cref="Sum"/>, as Sum is of this.</summary>
internal sealed record Fill(Shape Shape) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = Shape };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new Sum().Apply(upstream)];

    protected internal override void Compute<T>(OpCall call) => call.Out<T>().Fill(call.In<T>(0)[0]);
}

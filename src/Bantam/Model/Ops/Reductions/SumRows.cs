namespace Bantam.Model;

/// <summary>Sums over all axes but the last: the gradient of a bias.</summary>
/// <remarks><c>y[c] = Σᵣ x[r, c]</c>, where r runs over all leading axes together.</remarks>
internal sealed record SumRows : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = [inputs[0].Shape[^1]] };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new RepeatRows(call.Inputs[0].Shape).Apply(upstream)];

    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(0, inputs[0].Shape.Count);

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        y.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            y[i % y.Length] += x[i];
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseKernels.SumRows(call.In<float>(0), call.Out<float>());
        return true;
    }
}

/// <summary>Repeats a row over all leading axes: the gradient of <see cref="SumRows"/>.</summary>
internal sealed record RepeatRows(Shape Shape) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = Shape };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new SumRows().Apply(upstream)];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> row = call.In<T>(0);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i += row.Length)
        {
            row.CopyTo(y[i..]);
        }
    }
}

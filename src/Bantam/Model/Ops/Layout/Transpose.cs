namespace Bantam.Model;

/// <summary>Exchanges the last two axes. A view: it shares the storage (notes: lines 651-663). <see cref="Permute"/> exchanges any.</summary>
public sealed record Transpose : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        if (inputs[0].Shape.Rank < 2)
        {
            throw new ShapeException($"Transpose exchanges the last two axes, but got {inputs[0]}.");
        }

        int[] lengths = inputs[0].Shape.Lengths.ToArray();
        (lengths[^1], lengths[^2]) = (lengths[^2], lengths[^1]);
        return inputs[0] with { Shape = new Shape(lengths) };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [this.Apply(upstream)];

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => default;

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call) => View(call.Inputs[0]).CopyTo(call.Output);

    internal override Tensor View(Tensor input)
    {
        int[] order = [.. Enumerable.Range(0, input.Shape.Rank)];
        (order[^1], order[^2]) = (order[^2], order[^1]);
        return input.ViewPermuted(order);
    }
}

/// <summary>Copies a tensor, perhaps a strided view, into memory of its own in row-major order, so that kernels can read it as one span.</summary>
internal sealed record Contiguous : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [upstream];

    protected internal override void Compute<T>(OpCall call) => call.Inputs[0].CopyTo(call.Output);
}

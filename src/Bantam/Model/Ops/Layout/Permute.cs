namespace Bantam.Model;

/// <summary>Puts the axes in another order. A view: it shares the storage; whoever reads it next gets a copy in row-major order.</summary>
/// <param name="Order">For each axis of the output, the axis of the input that it is: [0, 3, 1, 2] makes NCHW of NHWC.</param>
/// <remarks>The gradient is put back in order. Values are moved, whatever they are (notes: lines 806-812).</remarks>
public sealed record Permute(Axes Order) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        if (Order.Count != inputs[0].Shape.Rank)
        {
            throw new ShapeException($"{Name} needs each axis of {inputs[0]} once, but got {Order}.");
        }

        Expect.AxisSet(this, inputs[0], Order);
        int[] lengths = [.. Resolved(inputs[0])];
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            lengths[axis] = inputs[0].Shape[lengths[axis]];
        }

        return inputs[0] with { Shape = new Shape(lengths) };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        int[] order = Resolved(call.Inputs[0].Type);
        int[] inverse = new int[order.Length];
        for (int axis = 0; axis < order.Length; axis++)
        {
            inverse[order[axis]] = axis;
        }

        return [new Permute(new Axes(inverse)).Apply(upstream)];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call) => View(call.Inputs[0]).CopyTo(call.Output);

    internal override Tensor View(Tensor input) => input.ViewPermuted(Resolved(input.Type));

    private int[] Resolved(TensorType input)
    {
        int[] order = Order.Indices.ToArray();
        for (int axis = 0; axis < order.Length; axis++)
        {
            order[axis] = Expect.Axis(this, input, order[axis]);
        }

        return order;
    }
}

namespace Bantam.Model;

/// <summary>Removes axes of length 1. A view: nothing moves.</summary>
/// <param name="Axes">Which axes; each of length 1.</param>
/// <remarks>Shapes: with axes [1], [N, 1, W, C] becomes [N, W, C].</remarks>
public sealed record Squeeze(Axes Axes) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        uint set = Expect.AxisSet(this, inputs[0], Axes);
        List<int> lengths = [];
        for (int axis = 0; axis < inputs[0].Shape.Rank; axis++)
        {
            int length = inputs[0].Shape[axis];
            if ((set & (1u << axis)) == 0)
            {
                lengths.Add(length);
            }
            else if (length != 1)
            {
                throw new ShapeException($"{Name} removes axes of length 1, but axis {axis} of {inputs[0]} has length {length}. Slice or reduce it first.");
            }
        }

        return inputs[0] with { Shape = [.. lengths] };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new ViewAs(call.Inputs[0].Shape).Apply(upstream)];

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => default;

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call) => call.In<T>(0).CopyTo(call.Out<T>());

    internal override Tensor View(Tensor input) => input.ViewAs(Infer([input.Type]).Shape);
}

/// <summary>Adds axes of length 1. A view: nothing moves.</summary>
/// <param name="Axes">Where the new axes lie in the output.</param>
/// <remarks>Shapes: with axes [1], [N, W, C] becomes [N, 1, W, C]; with [-1], [N, C] becomes [N, C, 1].</remarks>
public sealed record Unsqueeze(Axes Axes) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        int rank = inputs[0].Shape.Rank + Axes.Count;
        TensorType placeholder = inputs[0] with { Shape = new Shape([.. Enumerable.Repeat(1, Math.Min(rank, BroadcastWalk.MaximumRank + 1))]) };
        uint set = Expect.AxisSet(this, placeholder, Axes);
        int[] lengths = new int[rank];
        int next = 0;
        for (int axis = 0; axis < rank; axis++)
        {
            lengths[axis] = (set & (1u << axis)) != 0 ? 1 : inputs[0].Shape[next++];
        }

        return inputs[0] with { Shape = new Shape(lengths) };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new ViewAs(call.Inputs[0].Shape).Apply(upstream)];

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => default;

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call) => call.In<T>(0).CopyTo(call.Out<T>());

    internal override Tensor View(Tensor input) => input.ViewAs(Infer([input.Type]).Shape);
}

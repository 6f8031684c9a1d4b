namespace Bantam.Model;

/// <summary>Joins tensors along one axis: by default the last, the channels of parallel branches.</summary>
/// <param name="Axis">The axis, from 0, or from −1 (the last) backward.</param>
/// <remarks>
/// Shapes: [.., C₁], [.., C₂], … become [.., C₁+C₂+…]; all other axes are equal. The gradient is sliced back exactly. Values
/// are copied, whatever they are (notes: lines 2091-2093).
/// </remarks>
public sealed record Concat(int Axis = -1) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, int.MaxValue);
        Expect.SameElement(this, inputs);
        int axis = Expect.Axis(this, inputs[0], Axis);
        long length = 0;
        foreach (TensorType input in inputs)
        {
            if (input.Shape.Rank != inputs[0].Shape.Rank || AxisBlocks.WithLength(input.Shape, axis, 0) != AxisBlocks.WithLength(inputs[0].Shape, axis, 0))
            {
                throw new ShapeException($"Concat joins axis {Axis}, so all other axes must be equal, but got {inputs[0]} and {input}.");
            }

            length += input.Shape[axis];
        }

        return inputs[0] with { Shape = AxisBlocks.WithLength(inputs[0].Shape, axis, checked((int)length)) };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor?[] gradients = new Tensor?[call.Inputs.Count];
        int axis = Expect.Axis(this, upstream.Type, Axis);
        int start = 0;
        for (int i = 0; i < gradients.Length; i++)
        {
            int length = call.Inputs[i].Shape[axis];
            gradients[i] = call.NeedsGradient(i) ? new Slice(axis, start, length).Apply(upstream) : null;
            start += length;
        }

        return gradients;
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        Span<T> y = call.Out<T>();
        int axis = Expect.Axis(this, call.Output.Type, Axis);
        (int length, int step) = AxisBlocks.Of(call.Output.Shape, axis);
        int start = 0;
        for (int i = 0; i < call.Inputs.Count; i++)
        {
            ReadOnlySpan<T> x = call.In<T>(i);
            int block = call.Inputs[i].Shape[axis] * step;
            for (int row = 0; block > 0 && row < x.Length / block; row++)
            {
                x.Slice(row * block, block).CopyTo(y[((row * length * step) + start)..]);
            }

            start += block;
        }
    }
}

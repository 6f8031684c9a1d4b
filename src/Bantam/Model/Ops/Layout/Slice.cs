namespace Bantam.Model;

/// <summary>A range along one axis.</summary>
/// <param name="Axis">The axis, from 0, or from −1 (the last) backward.</param>
/// <param name="Start">The first position that is kept; at least 0.</param>
/// <param name="Length">How many are kept; may be 0.</param>
/// <remarks><c>y[.., i, ..] = x[.., Start + i, ..]</c>. What lies outside of the range gets the gradient 0. Values are copied, whatever they are.</remarks>
public sealed record Slice(int Axis, int Start, int Length) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        TensorType input = Expect.Unary(this, inputs);
        int axis = Expect.Axis(this, input, Axis);
        return Start >= 0 && Length >= 0 && (long)Start + Length <= input.Shape[axis]
            ? input with { Shape = AxisBlocks.WithLength(input.Shape, axis, Length) }
            : throw new ShapeException($"{Name} takes {Length} positions from {Start} on along axis {Axis}, but {input} has {input.Shape[axis]} there.");
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Shape input = call.Inputs[0].Shape;
        int axis = Expect.Axis(this, call.Inputs[0].Type, Axis);
        int[] before = new int[input.Rank];
        int[] after = new int[input.Rank];
        before[axis] = Start;
        after[axis] = input[axis] - Start - Length;
        return [new Pad(new Shape(before), new Shape(after)).Apply(upstream)];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        (int length, int step) = AxisBlocks.Of(call.Inputs[0].Shape, Expect.Axis(this, call.Inputs[0].Type, Axis));
        int block = Length * step;
        for (int row = 0; block > 0 && row < y.Length / block; row++)
        {
            x.Slice(((row * length) + Start) * step, block).CopyTo(y[(row * block)..]);
        }
    }
}

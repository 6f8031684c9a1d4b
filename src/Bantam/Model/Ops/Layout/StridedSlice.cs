namespace Bantam.Model;

/// <summary>Every so-manieth position along one axis, forward or backward.</summary>
/// <param name="Axis">The axis, from 0, or from −1 (the last) backward.</param>
/// <param name="Start">The first position that is kept; at least 0.</param>
/// <param name="Length">How many are kept; may be 0.</param>
/// <param name="Step">From one position to the next; not 0. A step of −1 reverses the axis.</param>
/// <remarks>
/// <c>y[.., i, ..] = x[.., Start + i·Step, ..]</c>. What is left out gets the gradient 0. Values are copied, whatever they are.
/// Where the step is 1, <see cref="Slice"/> says it more plainly.
/// </remarks>
public sealed record StridedSlice(int Axis, int Start, int Length, int Step) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        TensorType input = Expect.Unary(this, inputs);
        int axis = Expect.Axis(this, input, Axis);
        long last = Start + ((Length - 1L) * Step);
        bool isInside = Length == 0 || (Start >= 0 && Start < input.Shape[axis] && last >= 0 && last < input.Shape[axis]);
        return isInside && Length >= 0 && Step != 0
            ? input with { Shape = AxisBlocks.WithLength(input.Shape, axis, Length) }
            : throw new ShapeException($"{Name} takes {Length} positions from {Start} on in steps of {Step} along axis {Axis}, but {input} has {input.Shape[axis]} there, and a step is not 0.");
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new StridedSpread(this, call.Inputs[0].Shape).Apply(upstream)];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        (int length, int run) = AxisBlocks.Of(call.Inputs[0].Shape, Expect.Axis(this, call.Inputs[0].Type, Axis));
        for (int row = 0; row < y.Length / run; row++)
        {
            (int block, int i) = Math.DivRem(row, Length);
            x.Slice(((block * length) + Start + (i * Step)) * run, run).CopyTo(y[(row * run)..]);
        }
    }
}

/// <summary>Puts positions back where a strided slice took them from, with 0 between: its gradient.</summary>
internal sealed record StridedSpread(StridedSlice Slice, Shape Whole) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = Whole };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [Slice.Apply(upstream)];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        y.Clear();
        (int length, int run) = AxisBlocks.Of(Whole, Expect.Axis(this, call.Output.Type, Slice.Axis));
        for (int row = 0; row < x.Length / run; row++)
        {
            (int block, int i) = Math.DivRem(row, Slice.Length);
            x.Slice(row * run, run).CopyTo(y[(((block * length) + Slice.Start + (i * Slice.Step)) * run)..]);
        }
    }
}

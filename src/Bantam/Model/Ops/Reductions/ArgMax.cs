namespace Bantam.Model;

/// <summary>The position of the largest element along one axis: the class that a classifier chooses.</summary>
/// <param name="Axis">The axis to search, which the output lacks; the last one where omitted.</param>
/// <remarks>
/// <c>y = argmaxᵢ xᵢ</c>, the first of equal ones; the first NaN counts as largest. The position is a number of the element
/// type of x, so that graphs compute in one type: exact, because the axis is shorter than 2²⁴. It has no gradient.
/// Shapes: along axis 1, [N, K, C] becomes [N, C].
/// </remarks>
public sealed record ArgMax(int Axis = -1) : Op
{
    private const int MaximumLength = 1 << 24;

    // In shorter rows one pass is faster than a fast one and a search.
    private const int ShortRow = 32;

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        TensorType input = Expect.Unary(this, inputs);
        int axis = Expect.Axis(this, input, Axis);
        if (input.Shape[axis] is 0 or > MaximumLength)
        {
            throw new ShapeException($"{Name} needs 1 to {MaximumLength} elements along axis {Axis}, but got {input}.");
        }

        return input with { Shape = [.. input.Shape.Lengths[..axis], .. input.Shape.Lengths[(axis + 1)..]] };
    }

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(0, inputs[0].Shape.Count);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        (int length, int step) = AxisBlocks.Of(call.Inputs[0].Shape, Expect.Axis(this, call.Inputs[0].Type, Axis));
        for (int i = 0; i < y.Length; i++)
        {
            int start = (i / step * length * step) + (i % step);
            int best = 0;
            for (int k = 1; k < length && !T.IsNaN(x[start + (best * step)]); k++)
            {
                T value = x[start + (k * step)];
                best = value > x[start + (best * step)] || T.IsNaN(value) ? k : best;
            }

            y[i] = T.CreateSaturating(best);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        (int length, int step) = AxisBlocks.Of(call.Inputs[0].Shape, Expect.Axis(this, call.Inputs[0].Type, Axis));
        if (step > 1 || length < ShortRow)
        {
            return false;
        }

        Span<float> y = call.Out<float>();
        for (int i = 0; i < y.Length; i++)
        {
            // Equal means equal here: −0 finds 0, and NaN finds NaN.
            ReadOnlySpan<float> row = call.In<float>(0).Slice(i * length, length);
            y[i] = row.IndexOf(MaximumKernels.Of(row));
        }

        return true;
    }
}

namespace Bantam.Model;

/// <summary>The logarithm of <see cref="Softmax"/> along the last axis, without a detour over probabilities that vanish.</summary>
/// <remarks>
/// <c>yᵢ = xᵢ − m − ln Σⱼ e^(xⱼ−m)</c> with m the row's maximum; x̄ = ȳ − softmax(x)·Σⱼ ȳⱼ. A NaN, or a maximum of +∞, makes
/// its row NaN. Shapes: any with at least one score along the last axis (notes: lines 716-732).
/// </remarks>
public sealed record LogSoftmax : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        TensorType scores = Expect.Unary(this, inputs);
        return scores.Shape.Rank > 0 && scores.Shape[^1] > 0
            ? scores
            : throw new ShapeException($"{Name} needs at least one score along the last axis, but got {scores}.");
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor probabilities = new Exp().Apply(call.Output);
        Tensor total = new Sum { Axes = [-1], KeepAxes = true }.Apply(upstream);
        return [new Subtract().Apply(upstream, new Multiply().Apply(probabilities, total))];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        int columns = call.Output.Shape[^1];
        for (int start = 0; start < call.Output.Count; start += columns)
        {
            ReadOnlySpan<T> x = call.In<T>(0).Slice(start, columns);
            Span<T> y = call.Out<T>().Slice(start, columns);
            T maximum = x[0];
            foreach (T value in x)
            {
                maximum = T.Max(maximum, value);
            }

            T sum = T.Zero;
            foreach (T value in x)
            {
                sum += T.Exp(value - maximum);
            }

            T shift = maximum + T.Log(sum);
            for (int i = 0; i < columns; i++)
            {
                y[i] = x[i] - shift;
            }
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseKernels.LogSoftmaxRows(call.In<float>(0), call.Out<float>(), call.Output.Shape[^1]);
        return true;
    }
}

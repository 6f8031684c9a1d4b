namespace Bantam.Model;

/// <summary>The mean of all elements, or along some axes.</summary>
/// <remarks>
/// <c>y = Σᵢ xᵢ / n</c>; x̄ᵢ = ȳ/n. Shapes: with axes [1, 2], [N, H, W, C] becomes [N, C], or [N, 1, 1, C] where axes are kept.
/// A mean of nothing is refused. A NaN, or +∞ and −∞ together, make the mean NaN.
/// </remarks>
public sealed record Mean : Op
{
    /// <summary>The axes to average over; all where omitted, which gives a scalar.</summary>
    public Axes? Axes { get; init; }

    /// <summary>Whether the averaged axes stay, with length 1, so that the result can be broadcast against the input.</summary>
    public bool KeepAxes { get; init; }

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        TensorType output = Reduction.Infer(this, inputs, Axes, KeepAxes);
        Reduction.ExpectElements(this, inputs[0], Axes);
        return output;
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        TensorType input = call.Inputs[0].Type;
        Tensor share = new Scale(1.0 / Reduction.CountOf(this, input, Axes)).Apply(upstream);
        return [new BroadcastTo(input.Shape).Apply(Reduction.Unreduced(this, share, input, Axes))];
    }

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(0, (long)inputs[0].Shape.Count + output.Shape.Count);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        Reduction.Sum(Reduction.Walk(this, call, Axes), call.In<T>(0), call.Out<T>());
        T count = T.CreateSaturating(Reduction.CountOf(this, call.Inputs[0].Type, Axes));
        foreach (ref T sum in call.Out<T>())
        {
            sum /= count;
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        Reduction.FastSum(Reduction.Walk(this, call, Axes), call.In<float>(0), call.Out<float>());
        float count = Reduction.CountOf(this, call.Inputs[0].Type, Axes);
        foreach (ref float sum in call.Out<float>())
        {
            sum /= count;
        }

        return true;
    }
}

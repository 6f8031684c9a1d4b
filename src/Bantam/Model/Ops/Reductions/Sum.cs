namespace Bantam.Model;

/// <summary>The sum of all elements, or along some axes.</summary>
/// <remarks>
/// <c>y = Σᵢ xᵢ</c>; x̄ᵢ = ȳ. Shapes: with axes [1, 2], [N, H, W, C] becomes [N, C], or [N, 1, 1, C] where axes are kept. The
/// sum of no elements is 0. A NaN, or +∞ and −∞ together, make the sum NaN.
/// </remarks>
public sealed record Sum : Op
{
    /// <summary>The axes to sum over; all where omitted, which gives a scalar.</summary>
    public Axes? Axes { get; init; }

    /// <summary>Whether the summed axes stay, with length 1, so that the result can be broadcast against the input.</summary>
    public bool KeepAxes { get; init; }

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Reduction.Infer(this, inputs, Axes, KeepAxes);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        TensorType input = call.Inputs[0].Type;
        return [new BroadcastTo(input.Shape).Apply(Reduction.Unreduced(this, upstream, input, Axes))];
    }

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(0, inputs[0].Shape.Count);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call) => Reduction.Sum(Reduction.Walk(this, call, Axes), call.In<T>(0), call.Out<T>());

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        Reduction.FastSum(Reduction.Walk(this, call, Axes), call.In<float>(0), call.Out<float>());
        return true;
    }
}

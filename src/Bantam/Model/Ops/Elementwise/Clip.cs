namespace Bantam.Model;

/// <summary>Limits every element to an interval.</summary>
/// <param name="Low">The lower bound; finite.</param>
/// <param name="High">The upper bound; finite, not below the lower one.</param>
/// <remarks>
/// <c>y = min(max(x, Low), High)</c>; x̄ = ȳ where Low &lt; x &lt; High, else 0, also at the bounds. A NaN stays NaN and passes
/// no gradient. [0, 1] bounds activations for few bits (notes: line 3323).
/// </remarks>
public sealed record Clip(double Low, double High) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Finite(this, "lower bound", Low);
        Expect.Finite(this, "upper bound", High);
        return Low <= High
            ? Expect.Unary(this, inputs)
            : throw new ShapeException($"{Name} needs a lower bound that is not above the upper one, but got {Low} and {High}.");
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new PassWithin(Low, High).Apply(call.Output, upstream)];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T low = T.CreateSaturating(Low);
        T high = T.CreateSaturating(High);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Clamp(x[i], low, high);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseKernels.Clamp(call.In<float>(0), call.Out<float>(), (float)Low, (float)High);
        return true;
    }
}

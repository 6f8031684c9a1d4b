namespace Bantam.Model;

/// <summary>Rectifies every element up to a maximum.</summary>
/// <param name="Maximum">The maximum; finite, above 0. 6 gives <see cref="Relu6"/>, which layers can fuse.</param>
/// <remarks>
/// <c>y = min(max(x, 0), Maximum)</c>; x̄ = ȳ where 0 &lt; x &lt; Maximum, else 0, also at the bounds. A NaN stays NaN and
/// passes no gradient. A known range needs no calibration (notes: line 3323).
/// </remarks>
public sealed record BoundedRelu(double Maximum) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Finite(this, "maximum", Maximum);
        return Maximum > 0
            ? Expect.Unary(this, inputs)
            : throw new ShapeException($"{Name} needs a maximum above 0, but got {Maximum}.");
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new PassWithin(0, Maximum).Apply(call.Output, upstream)];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T maximum = T.CreateSaturating(Maximum);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Clamp(x[i], T.Zero, maximum);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseKernels.Clamp(call.In<float>(0), call.Out<float>(), 0, (float)Maximum);
        return true;
    }
}

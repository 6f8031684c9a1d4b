namespace Bantam.Model;

/// <summary>The natural logarithm of every element.</summary>
/// <remarks>
/// <c>y = ln x</c>; x̄ = ȳ / x. ln 0 is −∞; of a negative number or a NaN it is NaN.
/// </remarks>
public sealed record Log : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Expect.Unary(this, inputs);

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new Divide().Apply(upstream, call.Inputs[0])];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Log(x[i]);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseLoop.Run<LogStep>(call.In<float>(0), call.In<float>(0), call.Out<float>(), 0, 0);
        return true;
    }

}

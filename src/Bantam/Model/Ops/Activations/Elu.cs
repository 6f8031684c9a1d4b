namespace Bantam.Model;

/// <summary>The identity above 0 and a saturating exponential below.</summary>
/// <param name="Alpha">The value −α toward which it falls; finite. With 1 the derivative is continuous at 0.</param>
/// <remarks>
/// <c>y = x ≥ 0 ? x : α·(eˣ − 1)</c>; x̄ = ȳ where x ≥ 0, else α·eˣ·ȳ. A NaN stays NaN, −∞ gives −α. Source: notes, line 705;
/// Clevert et al., 2015.
/// </remarks>
public sealed record Elu(double Alpha = 1) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Finite(this, "α", Alpha);
        return Expect.Unary(this, inputs);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new Multiply().Apply(upstream, new EluSlope(Alpha).Apply(call.Inputs[0]))];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T alpha = T.CreateSaturating(Alpha);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] >= T.Zero ? x[i] : alpha * T.ExpM1(x[i]);
        }
    }
}

/// <summary>The derivative of <see cref="Elu"/>: 1 where x ≥ 0, else α·eˣ.</summary>
internal sealed record EluSlope(double Alpha) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Expect.Unary(this, inputs);

    // Below 0 the derivative of α·eˣ is itself; above, that of 1 is 0.
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
        [new PassWithin(double.NegativeInfinity, 0).Apply(call.Inputs[0], new Multiply().Apply(upstream, call.Output))];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T alpha = T.CreateSaturating(Alpha);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = x[i] >= T.Zero ? T.One : alpha * T.Exp(x[i]);
        }
    }
}

namespace Bantam.Model;

/// <summary>Raises every element to a fixed power.</summary>
/// <param name="Exponent">The exponent; finite.</param>
/// <remarks>
/// <c>y = xᵖ</c>; x̄ = p·xᵖ⁻¹ ∘ ȳ. x⁰ is 1, also of NaN. A negative number to a power that is not whole is NaN, and 0 to a
/// negative power ∞.
/// </remarks>
public sealed record Power(double Exponent) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Finite(this, "exponent", Exponent);
        return Expect.Unary(this, inputs);
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        if (Exponent == 0)
        {
            return [new Scale(0).Apply(upstream)];
        }

        Tensor slope = new Scale(Exponent).Apply(new Power(Exponent - 1).Apply(call.Inputs[0]));
        return [new Multiply().Apply(upstream, slope)];
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        T exponent = T.CreateSaturating(Exponent);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Pow(x[i], exponent);
        }
    }
}

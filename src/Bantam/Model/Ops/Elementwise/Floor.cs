namespace Bantam.Model;

/// <summary>The largest whole number that is not above an element.</summary>
/// <remarks>
/// <c>y = ⌊x⌋</c>. The derivative is zero almost everywhere, so there is no gradient. A NaN and infinities stay.
/// </remarks>
public sealed record Floor : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Expect.Unary(this, inputs);

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Floor(x[i]);
        }
    }
}

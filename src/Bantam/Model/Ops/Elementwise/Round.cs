namespace Bantam.Model;

/// <summary>The nearest whole number of every element; of two equally near ones the even one.</summary>
/// <remarks>
/// <c>y = round(x)</c>. The derivative is zero almost everywhere, so there is no gradient. A NaN and infinities stay.
/// To round to the codes of a quantized tensor and still train, use <see cref="FakeQuantize"/>.
/// </remarks>
public sealed record Round : Op
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
            y[i] = T.Round(x[i], MidpointRounding.ToEven);
        }
    }
}

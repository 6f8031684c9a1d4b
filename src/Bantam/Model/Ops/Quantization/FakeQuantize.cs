namespace Bantam.Model;

/// <summary>Rounds every element to a level of a quantizer, in floating point: what the integers of the device will do.</summary>
/// <remarks>
/// Inputs: one tensor. The gradient passes where the quantizer lets it, unchanged (straight-through). As on the device, there
/// is no level for NaN, which becomes 0, and ±∞ becomes the level at that end of the range; neither gets a gradient.
/// </remarks>
/// <param name="Quantizer">The rule.</param>
public sealed record FakeQuantize(Quantizer Quantizer) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Float(this, inputs[0]);
        QuantizationParameters encoding = Quantizer.Encoding;
        if (encoding.Axis is { } axis && (axis >= inputs[0].Shape.Rank || inputs[0].Shape[axis] != encoding.Scales.Length))
        {
            throw new ShapeException($"FakeQuantize has {encoding.Scales.Length} scales along axis {axis}, which does not fit {inputs[0]}.");
        }

        return inputs[0];
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
        [new FakeQuantizeGradient(Quantizer).Apply(call.Inputs[0], upstream)];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        QuantizedChannels channels = new(Quantizer.Encoding, call.Output.Shape);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.CreateSaturating(Quantizer.Round(float.CreateSaturating(x[i]), channels.Of(i)));
        }
    }
}

/// <summary>Passes the gradient where the quantizer does not clip. Inputs: x and ȳ.</summary>
internal sealed record FakeQuantizeGradient(Quantizer Quantizer) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Binary.Infer(this, inputs);

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [null, this.Apply(call.Inputs[0], upstream)];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        ReadOnlySpan<T> upstream = call.In<T>(1);
        Span<T> gradient = call.Out<T>();
        QuantizedChannels channels = new(Quantizer.Encoding, call.Output.Shape);
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = Quantizer.PassesGradient(float.CreateSaturating(x[i]), channels.Of(i)) ? upstream[i] : T.Zero;
        }
    }
}

/// <summary>Tells which scale belongs to which element.</summary>
internal readonly struct QuantizedChannels
{
    private readonly int _elementsPerIndex;
    private readonly int _count;

    public QuantizedChannels(QuantizationParameters encoding, Shape shape)
    {
        _count = encoding.Scales.Length;
        _elementsPerIndex = 1;
        for (int axis = (encoding.Axis ?? shape.Rank) + 1; axis < shape.Rank; axis++)
        {
            _elementsPerIndex *= shape[axis];
        }
    }

    public int Of(int element) => _count == 1 ? 0 : element / _elementsPerIndex % _count;
}

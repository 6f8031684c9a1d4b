using System.Numerics;

namespace Bantam.Model;

/// <summary>The real numbers that integer codes stand for: <c>y = s·(code − z)</c>.</summary>
/// <remarks>
/// Input: one tensor of integers, by custom a parameter: networks that were quantized elsewhere keep their weights and biases
/// as the integers that they came with, and lowering copies these, so that nothing is rounded a second time. The output is
/// Float32. Integers have no gradient. Source: ONNX, DequantizeLinear; notes: lines 3160-3180.
/// </remarks>
/// <param name="Parameters">Scales and zero points, for the whole tensor or along an axis.</param>
public sealed record DequantizeLinear(QuantizationParameters Parameters) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        if (inputs[0].Element.IsFloat)
        {
            throw new ShapeException($"DequantizeLinear reads integer codes, but got {inputs[0]}.");
        }

        if (Parameters.Axis is { } axis && (axis >= inputs[0].Shape.Rank || inputs[0].Shape[axis] != Parameters.Scales.Length))
        {
            throw new ShapeException($"DequantizeLinear has {Parameters.Scales.Length} scales along axis {axis}, which does not fit {inputs[0]}.");
        }

        return inputs[0] with { Element = ElementType.Float32 };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [null];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        switch (call.Inputs[0].Element)
        {
            case ElementType.Int8:
                Compute<T, sbyte>(call);
                break;
            case ElementType.Int16:
                Compute<T, short>(call);
                break;
            case ElementType.Int32:
                Compute<T, int>(call);
                break;
            default:
                Compute<T, long>(call);
                break;
        }
    }

    /// <summary>A code of up to 53 bits and a scale are exact in Float64, so that one rounding, to the output, remains.</summary>
    private void Compute<T, TCode>(OpCall call)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        ReadOnlySpan<TCode> codes = call.In<TCode>(0);
        Span<T> y = call.Out<T>();
        QuantizedChannels channels = new(Parameters, call.Output.Shape);
        for (int i = 0; i < y.Length; i++)
        {
            int channel = channels.Of(i);
            double steps = (double)(long.CreateTruncating(codes[i]) - Parameters.ZeroPoints[channel]);
            y[i] = T.CreateTruncating((float)(Parameters.Scales[channel] * steps));
        }
    }
}

using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>The integer constants of layers with weights.</summary>
internal static class LinearLowering
{
    /// <summary>Weight codes, biases in steps of the accumulator, and multipliers.</summary>
    /// <exception cref="UnsupportedException">The weights are not quantized, or a sum could leave 32 bits.</exception>
    public static LinearConstants Constants(Node node, PlanBuilder builder, bool isDense)
    {
        (QuantizationParameters weightCodes, ImmutableArray<sbyte> weights) = Weights(node, builder);
        QuantizationParameters input = builder.CodesOf(node.Inputs[0]);
        int axis = node.Op is DepthwiseConv2d ? 3 : 0;
        if (weightCodes.Axis is { } other && other != axis)
        {
            throw new UnsupportedException($"The weights of node '{node.Name}' have scales along axis {other}; int8 kernels need them along the output channels, axis {axis}.");
        }

        int channels = node.SampleShape[^1];
        QuantizedLinear linear = new(input, weightCodes, builder.CodesOf(node), ((IFusesActivation)node.Op).Activation, channels);
        LinearInt8Parameters parameters = isDense
            ? LinearInt8Parameters.PrepareDense(linear, builder.Rounding)
            : LinearInt8Parameters.Prepare(linear, builder.Rounding);

        ImmutableArray<int> bias = BiasCodes(node, builder, input, weightCodes, channels);
        CheckAccumulators(node, weights, bias, input);
        return new LinearConstants(weights, bias, parameters);
    }

    /// <summary>Codes that a network came with are copied; real weights are rounded to those that their quantization names.</summary>
    private static (QuantizationParameters Parameters, ImmutableArray<sbyte> Codes) Weights(Node node, PlanBuilder builder) => node.Inputs[1] switch
    {
        Node { Op: FakeQuantize quantize } rounded when rounded.Inputs[0] is Parameter weight => (quantize.Quantizer.Encoding, WeightCodes(builder.ValueOf(weight), quantize.Quantizer.Encoding)),
        Node { Op: DequantizeLinear dequantize } stored when stored.Inputs[0] is Parameter { Type.Element: ElementType.Int8 } weight => (dequantize.Parameters, ImmutableArray.Create(builder.ValueOf(weight).Span<sbyte>())),
        _ => throw new UnsupportedException($"The weights of node '{node.Name}' are not quantized, so it cannot run in int8. Quantize the network first."),
    };

    private static ImmutableArray<sbyte> WeightCodes(Tensor weight, QuantizationParameters parameters)
    {
        QuantizedChannels channels = new(parameters, weight.Shape);
        ReadOnlySpan<float> values = weight.Span<float>();
        sbyte[] codes = new sbyte[values.Length];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = (sbyte)parameters.Quantize(values[i], channels.Of(i));
        }

        return ImmutableArray.Create(codes);
    }

    private static ImmutableArray<int> BiasCodes(Node node, PlanBuilder builder, QuantizationParameters input, QuantizationParameters weights, int channels)
    {
        if (node.Inputs.Count > 2 && node.Inputs[2] is Node { Op: DequantizeLinear } stored && stored.Inputs[0] is Parameter { Type.Element: ElementType.Int32 } integers)
        {
            return ImmutableArray.Create(builder.ValueOf(integers).Span<int>());
        }

        int[] codes = new int[channels];
        if (node.Inputs.Count > 2)
        {
            QuantizationParameters parameters = QuantizationParameters.ForBias(input, weights);
            ReadOnlySpan<float> bias = BiasOf(node, builder).Span<float>();
            for (int c = 0; c < channels; c++)
            {
                codes[c] = parameters.Quantize(bias[c], parameters.Axis is null ? 0 : c);
                if (codes[c] is int.MinValue or int.MaxValue)
                {
                    throw new UnsupportedException($"The bias of node '{node.Name}' does not fit 32 bits in channel {c}: its weights are so small that the steps of the accumulator are. Quantize the weights with larger scales.");
                }
            }
        }

        return ImmutableArray.Create(codes);
    }

    private static Tensor BiasOf(Node node, PlanBuilder builder) => node.Inputs[2] is Parameter bias
        ? builder.ValueOf(bias)
        : throw new UnsupportedException($"The bias of node '{node.Name}' is computed by '{node.Inputs[2].Name}', but a plan needs it as a parameter: it is rounded to the steps of the accumulator here.");

    /// <summary>Codes run from −128 to 127 and the zero point is one of them, so the padding's 0 lies within the interval too.</summary>
    private static void CheckAccumulators(Node node, ImmutableArray<sbyte> weights, ImmutableArray<int> bias, QuantizationParameters input)
    {
        (int, int) codes = (sbyte.MinValue - input.ZeroPoint, sbyte.MaxValue - input.ZeroPoint);
        AccumulatorBounds bounds = node.Op is DepthwiseConv2d
            ? AccumulatorBounds.OfColumns(weights.AsSpan(), bias.AsSpan(), bias.Length, codes)
            : AccumulatorBounds.OfRows(weights.AsSpan(), bias.AsSpan(), bias.Length, codes);
        if (!bounds.FitsInt32)
        {
            throw new UnsupportedException($"A sum of node '{node.Name}' could leave 32 bits: with these weights it reaches [{bounds.Minimum.Min()}, {bounds.Maximum.Max()}]. Split the layer, or regularize its weights and bias.");
        }
    }
}

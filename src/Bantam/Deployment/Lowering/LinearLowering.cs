using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Layers with weights.</summary>
internal static class LinearLowering
{
    private const int HalfByteMin = -8;
    private const int HalfByteMax = 7;

    /// <summary>A convolution, in groups, dilated, depthwise or transposed.</summary>
    public static void LowerWindow(Node node, WindowGeometry geometry, PlanBuilder builder)
    {
        LinearConstants constants = Constants(node, builder);
        if (node.Op is ConvTranspose2d)
        {
            constants = constants with { Weights = OutputsFirst(constants.Weights, node.Inputs[1].Type.Shape) };
        }

        CheckAccumulators(node, constants, builder.CodesOf(node.Inputs[0]));
        builder.Add(node, output => node.Op switch
        {
            DepthwiseConv2d => new DepthwiseStep(node.Name, builder.InputsOf(node), output, geometry, constants),
            ConvTranspose2d => new TransposedConvolutionStep(node.Name, builder.InputsOf(node), output, geometry, constants),
            _ => new ConvolutionStep(node.Name, builder.InputsOf(node), output, geometry, constants),
        });
    }

    /// <summary>A dense layer.</summary>
    public static void LowerDense(Node node, PlanBuilder builder)
    {
        LinearConstants constants = Constants(node, builder);
        CheckAccumulators(node, constants, builder.CodesOf(node.Inputs[0]));
        Shape input = node.Inputs[0].Type.Shape;
        builder.Add(node, output => new DenseStep(node.Name, builder.InputsOf(node), output, input[^1], constants) { Rows = input.Count / input[^1] });
    }

    /// <summary>Weight codes, biases in steps of the accumulator, and multipliers.</summary>
    private static LinearConstants Constants(Node node, PlanBuilder builder)
    {
        QuantizationParameters input = builder.CodesOf(node.Inputs[0]);
        (ImmutableArray<sbyte> weights, QuantizationParameters weightCodes) = IntegerConstants.WeightsOf(node.Inputs[1], builder);
        int axis = node.Op is DepthwiseConv2d or ConvTranspose2d ? 3 : 0;
        if (weightCodes.Axis is { } other && other != axis)
        {
            throw new UnsupportedException($"The weights of node '{node.Name}' have scales along axis {other}; int8 kernels need them along the output channels, axis {axis}.");
        }

        int channels = node.Type.Shape[^1];
        Activation activation = node.Op is IFusesActivation fused ? fused.Activation : Activation.None;
        QuantizedLinear linear = new(input, weightCodes, builder.CodesOf(node), activation, channels);
        LinearInt8Parameters parameters = node.Op is Dense
            ? LinearInt8Parameters.PrepareDense(linear, builder.Rounding)
            : LinearInt8Parameters.Prepare(linear, builder.Rounding);
        (long[] bias, bool isWide) = node.Inputs.Count > 2
            ? IntegerConstants.BiasOf(node.Inputs[2], builder, QuantizationParameters.ForBias(input, weightCodes).Scales, isWide: !input.FitsInt8)
            : (new long[channels], false);
        return new LinearConstants(weights, isWide ? [] : [.. bias.Select(code => (int)code)], parameters)
        {
            WideBias = isWide ? [.. bias] : default,
            WeightBits = weightCodes.QMin >= HalfByteMin && weightCodes.QMax <= HalfByteMax ? 4 : 8,
        };
    }

    /// <summary>The weights [inputs, height, width, outputs] of a transposed convolution with outputs and inputs exchanged.</summary>
    private static ImmutableArray<sbyte> OutputsFirst(ImmutableArray<sbyte> weights, Shape shape)
    {
        sbyte[] exchanged = new sbyte[weights.Length];
        StridedMove.Transpose(shape, [3, 1, 2, 0]).Run<sbyte>(weights.AsSpan(), exchanged);
        return ImmutableArray.Create(exchanged);
    }

    /// <summary>Codes span the range of their type and the zero point is one of them, so the padding's 0 lies within the interval too.</summary>
    private static void CheckAccumulators(Node node, LinearConstants constants, QuantizationParameters input)
    {
        if (constants.IsWide)
        {
            return;
        }

        (int min, int max) = input.FitsInt8 ? (sbyte.MinValue, (int)sbyte.MaxValue) : (short.MinValue, short.MaxValue);
        (int, int) codes = (min - input.ZeroPoint, max - input.ZeroPoint);
        ReadOnlySpan<int> bias = constants.Bias.AsSpan();
        AccumulatorBounds bounds = node.Op is DepthwiseConv2d
            ? AccumulatorBounds.OfColumns(constants.Weights.AsSpan(), bias, bias.Length, codes)
            : AccumulatorBounds.OfRows(constants.Weights.AsSpan(), bias, bias.Length, codes);
        if (!bounds.FitsInt32)
        {
            throw new UnsupportedException($"A sum of node '{node.Name}' could leave 32 bits: with these weights it reaches [{bounds.Minimum.Min()}, {bounds.Maximum.Max()}]. Split the layer, or regularize its weights and bias.");
        }
    }
}

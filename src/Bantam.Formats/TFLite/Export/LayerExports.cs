using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Layers with weights as operators.</summary>
internal static class LayerExports
{
    public static void Convolution(Node node, Conv2d op, TfliteExport export)
    {
        WindowGeometry g = op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape);
        (int input, TflitePadding padding) = PaddingExport.Of(node, in g, export);
        export.Emit(node, TfliteOpcode.Conv2d, new TfliteConvolutionOptions(padding, op.Stride, op.Dilation, ActivationOf(op.Activation)), [input, .. Weights(node, export)]);
    }

    public static void Depthwise(Node node, DepthwiseConv2d op, TfliteExport export)
    {
        WindowGeometry g = op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape);
        (int input, TflitePadding padding) = PaddingExport.Of(node, in g, export);
        export.Emit(node, TfliteOpcode.DepthwiseConv2d, new TfliteDepthwiseOptions(padding, op.Stride, 1, ActivationOf(op.Activation), op.Multiplier), [input, .. Weights(node, export)]);
    }

    public static void Dense(Node node, Dense op, TfliteExport export) =>
        export.Emit(node, TfliteOpcode.FullyConnected, new TfliteFullyConnectedOptions(ActivationOf(op.Activation)), [export.TensorOf(node.Inputs[0]), .. Weights(node, export)]);

    public static void TransposedConvolution(Node node, ConvTranspose2d op, TfliteExport export)
    {
        Shape input = node.Inputs[0].Type.Shape;
        WindowGeometry g = op.Geometry(input, node.Inputs[1].Type.Shape);
        TflitePadding padding = IsCutAsSame(in g) ? TflitePadding.Same
            : g is { PadTop: 0, PadLeft: 0 } && HasAllOf(in g) ? TflitePadding.Valid
            : throw new UnsupportedException($"Node '{node.Name}' cuts {op.Padding} off its output, which a .tflite file cannot say. Use padding Same, or none.");
        int shape = export.Add($"{node.Name}.shape", node.Type.Shape.Lengths);
        int weights = export.Add(OutputsFirst(node.Inputs[1], export));
        int[] bias = [.. node.Inputs.Skip(2).Select(value => Bias(node, value, export))];
        export.Emit(node, TfliteOpcode.TransposeConv, new TfliteTransposeConvOptions(padding, op.Stride, TfliteActivation.None), [shape, weights, export.TensorOf(node.Inputs[0]), .. bias]);
    }

    public static TfliteActivation ActivationOf(Activation activation) => activation switch
    {
        Activation.Relu => TfliteActivation.Relu,
        Activation.Relu6 => TfliteActivation.Relu6,
        _ => TfliteActivation.None,
    };

    /// <summary>The tensors of weights and, where there is one, of the bias.</summary>
    private static int[] Weights(Node node, TfliteExport export)
    {
        int weights = export.Operand(node.Inputs[1]);
        return node.Inputs.Count == 2 ? [weights] : [weights, Bias(node, node.Inputs[2], export)];
    }

    private static int Bias(Node node, Value bias, TfliteExport export)
    {
        QuantizationParameters? weights = node.Inputs[1] switch
        {
            Node { Op: FakeQuantize quantize } => quantize.Quantizer.Encoding,
            Node { Op: DequantizeLinear dequantize } => dequantize.Parameters,
            _ => null,
        };
        QuantizationParameters? steps = weights is not null && export.Codes.Of(node.Inputs[0]) is { } input ? QuantizationParameters.ForBias(input, weights) : null;
        return export.Add(ConstantTensors.OfBias(bias, steps, export));
    }

    /// <summary>Weights [inputs, height, width, outputs] as [outputs, height, width, inputs].</summary>
    private static TfliteTensor OutputsFirst(Value weights, TfliteExport export)
    {
        (Parameter parameter, QuantizationParameters? codes) = weights switch
        {
            Parameter real => (real, null),
            Node { Op: DequantizeLinear dequantize } node when node.Inputs[0] is Parameter integers => (integers, dequantize.Parameters),
            _ => throw new UnsupportedException($"The weights '{weights.Name}' of a transposed convolution are rounded to codes while it runs, which Bantam cannot write yet. Save the network as .bantam."),
        };
        Tensor moved = new Permute([3, 1, 2, 0]).Apply(export.ValueOf(parameter)).Contiguous();
        return codes is null
            ? ConstantTensors.Real(parameter.Name, moved)
            : ConstantTensors.Codes(parameter.Name, moved, codes.Axis is { } axis ? new QuantizationParameters(codes.Scales, codes.ZeroPoints, 3 - axis, codes.QMin, codes.QMax) : codes);
    }

    /// <summary>Whether the output is cut as padding Same cuts it; the roles of input and output are those of the convolution that is transposed.</summary>
    private static bool IsCutAsSame(in WindowGeometry g) =>
        IsSame(g.InputHeight, g.OutputHeight, g.KernelHeight, g.StrideHeight, g.PadTop) && IsSame(g.InputWidth, g.OutputWidth, g.KernelWidth, g.StrideWidth, g.PadLeft);

    private static bool IsSame(int input, int output, int kernel, int stride, int before) =>
        output == (input + stride - 1) / stride && before == Math.Max(((output - 1) * stride) + kernel - input, 0) / 2;

    private static bool HasAllOf(in WindowGeometry g) =>
        g.InputHeight >= ((g.OutputHeight - 1) * g.StrideHeight) + g.KernelHeight && g.InputWidth >= ((g.OutputWidth - 1) * g.StrideWidth) + g.KernelWidth;
}

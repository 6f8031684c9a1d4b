using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Operators on integers: the float operators on what the integers stand for.</summary>
internal static class IntegerReaders
{
    public static IEnumerable<(string, OpReader)> All =>
    [
        ("QLinearConv", QuantizedConvolution),
        ("QLinearMatMul", QuantizedMatMul),
        ("ConvInteger", IntegerConvolution),
        ("MatMulInteger", IntegerMatMul),
        ("DynamicQuantizeLinear", QuantizeDynamically),
    ];

    private static void QuantizedConvolution(NodeReader node)
    {
        ImportedValue x = Dequantized(node, 0, null);
        ImportedValue weight = Dequantized(node, 3, 0);
        (string, ImportedValue)? bias = null;
        if (node.OptionalConstant(8) is { } integers)
        {
            // A bias is in steps of the products.
            ConstantTensor scales = ConstantArithmetic.TryCompute("Mul", [node.Constant(4).Reshaped([node.Constant(4).Count]), node.Constant(1).Reshaped([])])!;
            bias = (node.InputName(8), QuantizationReaders.Dequantized(Renamed(node, 8), ImportedValue.Of(integers), QuantizationScale.Of(node, integers.Shape, scales, null, 0)));
        }

        NodeReader convolution = node.As("Conv", (node.InputName(0), x), (node.InputName(3), weight), bias);
        node.Set(Quantized(node, ConvolutionReaders.Convolution(convolution, x), 6));
    }

    private static void QuantizedMatMul(NodeReader node)
    {
        ImportedValue a = Dequantized(node, 0, null);
        ImportedValue b = Dequantized(node, 3, -1);
        NodeReader product = node.As("MatMul", (node.InputName(0), a), (node.InputName(3), b));
        node.Set(Quantized(node, LinearReaders.MatMul(product), 6));
    }

    private static void IntegerConvolution(NodeReader node)
    {
        ImportedValue x = Centered(node, 0, 2, null);
        NodeReader convolution = node.As("Conv", (node.InputName(0), x), (node.InputName(1), Centered(node, 1, 3, 0)));
        node.Set(ConvolutionReaders.Convolution(convolution, x) with { Element = OnnxElement.Int32 });
    }

    private static void IntegerMatMul(NodeReader node)
    {
        ImportedValue a = Centered(node, 0, 2, -2);
        NodeReader product = node.As("MatMul", (node.InputName(0), a), (node.InputName(1), Centered(node, 1, 3, -1)));
        node.Set(LinearReaders.MatMul(product) with { Element = OnnxElement.Int32 });
    }

    /// <summary>The numbers of three inputs: integers, scale and zero point.</summary>
    private static ImportedValue Dequantized(NodeReader node, int input, int? axis)
    {
        ImportedValue integers = node.Input(input);
        QuantizationScale scale = QuantizationScale.Of(node, integers.Shape, node.Constant(input + 1), node.OptionalConstant(input + 2), axis ?? 0);
        return QuantizationReaders.Dequantized(Renamed(node, input), integers, scale);
    }

    // The parameters of a layer take the names of its inputs, which here are not the first ones.
    private static NodeReader Renamed(NodeReader node, int input) => node.As(node.OpType, (node.InputName(input), node.Input(input)));

    private static ImportedValue Quantized(NodeReader node, ImportedValue real, int scaleInput)
    {
        ConstantTensor zeroPoint = node.Constant(scaleInput + 1);
        QuantizationScale scale = QuantizationScale.Of(node, real.Shape, node.Constant(scaleInput), zeroPoint, 1);
        return ImportedValue.Of(new QuantizedCodes(real, zeroPoint.Element, scale.Scale, scale.ZeroPoint, scale.Axis));
    }

    /// <summary>Integers less their zero point.</summary>
    private static ImportedValue Centered(NodeReader node, int input, int zeroInput, int? axis)
    {
        ImportedValue x = node.Input(input);
        if (node.OptionalConstant(zeroInput) is not { } zeroPoint)
        {
            return x with { Element = OnnxElement.Int32 };
        }

        int? along = zeroPoint.Count > 1 && axis is { } named ? node.Axis(named, x.Rank) : null;
        ConstantTensor zero = ConstantArithmetic.Cast(Quantizing.Along(zeroPoint, along, x.Rank), OnnxElement.Int32);
        return x.Constant is { } constant
            ? ImportedValue.Of(ConstantArithmetic.TryCompute("Sub", [ConstantArithmetic.Cast(constant, OnnxElement.Int32), zero])!)
            : Elementwise.Of(node.Graph, [x, ImportedValue.Of(zero)], values => node.Graph.Apply(new Subtract(), values)) with { Element = OnnxElement.Int32 };
    }

    /// <summary>Scale and zero point that spread 0 to 255 over the values, widened to contain 0.</summary>
    private static void QuantizeDynamically(NodeReader node)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        Value value = graph.Declared(x);
        Value high = graph.Apply(new Relu(), graph.Apply(new Max(), value));
        Value low = graph.Apply(new Minimum(), Compositions.Times(graph, -1, graph.Apply(new Max(), Compositions.Times(graph, -1, value))), graph.Number(0));
        Value scale = graph.Apply(new Divide(), graph.Apply(new Subtract(), high, low), graph.Number(255));
        Value zero = graph.Apply(new Clip(0, 255), graph.Apply(new Round(), graph.Apply(new Divide(), Compositions.Times(graph, -1, low), scale)));
        Value steps = graph.Apply(new Round(), graph.Apply(new Divide(), value, scale));
        node.Set(0, ImportedValue.Of(graph.Apply(new Clip(0, 255), graph.Apply(new Add(), steps, zero)), x.Shape, OnnxElement.UInt8));
        node.Set(1, ImportedValue.Of(scale, []));
        node.Set(2, ImportedValue.Of(zero, [], OnnxElement.UInt8));
    }
}

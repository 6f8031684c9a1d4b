using Bantam.Model;

namespace Bantam.Formats;

/// <summary>QuantizeLinear and DequantizeLinear.</summary>
internal static class QuantizationReaders
{
    public static IEnumerable<(string, OpReader)> All =>
    [
        ("QuantizeLinear", QuantizeLinear),
        ("DequantizeLinear", node => node.Set(Dequantized(node, node.Input(), ScaleOf(node, 0, node.Input())))),
    ];

    /// <summary>The real numbers that integers stand for.</summary>
    public static ImportedValue Dequantized(NodeReader node, ImportedValue integers, QuantizationScale scale)
    {
        ImportContext graph = node.Graph;
        (ConstantTensor s, ConstantTensor z, int? axis) = (scale.Scale, scale.ZeroPoint, scale.Axis);
        if (integers.Codes is { } codes && codes.IsSame(s, z, axis))
        {
            return Quantizing.Rounded(graph, codes);
        }

        if (integers.Constant is not { } constant)
        {
            return ImportedValue.Of(Quantizing.Real(graph, integers, s, z, axis), integers.Shape);
        }

        if (constant.Element is OnnxElement.Bool or OnnxElement.UInt32 || constant.Element.IsFloat || constant.Element.Bits == 64)
        {
            throw node.Refusal($"integers of the type {constant.Element}", "Store them with 2 to 32 bits.");
        }

        ConstantTensor numbers = ConstantTensor.Of(
            OnnxElement.Float32,
            constant.Shape,
            i => scale.IndexOf(constant.Shape, i) is var at ? (float)(s.Real(at) * (constant.Whole(i) - z.Whole(at))) : 0,
            _ => 0,
            constant.Count);
        string name = node.InputName(0);
        StoredWeight? weight = scale.IsPerElement
            ? null
            : new StoredWeight(constant, axis, (target, stored, at) => target.Apply(new DequantizeLinear(Quantizing.Parameters(stored.Element, s, z, at)), target.Integers(name, stored)));
        return ImportedValue.Of(numbers) with { Weight = weight };
    }

    /// <summary>Scale and zero point from two inputs of a node, and the axis from its attribute.</summary>
    /// <param name="node">The node.</param>
    /// <param name="before">How many inputs lie before the integers.</param>
    /// <param name="x">What is converted.</param>
    private static QuantizationScale ScaleOf(NodeReader node, int before, ImportedValue x) =>
        QuantizationScale.Of(node, x.Shape, node.Constant(before + 1), node.OptionalConstant(before + 2), node.Whole("axis", 1), node.Int("block_size", 0));

    private static void QuantizeLinear(NodeReader node)
    {
        ImportedValue x = node.Input();
        if (node.Input(1) is { Constant: null, Shape.Count: 1 } computed)
        {
            QuantizeByComputed(node, computed);
            return;
        }

        QuantizationScale scale = ScaleOf(node, 0, x);
        OnnxElement element = node.OptionalConstant(2)?.Element ?? (node.Int("output_dtype", 0) is var wanted and not 0 ? OnnxElements.Of(wanted, node.Place) : OnnxElement.UInt8);
        node.Set(ImportedValue.Of(new QuantizedCodes(x, element, scale.Scale, scale.ZeroPoint, scale.Axis)));
    }

    /// <summary>Integers by a scale that the network computes, as dynamic quantization does.</summary>
    private static void QuantizeByComputed(NodeReader node, ImportedValue scale)
    {
        ImportContext graph = node.Graph;
        ImportedValue zeroPoint = node.Optional(2) ?? ImportedValue.Of(ConstantTensor.OfWholes(OnnxElement.UInt8, [], [0]));
        OnnxElement element = zeroPoint.Element;
        Node Codes(Value[] x)
        {
            Value steps = graph.Apply(new Round(), graph.Apply(new Divide(), x[0], x[1]));
            return graph.Apply(new Clip(element.Lowest, element.Highest), graph.Apply(new Add(), steps, x[2]));
        }

        node.Set(Elementwise.Of(graph, [node.Input(), scale, zeroPoint], Codes) with { Element = element });
    }
}

using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Writes the constants of a graph: real numbers, integers behind a DequantizeLinear, or real numbers behind a Quant.</summary>
internal sealed class ConstantWriter(Graph graph, OnnxExport export)
{
    private readonly Dictionary<(Value Value, string Arrangement), string> _names = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>A constant, arranged.</summary>
    /// <param name="value">A parameter, or what is computed from parameters alone.</param>
    /// <param name="arrangement">How it lies in the file.</param>
    /// <returns>The name of the tensor.</returns>
    public string Write(Value value, Arrangement arrangement = default)
    {
        if (!_names.TryGetValue((value, arrangement.Key), out string? name))
        {
            _names[(value, arrangement.Key)] = name = Written(value, arrangement);
        }

        return name;
    }

    /// <summary>The bias of a layer: of a quantized one in whole steps of the accumulator, as lowering rounds them.</summary>
    public string WriteBias(Node layer, Arrangement arrangement = default)
    {
        Value bias = layer.Inputs[2];
        QuantizationParameters? weights = export.Dialect.IsQuant ? null : CodesOf(layer.Inputs[1]);
        if (bias is not Parameter { Type.Element: ElementType.Float32 } parameter || weights is null || export.Codes.Of(layer.Inputs[0]) is not { } input)
        {
            return Write(bias, arrangement);
        }

        QuantizationParameters steps = QuantizationParameters.ForBias(input, weights);
        return Dequantized(Named(parameter), Rounded(graph.Values[parameter], steps), steps, arrangement);
    }

    /// <summary>The values of a constant.</summary>
    public Tensor ValueOf(Value value) => value is Parameter parameter
        ? graph.Values[parameter]
        : value is Node node ? node.Op.Apply([.. node.Inputs.Select(ValueOf)]) : throw new ArgumentException($"'{value.Name}' is not constant.", nameof(value));

    private static QuantizationParameters? CodesOf(Value weights) => weights switch
    {
        Node { Op: FakeQuantize quantize } => quantize.Quantizer.Encoding,
        Node { Op: DequantizeLinear dequantize } => dequantize.Parameters,
        _ => null,
    };

    private string Written(Value value, Arrangement arrangement)
    {
        switch (value)
        {
            case Node { Op: DequantizeLinear dequantize } node when node.Inputs[0] is Parameter integers:
                return Dequantized(Named(integers), OnnxTensors.Constant(graph.Values[integers]), dequantize.Parameters, arrangement);
            case Node { Op: FakeQuantize quantize } node when export.Dialect.IsQuant:
                return QuantizationWriters.Quant(Input(node, arrangement), quantize.Quantizer.Encoding, arrangement.AxisOf(quantize.Quantizer.Encoding.Axis, node.Type.Shape.Rank), node.Name, export).Name;
            case Node { Op: FakeQuantize quantize } node when node.Inputs[0] is Parameter real:
                return Dequantized(Named(real), Rounded(graph.Values[real], quantize.Quantizer.Encoding), quantize.Quantizer.Encoding, arrangement);
            case Node { Op: Sign } node when export.Dialect.IsQuant:
                return QuantizationWriters.Bipolar(Input(node, arrangement), node.Name, export).Name;
            case Node { Op: Scale scale } node when export.Dialect.IsQuant:
                return export.File.Add("Mul", Input(node, arrangement).Shape, [Input(node, arrangement).Name, export.File.Number(scale.Factor)]);
            default:
                return export.File.Constant(Named(value), arrangement.Apply(OnnxTensors.Constant(ValueOf(value))));
        }
    }

    private WrittenValue Input(Node node, Arrangement arrangement)
    {
        Shape shape = arrangement.Apply(ConstantTensor.OfReals(OnnxElement.Float32, [1], [0]).Filled(node.Type.Shape)).Shape;
        return new WrittenValue(Write(node.Inputs[0], arrangement), shape);
    }

    /// <summary>The first constant that is made of a parameter has its name.</summary>
    private string Named(Value value) => value is Parameter && _taken.Add(value.Name) ? value.Name : export.File.Unique(value.Name);

    private string Dequantized(string name, ConstantTensor codes, QuantizationParameters parameters, Arrangement arrangement)
    {
        OnnxElement element = ElementOf(codes, parameters, name);
        ConstantTensor arranged = arrangement.Apply(ConstantTensor.OfWholes(element, codes.Shape, codes.Wholes()));
        export.File.Constant(name, arranged);
        return QuantizationWriters.Dequantize(new WrittenValue(name, arranged.Shape), element, parameters, arrangement.AxisOf(parameters.Axis, codes.Shape.Rank), export);
    }

    private OnnxElement ElementOf(ConstantTensor codes, QuantizationParameters parameters, string name)
    {
        if (codes.Element is OnnxElement.Int64 or OnnxElement.Int16)
        {
            bool isShort = codes.Element == OnnxElement.Int16 && export.Dialect.Opset >= OnnxDialect.OtherWidths;
            return isShort ? OnnxElement.Int16 : throw new UnsupportedException($"The integers '{name}' have {codes.Element.Bits} bits, which {(codes.Element == OnnxElement.Int64 ? "ONNX cannot dequantize" : "only opset 21 can dequantize")}. Save the network as .tflite or .bantam.");
        }

        return parameters switch
        {
            { QMin: >= -8, QMax: <= 7 } when export.Dialect.Opset >= OnnxDialect.OtherWidths => OnnxElement.Int4,
            { FitsInt8: true } => OnnxElement.Int8,
            { QMin: >= 0, QMax: <= byte.MaxValue } => OnnxElement.UInt8,
            _ => OnnxElement.Int32,
        };
    }

    private static ConstantTensor Rounded(Tensor real, QuantizationParameters parameters)
    {
        int step = parameters.Axis is { } axis ? ConstantTensor.Steps(real.Shape)[axis] : 1;
        ImmutableArray<float> values = [.. real.ToArray<float>()];
        return ConstantTensor.Of(OnnxElement.Int32, real.Shape, _ => 0, i => parameters.Quantize(values[i], i / step % parameters.Scales.Length), values.Length);
    }
}

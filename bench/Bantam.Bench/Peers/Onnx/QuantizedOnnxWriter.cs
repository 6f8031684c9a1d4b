using System.Runtime.InteropServices;
using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Writes a quantized graph as an ONNX model in which every op stands between a dequantization and a quantization (QDQ), the form that ONNX Runtime turns into integer kernels.</summary>
/// <remarks>Activations have codes without sign, its fastest form on this kind of processor, or with sign, as converters of TensorFlow Lite files write them.</remarks>
internal sealed class QuantizedOnnxWriter
{
    private readonly Graph _graph;
    private readonly bool _isSigned;
    private readonly OnnxBody _body = new();
    private readonly Dictionary<Value, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, QuantizationParameters> _codes = new(ReferenceEqualityComparer.Instance);

    private QuantizedOnnxWriter(Graph graph, bool isSigned)
    {
        _graph = graph;
        _isSigned = isSigned;
    }

    /// <summary>The bytes of the file.</summary>
    /// <param name="graph">A quantized graph; its images become NCHW, its batch is 1.</param>
    /// <param name="isSigned">Whether activations have codes with sign.</param>
    public static byte[] Write(Graph graph, bool isSigned)
    {
        QuantizedOnnxWriter writer = new(graph, isSigned);
        return writer.Write();
    }

    private byte[] Write()
    {
        _names[_graph.Input] = _graph.Input.Name;
        foreach (Node node in _graph.Nodes.Where(node => !node.IsConstant))
        {
            if (node.Op is FakeQuantize quantize)
            {
                Value source = node.Inputs[0];
                _codes[node] = quantize.Quantizer.Encoding;
                _names[node] = _codes.ContainsKey(source) ? _names[source] : Through(_names[source], quantize.Quantizer.Encoding, node.Name);
                continue;
            }

            Layer(node);
        }

        _body.Variables(_graph.Input.Name, _graph.Input.SampleShape.WithBatch(1), _names[_graph.Output], _graph.Output.SampleShape.WithBatch(1));
        return _body.ToModel();
    }

    /// <summary>A layer, and behind it the codes of its output: those that its quantization names, or those of its input.</summary>
    private void Layer(Node node)
    {
        QuantizationParameters codes = _graph.UsersOf(node).Select(user => user.Op).OfType<FakeQuantize>().FirstOrDefault()?.Quantizer.Encoding ?? _codes[node.Inputs[0]];
        string y = OnnxLayers.Write(_body, node, [.. node.Activations.Select(input => _names[input]), .. Constants(node)]);
        y = Through(y, codes, node.Name + ".codes");
        _names[node] = node.Op is GlobalAveragePool ? Through(_body.Call("Flatten", node.Name + ".flat", [y]), codes, node.Name + ".flat.codes") : y;
        _codes[node] = codes;
    }

    private IEnumerable<string> Constants(Node node)
    {
        if (node.Op is not (Conv2d or DepthwiseConv2d or Dense))
        {
            yield break;
        }

        Node quantized = (Node)node.Inputs[1];
        QuantizationParameters weights = ((FakeQuantize)quantized.Op).Quantizer.Encoding;
        Tensor value = _graph.Values[(Parameter)quantized.Inputs[0]];
        (float[] values, long[] shape) = ChannelsFirst.Weight(node, value);
        int perChannel = values.Length / (int)shape[0];
        sbyte[] codes = [.. values.Select((x, i) => (sbyte)weights.Quantize(x, weights.Axis is null ? 0 : i / perChannel))];
        yield return Dequantized(node.Name + ".weight", OnnxBody.SignedByteType, shape, MemoryMarshal.AsBytes(codes.AsSpan()), weights);
        if (node.Inputs.Count > 2)
        {
            QuantizationParameters parameters = QuantizationParameters.ForBias(_codes[node.Inputs[0]], weights);
            int[] bias = [.. _graph.Values[(Parameter)node.Inputs[2]].ToArray<float>().Select((x, c) => parameters.Quantize(x, parameters.Axis is null ? 0 : c))];
            yield return Dequantized(node.Name + ".bias", OnnxBody.IntegerType, [bias.Length], MemoryMarshal.AsBytes(bias.AsSpan()), parameters);
        }
    }

    /// <summary>A constant of codes with zero points of 0, whose channels lie along the first axis.</summary>
    private string Dequantized(string name, int type, long[] shape, ReadOnlySpan<byte> codes, QuantizationParameters parameters)
    {
        float[] scales = [.. parameters.Scales];
        long[] channels = parameters.Axis is null ? [] : [scales.Length];
        string constant = _body.Constant(name + ".codes", type, shape, codes);
        string scale = _body.Constant(name + ".scale", OnnxBody.FloatType, channels, MemoryMarshal.AsBytes(scales.AsSpan()));
        string zero = _body.Constant(name + ".zero", type, channels, new byte[scales.Length * (type == OnnxBody.IntegerType ? sizeof(int) : 1)]);
        return _body.Call("DequantizeLinear", name, [constant, scale, zero], call => OnnxBody.Attribute(call, "axis", 0));
    }

    /// <summary>An activation rounded to codes and back.</summary>
    private string Through(string name, QuantizationParameters parameters, string codes)
    {
        float[] scales = [parameters.Scale];
        byte zeroPoint = (byte)(parameters.ZeroPoint + (_isSigned ? 0 : 128));
        string scale = _body.Constant(codes + ".scale", OnnxBody.FloatType, [], MemoryMarshal.AsBytes(scales.AsSpan()));
        string zero = _body.Constant(codes + ".zero", _isSigned ? OnnxBody.SignedByteType : OnnxBody.UnsignedByteType, [], [zeroPoint]);
        string quantized = _body.Call("QuantizeLinear", codes + ".quantized", [name, scale, zero]);
        return _body.Call("DequantizeLinear", codes, [quantized, scale, zero]);
    }
}

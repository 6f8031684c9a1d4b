using System.Runtime.InteropServices;
using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Writes a Float32 graph as an ONNX model: what a peer needs, and no more.</summary>
/// <remarks>The numbers of fields and of types are those of the public schema, onnx.proto.</remarks>
internal sealed class OnnxWriter
{
    private const int FormatVersion = 8;
    private const int OpSetVersion = 17;
    private const int FloatType = 1;
    private const int IntegerAttribute = 2;
    private const int IntegersAttribute = 7;

    private readonly Graph _graph;
    private readonly ProtobufWriter _body = new();
    private readonly Dictionary<Value, string> _names = new(ReferenceEqualityComparer.Instance);

    private OnnxWriter(Graph graph) => _graph = graph;

    /// <summary>The bytes of the file.</summary>
    /// <param name="graph">The graph, prepared for inference; its images become NCHW.</param>
    /// <param name="batchSize">The batch, which the file fixes.</param>
    public static byte[] Write(Graph graph, int batchSize)
    {
        OnnxWriter writer = new(graph);
        writer.Body(batchSize);
        ProtobufWriter model = new();
        model.Integer(1, FormatVersion);
        model.Text(2, "bantam bench");
        model.Bytes(7, writer._body.ToArray());
        model.Message(8, opset => opset.Integer(2, OpSetVersion));
        return model.ToArray();
    }

    private void Body(int batchSize)
    {
        _names[_graph.Input] = _graph.Input.Name;
        foreach (Node node in _graph.Nodes)
        {
            Layer(node);
        }

        _body.Text(2, "network");
        Variable(11, _graph.Input.Name, _graph.Input.SampleShape.WithBatch(batchSize));
        Variable(12, _names[_graph.Output], _graph.Output.SampleShape.WithBatch(batchSize));
    }

    private void Layer(Node node)
    {
        string x = _names[node.Inputs[0]];
        string y = node.Name;
        switch (node.Op)
        {
            case Conv2d op:
                y = Call("Conv", node.Name, [x, .. Values(node)], Windows(op.Stride, op.Padding, groups: 1));
                break;
            case DepthwiseConv2d op:
                y = Call("Conv", node.Name, [x, .. Values(node)], Windows(op.Stride, op.Padding, groups: node.SampleShape[^1]));
                break;
            case Dense:
                y = Call("Gemm", node.Name, [x, .. Values(node)], call => Attribute(call, "transB", 1));
                break;
            case MaxPool op:
                y = Call("MaxPool", node.Name, [x], call =>
                {
                    Attribute(call, "kernel_shape", [op.Kernel.Height, op.Kernel.Width]);
                    Attribute(call, "strides", [op.Stride.Height, op.Stride.Width]);
                });
                break;
            case GlobalAveragePool:
                y = Call("Flatten", node.Name, [Call("GlobalAveragePool", node.Name + ".mean", [x])]);
                break;
            case Add:
                y = Call("Add", node.Name, [x, _names[node.Inputs[1]]]);
                break;
            case Relu or Flatten:
                y = Call(node.Op.Name, node.Name, [x]);
                break;
            default:
                throw new NotSupportedException($"The bench writes no ONNX node for {node.Op.Name}.");
        }

        _names[node] = node.Op is IFusesActivation { Activation: Activation.Relu } ? Call("Relu", node.Name + ".relu", [y]) : y;
    }

    /// <summary>Writes one node and returns the name of its output, which is its own.</summary>
    private string Call(string op, string name, IEnumerable<string> inputs, Action<ProtobufWriter>? attributes = null)
    {
        _body.Message(1, node =>
        {
            foreach (string input in inputs)
            {
                node.Text(1, input);
            }

            node.Text(2, name);
            node.Text(3, name);
            node.Text(4, op);
            attributes?.Invoke(node);
        });
        return name;
    }

    private static Action<ProtobufWriter> Windows(Size2d stride, Padding padding, int groups) => call =>
    {
        Attribute(call, "strides", [stride.Height, stride.Width]);
        Attribute(call, "pads", [padding.Top, padding.Left, padding.Bottom, padding.Right]);
        Attribute(call, "group", groups);
    };

    private static void Attribute(ProtobufWriter node, string name, long value) => node.Message(5, attribute =>
    {
        attribute.Text(1, name);
        attribute.Integer(3, value);
        attribute.Integer(20, IntegerAttribute);
    });

    private static void Attribute(ProtobufWriter node, string name, long[] values) => node.Message(5, attribute =>
    {
        attribute.Text(1, name);
        foreach (long value in values)
        {
            attribute.Integer(8, value);
        }

        attribute.Integer(20, IntegersAttribute);
    });

    /// <summary>Writes the weights and the bias of a layer and returns their names.</summary>
    private List<string> Values(Node node)
    {
        List<string> names = [];
        foreach (Parameter parameter in node.Parameters)
        {
            Tensor value = _graph.Values[parameter];
            (float[] values, long[] shape) = names.Count == 0 ? ChannelsFirst.Weight(node, value) : (value.ToArray<float>(), [value.Count]);
            _body.Message(5, tensor =>
            {
                foreach (long length in shape)
                {
                    tensor.Integer(1, length);
                }

                tensor.Integer(2, FloatType);
                tensor.Text(8, parameter.Name);
                tensor.Bytes(9, MemoryMarshal.AsBytes(values.AsSpan()));
            });
            names.Add(parameter.Name);
        }

        return names;
    }

    private void Variable(int field, string name, Shape shape) => _body.Message(field, variable =>
    {
        variable.Text(1, name);
        variable.Message(2, type => type.Message(1, tensor =>
        {
            tensor.Integer(1, FloatType);
            tensor.Message(2, axes =>
            {
                foreach (long length in ChannelsFirst.BatchShape(shape))
                {
                    axes.Message(1, axis => axis.Integer(1, length));
                }
            });
        }));
    });
}

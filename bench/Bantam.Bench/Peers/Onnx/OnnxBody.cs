using Bantam.Model;

namespace Bantam.Bench;

/// <summary>An ONNX model in the making: nodes, constants, and what goes in and out.</summary>
/// <remarks>The numbers of fields and of types are those of the public schema, onnx.proto.</remarks>
internal sealed class OnnxBody
{
    public const int FloatType = 1;
    public const int UnsignedByteType = 2;
    public const int SignedByteType = 3;
    public const int IntegerType = 6;

    private const int FormatVersion = 8;
    private const int OpSetVersion = 17;
    private const int IntegerAttribute = 2;
    private const int IntegersAttribute = 7;

    private readonly ProtobufWriter _body = new();

    /// <summary>The bytes of the file.</summary>
    public byte[] ToModel()
    {
        _body.Text(2, "network");
        ProtobufWriter model = new();
        model.Integer(1, FormatVersion);
        model.Text(2, "bantam bench");
        model.Bytes(7, _body.ToArray());
        model.Message(8, opset => opset.Integer(2, OpSetVersion));
        return model.ToArray();
    }

    /// <summary>Names the input and the output, both of Float32.</summary>
    public void Variables(string input, Shape inputShape, string output, Shape outputShape)
    {
        Variable(11, input, inputShape);
        Variable(12, output, outputShape);
    }

    /// <summary>Writes one node and returns the name of its output, which is its own.</summary>
    public string Call(string op, string name, IEnumerable<string> inputs, Action<ProtobufWriter>? attributes = null)
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

    /// <summary>Writes a constant and returns its name.</summary>
    public string Constant(string name, int type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> values)
    {
        long[] lengths = shape.ToArray();
        byte[] bytes = values.ToArray();
        _body.Message(5, tensor =>
        {
            foreach (long length in lengths)
            {
                tensor.Integer(1, length);
            }

            tensor.Integer(2, type);
            tensor.Text(8, name);
            tensor.Bytes(9, bytes);
        });
        return name;
    }

    public static void Attribute(ProtobufWriter node, string name, long value) => node.Message(5, attribute =>
    {
        attribute.Text(1, name);
        attribute.Integer(3, value);
        attribute.Integer(20, IntegerAttribute);
    });

    public static void Attribute(ProtobufWriter node, string name, long[] values) => node.Message(5, attribute =>
    {
        attribute.Text(1, name);
        foreach (long value in values)
        {
            attribute.Integer(8, value);
        }

        attribute.Integer(20, IntegersAttribute);
    });

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

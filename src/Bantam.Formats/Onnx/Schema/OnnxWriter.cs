using Google.Protobuf;

namespace Bantam.Formats;

/// <summary>Writes the messages of a model file. Fields that hold nothing are left out, and the order is that of the records, so equal models are equal files.</summary>
internal static class OnnxWriter
{
    /// <summary>The bytes of a model file.</summary>
    public static byte[] Model(OnnxModel model) => Message(output =>
    {
        Whole(output, 1, model.IrVersion);
        Text(output, 2, model.ProducerName);
        Text(output, 3, model.ProducerVersion);
        Text(output, 4, model.Domain);
        Whole(output, 5, model.ModelVersion);
        Text(output, 6, model.Description);
        if (model.Graph is { } graph)
        {
            Part(output, 7, Graph(graph));
        }

        Parts(output, 8, model.Opsets, Opset);
        Parts(output, 14, model.Metadata, Entry);
    });

    /// <summary>The bytes of a file with one tensor.</summary>
    public static byte[] Tensor(OnnxTensor tensor) => Message(output =>
    {
        Packed(output, 1, tensor.Dims, (packed, length) => packed.WriteInt64(length));
        Whole(output, 2, tensor.DataType);
        Packed(output, 4, tensor.Singles, (packed, value) => packed.WriteFloat(value));
        Packed(output, IsNarrow(tensor.DataType) ? 5 : 7, tensor.Wholes, (packed, value) => packed.WriteInt64(value));
        Text(output, 8, tensor.Name);
        if (!tensor.Raw.IsEmpty)
        {
            Part(output, 9, tensor.Raw.Span);
        }

        Packed(output, 10, tensor.Doubles, (packed, value) => packed.WriteDouble(value));
        Text(output, 12, tensor.Description);
        Parts(output, 13, tensor.External, Entry);
        Whole(output, 14, tensor.IsExternal ? 1 : 0);
    });

    // Only integers of 64 bits, and unsigned ones of 32, have lists of their own.
    private static bool IsNarrow(int dataType) => (OnnxElement)dataType is not (OnnxElement.Int64 or OnnxElement.UInt32 or OnnxElement.UInt64);

    private static byte[] Graph(OnnxGraph graph) => Message(output =>
    {
        Parts(output, 1, graph.Nodes, Node);
        Text(output, 2, graph.Name);
        Parts(output, 5, graph.Initializers, Tensor);
        Text(output, 10, graph.Description);
        Parts(output, 11, graph.Inputs, ValueInfo);
        Parts(output, 12, graph.Outputs, ValueInfo);
        Parts(output, 13, graph.Values, ValueInfo);
        Parts(output, 14, graph.Quantizations, Quantization);
    });

    private static byte[] Node(OnnxNode node) => Message(output =>
    {
        Texts(output, 1, node.Inputs);
        Texts(output, 2, node.Outputs);
        Text(output, 3, node.Name);
        Text(output, 4, node.OpType);
        Parts(output, 5, node.Attributes, Attribute);
        Text(output, 6, node.Description);
        Text(output, 7, node.Domain);
        Parts(output, 9, node.Metadata, Entry);
    });

    private static byte[] Attribute(OnnxAttribute attribute) => Message(output =>
    {
        Text(output, 1, attribute.Name);
        switch (attribute.Kind)
        {
            case OnnxAttributeKind.Real:
                output.WriteTag(2, WireFormat.WireType.Fixed32);
                output.WriteFloat(attribute.Real);
                break;
            case OnnxAttributeKind.Whole:
                output.WriteTag(3, WireFormat.WireType.Varint);
                output.WriteInt64(attribute.Whole);
                break;
            case OnnxAttributeKind.Text:
                output.WriteTag(4, WireFormat.WireType.LengthDelimited);
                output.WriteString(attribute.Text);
                break;
        }

        if (attribute.Tensor is { } tensor)
        {
            Part(output, 5, Tensor(tensor));
        }

        Packed(output, 7, attribute.Reals, (packed, value) => packed.WriteFloat(value));
        Packed(output, 8, attribute.Wholes, (packed, value) => packed.WriteInt64(value));
        Texts(output, 9, attribute.Texts);
        Whole(output, 20, (int)attribute.Kind);
    });

    private static byte[] ValueInfo(OnnxValueInfo value) => Message(output =>
    {
        Text(output, 1, value.Name);
        byte[] tensor = Message(inner =>
        {
            Whole(inner, 1, value.DataType);
            if (value.Dims is { } dims)
            {
                Part(inner, 2, Message(shape => Parts(shape, 1, dims, Dim)));
            }
        });
        if (value.DataType != 0)
        {
            Part(output, 2, Message(type => Part(type, 1, tensor)));
        }

        Text(output, 3, value.Description);
    });

    private static byte[] Dim(OnnxDim dim) => Message(output =>
    {
        if (dim.Length is { } length)
        {
            output.WriteTag(1, WireFormat.WireType.Varint);
            output.WriteInt64(length);
        }

        Text(output, 2, dim.Name);
    });

    private static byte[] Quantization(OnnxQuantization quantization) => Message(output =>
    {
        Text(output, 1, quantization.TensorName);
        Parts(output, 2, quantization.Parameters, Entry);
    });

    private static byte[] Opset(OnnxOpset opset) => Message(output =>
    {
        Text(output, 1, opset.Domain);
        Whole(output, 2, opset.Version);
    });

    private static byte[] Entry(OnnxEntry entry) => Message(output =>
    {
        Text(output, 1, entry.Key);
        Text(output, 2, entry.Text);
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using MemoryStream memory = new();
        using (CodedOutputStream output = new(memory, leaveOpen: true))
        {
            write(output);
        }

        return memory.ToArray();
    }

    private static void Whole(CodedOutputStream output, int field, long value)
    {
        if (value != 0)
        {
            output.WriteTag(field, WireFormat.WireType.Varint);
            output.WriteInt64(value);
        }
    }

    private static void Text(CodedOutputStream output, int field, string text)
    {
        if (text.Length > 0)
        {
            Texts(output, field, [text]);
        }
    }

    private static void Texts(CodedOutputStream output, int field, List<string> texts)
    {
        foreach (string text in texts)
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteString(text);
        }
    }

    private static void Part(CodedOutputStream output, int field, ReadOnlySpan<byte> bytes)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(bytes));
    }

    private static void Parts<T>(CodedOutputStream output, int field, List<T> items, Func<T, byte[]> bytesOf)
    {
        foreach (T item in items)
        {
            Part(output, field, bytesOf(item));
        }
    }

    private static void Packed<T>(CodedOutputStream output, int field, List<T> items, Action<CodedOutputStream, T> write)
    {
        if (items.Count > 0)
        {
            Part(output, field, Message(packed => items.ForEach(item => write(packed, item))));
        }
    }
}

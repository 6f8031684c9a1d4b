using System.Text;
using Bantam.Model;
using Google.Protobuf;

namespace Bantam.Formats;

/// <summary>Reads the messages of a model file.</summary>
internal static class OnnxReader
{
    /// <summary>Reads a model file.</summary>
    /// <exception cref="ModelFormatException">The bytes are no such message.</exception>
    public static OnnxModel Model(byte[] file) => Guarded(() => Model(ProtoMessage.Of(file)), "model");

    /// <summary>Reads a file that holds one tensor.</summary>
    /// <exception cref="ModelFormatException">The bytes are no such message.</exception>
    public static OnnxTensor Tensor(byte[] file) => Guarded(() => Tensor(ProtoMessage.Of(file)), "tensor");

    private static T Guarded<T>(Func<T> read, string what)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is InvalidProtocolBufferException or DecoderFallbackException or ArgumentException)
        {
            throw new ModelFormatException($"The file is no ONNX {what}, or it is damaged: {fault.Message} Export it again.", fault);
        }
    }

    private static OnnxModel Model(ProtoMessage message)
    {
        OnnxModel model = new();
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: model.IrVersion = message.Whole(); break;
                case 2: model.ProducerName = message.Text(); break;
                case 3: model.ProducerVersion = message.Text(); break;
                case 4: model.Domain = message.Text(); break;
                case 5: model.ModelVersion = message.Whole(); break;
                case 6: model.Description = message.Text(); break;
                case 7: model.Graph = Graph(message.Message()); break;
                case 8: model.Opsets.Add(Opset(message.Message())); break;
                case 14: model.Metadata.Add(Entry(message.Message())); break;
                case 25:
                    model.HasFunctions = true;
                    message.Skip();
                    break;
                default: message.Skip(); break;
            }
        }

        return model;
    }

    private static OnnxOpset Opset(ProtoMessage message)
    {
        OnnxOpset opset = new();
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: opset.Domain = message.Text(); break;
                case 2: opset.Version = message.Whole(); break;
                default: message.Skip(); break;
            }
        }

        return opset;
    }

    private static OnnxGraph Graph(ProtoMessage message)
    {
        OnnxGraph graph = new();
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: graph.Nodes.Add(Node(message.Message())); break;
                case 2: graph.Name = message.Text(); break;
                case 5: graph.Initializers.Add(Tensor(message.Message())); break;
                case 10: graph.Description = message.Text(); break;
                case 11: graph.Inputs.Add(ValueInfo(message.Message())); break;
                case 12: graph.Outputs.Add(ValueInfo(message.Message())); break;
                case 13: graph.Values.Add(ValueInfo(message.Message())); break;
                case 14: graph.Quantizations.Add(Quantization(message.Message())); break;
                case 15:
                    graph.HasSparseTensors = true;
                    message.Skip();
                    break;
                default: message.Skip(); break;
            }
        }

        return graph;
    }

    private static OnnxNode Node(ProtoMessage message)
    {
        OnnxNode node = new();
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: node.Inputs.Add(message.Text()); break;
                case 2: node.Outputs.Add(message.Text()); break;
                case 3: node.Name = message.Text(); break;
                case 4: node.OpType = message.Text(); break;
                case 5: node.Attributes.Add(Attribute(message.Message())); break;
                case 6: node.Description = message.Text(); break;
                case 7: node.Domain = message.Text(); break;
                case 9: node.Metadata.Add(Entry(message.Message())); break;
                default: message.Skip(); break;
            }
        }

        return node;
    }

    private static OnnxAttribute Attribute(ProtoMessage message)
    {
        OnnxAttribute attribute = new();
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: attribute.Name = message.Text(); break;
                case 2: attribute.Real = message.Single(); break;
                case 3: attribute.Whole = message.Whole(); break;

                // Text of an attribute is bytes in the schema; what is no UTF-8 is shown with replacement characters.
                case 4: attribute.Text = Encoding.UTF8.GetString(message.Bytes().Span); break;
                case 5: attribute.Tensor = Tensor(message.Message()); break;
                case 7: message.AddSingles(attribute.Reals); break;
                case 8: message.AddWholes(attribute.Wholes); break;
                case 9: attribute.Texts.Add(Encoding.UTF8.GetString(message.Bytes().Span)); break;
                case 20: attribute.Kind = (OnnxAttributeKind)message.Whole32(); break;
                default: message.Skip(); break;
            }
        }

        return attribute;
    }

    private static OnnxTensor Tensor(ProtoMessage message)
    {
        OnnxTensor tensor = new();
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: message.AddWholes(tensor.Dims); break;
                case 2: tensor.DataType = message.Whole32(); break;
                case 4: message.AddSingles(tensor.Singles); break;
                case 5 or 7 or 11: message.AddWholes(tensor.Wholes); break;
                case 6:
                    tensor.HasText = true;
                    message.Skip();
                    break;
                case 8: tensor.Name = message.Text(); break;
                case 9: tensor.Raw = message.Bytes(); break;
                case 10: message.AddDoubles(tensor.Doubles); break;
                case 12: tensor.Description = message.Text(); break;
                case 13: tensor.External.Add(Entry(message.Message())); break;
                case 14: tensor.IsExternal = message.Whole() == 1; break;
                default: message.Skip(); break;
            }
        }

        return tensor;
    }

    private static OnnxValueInfo ValueInfo(ProtoMessage message)
    {
        OnnxValueInfo value = new();
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: value.Name = message.Text(); break;
                case 2: ReadType(message.Message(), value); break;
                case 3: value.Description = message.Text(); break;
                default: message.Skip(); break;
            }
        }

        return value;
    }

    private static void ReadType(ProtoMessage message, OnnxValueInfo value)
    {
        while (message.Next())
        {
            if (message.Field != 1)
            {
                message.Skip();
                continue;
            }

            ProtoMessage tensor = message.Message();
            while (tensor.Next())
            {
                switch (tensor.Field)
                {
                    case 1: value.DataType = tensor.Whole32(); break;
                    case 2: value.Dims = Dims(tensor.Message()); break;
                    default: tensor.Skip(); break;
                }
            }
        }
    }

    private static List<OnnxDim> Dims(ProtoMessage message)
    {
        List<OnnxDim> dims = [];
        while (message.Next())
        {
            if (message.Field == 1)
            {
                dims.Add(Dim(message.Message()));
            }
            else
            {
                message.Skip();
            }
        }

        return dims;
    }

    private static OnnxDim Dim(ProtoMessage message)
    {
        OnnxDim dim = new(null, "");
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: dim = dim with { Length = message.Whole() }; break;
                case 2: dim = dim with { Name = message.Text() }; break;
                default: message.Skip(); break;
            }
        }

        return dim;
    }

    private static OnnxQuantization Quantization(ProtoMessage message)
    {
        OnnxQuantization quantization = new();
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: quantization.TensorName = message.Text(); break;
                case 2: quantization.Parameters.Add(Entry(message.Message())); break;
                default: message.Skip(); break;
            }
        }

        return quantization;
    }

    private static OnnxEntry Entry(ProtoMessage message)
    {
        OnnxEntry entry = new("", "");
        while (message.Next())
        {
            switch (message.Field)
            {
                case 1: entry = entry with { Key = message.Text() }; break;
                case 2: entry = entry with { Text = message.Text() }; break;
                default: message.Skip(); break;
            }
        }

        return entry;
    }
}

using Bantam.Formats;

namespace Bantam.Tests.Formats;

/// <summary>Small models, written as files are.</summary>
internal static class OnnxModels
{
    /// <summary>A model with one input x and one output y.</summary>
    public static OnnxModel Of(long[] input, params OnnxNode[] nodes)
    {
        OnnxModel model = new() { IrVersion = 8, ProducerName = "tests", Graph = new OnnxGraph { Name = "graph" } };
        model.Opsets.Add(new OnnxOpset { Version = 17 });
        model.Graph.Inputs.Add(Info("x", input));
        model.Graph.Outputs.Add(Info("y", []));
        model.Graph.Nodes.AddRange(nodes);
        return model;
    }

    /// <summary>The name and shape of a value in single precision; a length of −1 is open.</summary>
    public static OnnxValueInfo Info(string name, long[] shape) => new()
    {
        Name = name,
        DataType = (int)OnnxElement.Float32,
        Dims = [.. shape.Select(length => length < 0 ? new OnnxDim(null, "N") : new OnnxDim(length, ""))],
    };

    /// <summary>A node that writes one value.</summary>
    public static OnnxNode Node(string opType, string[] inputs, string output, params OnnxAttribute[] attributes)
    {
        OnnxNode node = new() { Name = $"{opType.ToUpperInvariant()} {output}", OpType = opType };
        node.Inputs.AddRange(inputs);
        node.Outputs.Add(output);
        node.Attributes.AddRange(attributes);
        return node;
    }

    public static OnnxAttribute Wholes(string name, params long[] values)
    {
        OnnxAttribute attribute = new() { Name = name, Kind = OnnxAttributeKind.Wholes };
        attribute.Wholes.AddRange(values);
        return attribute;
    }

    public static OnnxAttribute Whole(string name, long value) => new() { Name = name, Kind = OnnxAttributeKind.Whole, Whole = value };

    /// <summary>Adds an initializer in single precision.</summary>
    public static OnnxModel With(this OnnxModel model, string name, long[] shape, params float[] values)
    {
        OnnxTensor tensor = new() { Name = name, DataType = (int)OnnxElement.Float32 };
        tensor.Dims.AddRange(shape);
        tensor.Singles.AddRange(values);
        model.Graph!.Initializers.Add(tensor);
        return model;
    }

    /// <summary>Adds an initializer of integers.</summary>
    public static OnnxModel With(this OnnxModel model, string name, OnnxElement element, long[] shape, params long[] values)
    {
        OnnxTensor tensor = new() { Name = name, DataType = (int)element };
        tensor.Dims.AddRange(shape);
        tensor.Wholes.AddRange(values);
        model.Graph!.Initializers.Add(tensor);
        return model;
    }

    /// <summary>The folder of ONNX files of the data folder; skips the test where it is absent.</summary>
    public static string DataFolder(string relative)
    {
        string? data = Environment.GetEnvironmentVariable("BANTAM_DATA");
        string folder = Path.Combine(data ?? "", relative);
        Assert.SkipUnless(data is not null && Directory.Exists(folder), $"BANTAM_DATA names no folder with {relative}.");
        return folder;
    }
}

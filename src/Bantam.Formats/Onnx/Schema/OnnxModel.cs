namespace Bantam.Formats;

/// <summary>A model file: the messages of ONNX that matter, as plain records. Field numbers stand where they are read and written.</summary>
internal sealed record OnnxModel
{
    public long IrVersion { get; set; }

    public List<OnnxOpset> Opsets { get; } = [];

    public string ProducerName { get; set; } = "";

    public string ProducerVersion { get; set; } = "";

    public string Domain { get; set; } = "";

    public long ModelVersion { get; set; }

    public string Description { get; set; } = "";

    public OnnxGraph? Graph { get; set; }

    public List<OnnxEntry> Metadata { get; } = [];

    /// <summary>Whether the file defines functions of its own, which are not read.</summary>
    public bool HasFunctions { get; set; }
}

/// <summary>The version of a set of operators. The standard set has the domain "".</summary>
internal sealed record OnnxOpset
{
    public string Domain { get; set; } = "";

    public long Version { get; set; }
}

/// <summary>A network.</summary>
internal sealed record OnnxGraph
{
    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    public List<OnnxNode> Nodes { get; } = [];

    public List<OnnxTensor> Initializers { get; } = [];

    public List<OnnxValueInfo> Inputs { get; } = [];

    public List<OnnxValueInfo> Outputs { get; } = [];

    public List<OnnxValueInfo> Values { get; } = [];

    public List<OnnxQuantization> Quantizations { get; } = [];

    /// <summary>Whether the graph holds sparse tensors, which are not read.</summary>
    public bool HasSparseTensors { get; set; }
}

/// <summary>One operator with the names of what it reads and writes; an empty name is an input that is left out.</summary>
internal sealed record OnnxNode
{
    public string Name { get; set; } = "";

    public string OpType { get; set; } = "";

    public string Domain { get; set; } = "";

    public string Description { get; set; } = "";

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public List<OnnxAttribute> Attributes { get; } = [];

    public List<OnnxEntry> Metadata { get; } = [];

    /// <summary>The operator and where it is, for messages.</summary>
    public string Place => $"Node '{(Name.Length > 0 ? Name : Outputs.Count > 0 ? Outputs[0] : "")}' ({OpType})";
}

/// <summary>What an attribute holds, with the number of ONNX.</summary>
internal enum OnnxAttributeKind
{
    Undefined = 0,
    Real = 1,
    Whole = 2,
    Text = 3,
    Tensor = 4,
    Graph = 5,
    Reals = 6,
    Wholes = 7,
    Texts = 8,
}

/// <summary>A named constant of an operator.</summary>
internal sealed record OnnxAttribute
{
    public string Name { get; set; } = "";

    public OnnxAttributeKind Kind { get; set; }

    public float Real { get; set; }

    public long Whole { get; set; }

    public string Text { get; set; } = "";

    public OnnxTensor? Tensor { get; set; }

    public List<float> Reals { get; } = [];

    public List<long> Wholes { get; } = [];

    public List<string> Texts { get; } = [];
}

/// <summary>A constant tensor.</summary>
internal sealed record OnnxTensor
{
    public string Name { get; set; } = "";

    public List<long> Dims { get; } = [];

    /// <summary>The element type by its number.</summary>
    public int DataType { get; set; }

    /// <summary>The elements, little-endian and packed; empty where they lie in a list.</summary>
    public ReadOnlyMemory<byte> Raw { get; set; }

    /// <summary>Elements as a list: single precision.</summary>
    public List<float> Singles { get; } = [];

    /// <summary>Elements as a list: double precision.</summary>
    public List<double> Doubles { get; } = [];

    /// <summary>Elements as a list: integers of up to 64 bits, booleans, and the bits of half precision.</summary>
    public List<long> Wholes { get; } = [];

    public bool HasText { get; set; }

    /// <summary>Whether the elements lie in another file, which <see cref="External"/> names.</summary>
    public bool IsExternal { get; set; }

    public List<OnnxEntry> External { get; } = [];

    public string Description { get; set; } = "";
}

/// <summary>The name and type of a value.</summary>
internal sealed record OnnxValueInfo
{
    public string Name { get; set; } = "";

    public string Description { get; set; } = "";

    /// <summary>The element type by its number; 0 where the value is no tensor.</summary>
    public int DataType { get; set; }

    /// <summary>The axes; null where the file does not state them.</summary>
    public List<OnnxDim>? Dims { get; set; }
}

/// <summary>An axis of a value: a length, or a name where the length is open.</summary>
internal sealed record OnnxDim(long? Length, string Name);

/// <summary>A key and a text.</summary>
internal sealed record OnnxEntry(string Key, string Text);

/// <summary>The names of the tensors that hold scale and zero point of a tensor.</summary>
internal sealed record OnnxQuantization
{
    public string TensorName { get; set; } = "";

    public List<OnnxEntry> Parameters { get; } = [];
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>One ONNX node as its reader sees it: inputs and attributes that are checked, and outputs to be set.</summary>
internal sealed class NodeReader(OnnxNode node, ImportContext context)
{
    /// <summary>The operator.</summary>
    public string OpType => node.OpType;

    /// <summary>The graph that is being built.</summary>
    public ImportContext Graph => context;

    /// <summary>The version of the standard operators.</summary>
    public long Opset => context.Opset;

    /// <summary>How many inputs the node names.</summary>
    public int InputCount => node.Inputs.Count;

    /// <summary>How many outputs the node names.</summary>
    public int OutputCount => node.Outputs.Count;

    /// <summary>The operator and where it is, for messages.</summary>
    public string Place => node.Place;

    /// <summary>The name of an input, "" where it is left out.</summary>
    public string InputName(int index) => index < node.Inputs.Count ? node.Inputs[index] : "";

    /// <summary>Whether an output is wanted by anybody.</summary>
    public bool Wants(int index) => index < node.Outputs.Count && context.Reads.GetValueOrDefault(node.Outputs[index]) > 0;

    /// <summary>An input that must be there.</summary>
    public ImportedValue Input(int index = 0) =>
        Optional(index) ?? throw new ModelFormatException($"{Place} has no input {index}, which this operator needs.");

    /// <summary>An input, or null where it is left out.</summary>
    public ImportedValue? Optional(int index) =>
        InputName(index) is { Length: > 0 } name
            ? context.Find(name) ?? throw new ModelFormatException($"{Place} reads '{name}', which nothing writes.")
            : null;

    /// <summary>All inputs.</summary>
    public ImportedValue[] Inputs() => [.. Enumerable.Range(0, node.Inputs.Count).Select(Input)];

    /// <summary>An input whose value must be known, or null where it is left out.</summary>
    /// <exception cref="UnknownConstantException">It is computed.</exception>
    public ConstantTensor? OptionalConstant(int index) => Optional(index) is { } value
        ? value.Constant ?? throw new UnknownConstantException(InputName(index), $"{Place} needs the value of its input '{InputName(index)}' when the model is read, but the network computes it. Store it in the file as a constant.")
        : null;

    /// <summary>An input that must be there and whose value must be known.</summary>
    public ConstantTensor Constant(int index)
    {
        _ = Input(index);
        return OptionalConstant(index)!;
    }

    /// <summary>The reads of an input by all nodes: 1 where this node alone has it.</summary>
    public int ReadsOfInput(int index) => context.Reads.GetValueOrDefault(InputName(index));

    /// <summary>An attribute, or null where it is left out.</summary>
    public OnnxAttribute? Attribute(string name) => node.Attributes.Find(attribute => attribute.Name == name);

    /// <summary>A whole number.</summary>
    public long Whole(string name, long otherwise) => Attribute(name)?.Whole ?? otherwise;

    /// <summary>A whole number that fits 32 bits.</summary>
    public int Int(string name, int otherwise) => ToInt(Whole(name, otherwise), name);

    /// <summary>A real number.</summary>
    public double Real(string name, double otherwise) => Attribute(name)?.Real ?? otherwise;

    /// <summary>A text.</summary>
    public string Text(string name, string otherwise) => Attribute(name)?.Text ?? otherwise;

    /// <summary>Whole numbers, or null where they are left out.</summary>
    public int[]? Ints(string name) => Attribute(name) is { } attribute ? [.. attribute.Wholes.Select(value => ToInt(value, name))] : null;

    /// <summary>Whole numbers that are an attribute in old versions and an input in new ones; null where they are left out.</summary>
    public int[]? IntsOrInput(string name, int input) =>
        Ints(name) ?? (OptionalConstant(input) is { } constant ? [.. constant.Wholes().Select(value => ToInt(value, name))] : null);

    /// <summary>An input of an elementwise operator. Before opset 7, its first axis could lie under any axis of input 0.</summary>
    /// <param name="index">The input.</param>
    /// <param name="firstAxis">The axis where the node names none; null for alignment at the last axis.</param>
    public ImportedValue Aligned(int index, int? firstAxis = null)
    {
        (ImportedValue x, ImportedValue other) = (Input(), Input(index));
        if (Opset >= 7 || (Attribute("axis") is null && firstAxis is null) || other.Rank == 0 || other.Shape.Count == 1)
        {
            return other;
        }

        int axis = Axis(Whole("axis", firstAxis ?? 0), x.Rank);
        return Shaping.Reshaped(context, other, [.. other.Shape.Lengths, .. Enumerable.Repeat(1, Math.Max(x.Rank - axis - other.Rank, 0))]);
    }

    /// <summary>An axis of a value, counted from 0.</summary>
    public int Axis(long axis, int rank)
    {
        long resolved = axis < 0 ? axis + rank : axis;
        return resolved >= 0 && resolved < rank
            ? (int)resolved
            : throw new ModelFormatException($"{Place} names axis {axis} of a value with {rank} axes.");
    }

    /// <summary>Sets the first output.</summary>
    public void Set(ImportedValue value) => Set(0, value);

    /// <summary>Sets an output.</summary>
    public void Set(int index, ImportedValue value)
    {
        if (index < node.Outputs.Count && node.Outputs[index].Length > 0)
        {
            context.Define(node.Outputs[index], value, Place);
        }
    }

    /// <summary>The same node as another operator with other inputs: integer operators are float ones between conversions.</summary>
    /// <param name="opType">The operator.</param>
    /// <param name="inputs">Its inputs with their names; null where one is left out.</param>
    public NodeReader As(string opType, params (string Name, ImportedValue Value)?[] inputs)
    {
        OnnxNode other = new() { Name = node.Name, OpType = opType };
        other.Attributes.AddRange(node.Attributes);
        for (int i = 0; i < inputs.Length; i++)
        {
            string name = inputs[i] is null ? "" : $"{context.NodeName}/{opType}/{i}/{inputs[i]!.Value.Name}";
            other.Inputs.Add(name);
            if (inputs[i] is { } input && context.Find(name) is null)
            {
                context.Define(name, input.Value, Place);
            }
        }

        return new NodeReader(other, context);
    }

    /// <summary>Refuses what the operator asks for.</summary>
    public UnsupportedException Refusal(string what, string instead) => new($"{Place}: {what} is not supported. {instead}");

    /// <summary>Reports numbers that contradict each other.</summary>
    public ModelFormatException Broken(string what) => new($"{Place}: {what}");

    private int ToInt(long value, string name) => value is >= int.MinValue and <= int.MaxValue
        ? (int)value

        // Ends of slices are often the largest 64-bit number, which means all there is.
        : name is "ends" or "starts" or "axes" ? (value < 0 ? int.MinValue : int.MaxValue)
        : throw new ModelFormatException($"{Place} has {value} as '{name}', which no tensor needs.");
}

/// <summary>An op needs a value at import that the network computes.</summary>
internal sealed class UnknownConstantException(string valueName, string message) : Exception(message)
{
    /// <summary>The name of the value.</summary>
    public string ValueName { get; } = valueName;
}

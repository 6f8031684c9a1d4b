using Bantam.Model;

namespace Bantam.Formats;

/// <summary>The nodes and constants of a file in the making, with names that no other has.</summary>
internal sealed class WrittenGraph
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxValueInfo> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _numbers = new(StringComparer.Ordinal);
    private readonly bool _takesAnyBatch;

    public WrittenGraph(bool takesAnyBatch) => _takesAnyBatch = takesAnyBatch;

    /// <summary>The messages so far.</summary>
    public OnnxGraph Target { get; } = new();

    /// <summary>The value that is being written, from whose name new ones are derived.</summary>
    public string Place { get; set; } = "value";

    /// <summary>What a viewer shows of the nodes that are being written.</summary>
    public string Description { get; set; } = "";

    /// <summary>Sets a name aside for a value that comes later.</summary>
    public void Reserve(string name) => _names.Add(name);

    /// <summary>A name that no other value has.</summary>
    public string Unique(string wanted)
    {
        string name = wanted;
        for (int number = 2; !_names.Add(name); number++)
        {
            name = $"{wanted}.{number}";
        }

        return name;
    }

    /// <summary>A node with one output.</summary>
    /// <param name="opType">The operator.</param>
    /// <param name="shape">The shape of its output in the file.</param>
    /// <param name="inputs">What it reads; empty for what is left out.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>The name of its output.</returns>
    public string Add(string opType, Shape shape, string[] inputs, params OnnxAttribute[] attributes) =>
        Add(new OnnxNode { OpType = opType }, $"{Place}.{opType}", OnnxElement.Float32, shape, inputs, attributes);

    /// <summary>A node whose output has a name or a type of its own.</summary>
    public string Add(OnnxNode node, string wanted, OnnxElement element, Shape shape, string[] inputs, params OnnxAttribute[] attributes)
    {
        string name = Unique(wanted);
        node.Name = name;
        node.Description = Description;
        node.Inputs.AddRange(inputs);
        node.Outputs.Add(name);
        node.Attributes.AddRange(attributes);
        Target.Nodes.Add(node);
        _types.Add(name, InfoOf(name, element, shape));
        return name;
    }

    /// <summary>Gives the output of one of the last nodes the name that was set aside for it.</summary>
    public void Rename(int index, string to)
    {
        OnnxNode node = Target.Nodes[index];
        string from = node.Outputs[0];
        (node.Name, node.Outputs[0]) = (to, to);
        foreach (OnnxNode reader in Target.Nodes.Skip(index + 1))
        {
            for (int i = 0; i < reader.Inputs.Count; i++)
            {
                reader.Inputs[i] = reader.Inputs[i] == from ? to : reader.Inputs[i];
            }
        }

        OnnxValueInfo type = _types[from];
        type.Name = to;
        _types.Remove(from);
        _types.Add(to, type);
        _names.Remove(from);
    }

    /// <summary>A constant.</summary>
    /// <param name="name">Its name, which no other may have.</param>
    /// <param name="constant">Its values.</param>
    public string Constant(string name, ConstantTensor constant)
    {
        Target.Initializers.Add(OnnxTensors.Of(name, constant));
        return name;
    }

    /// <summary>A list of whole numbers, such as a shape.</summary>
    public string List(string role, params IEnumerable<long> values) => Constant(Unique($"{Place}.{role}"), ConstantTensor.OfList([.. values]));

    /// <summary>One number; the same number twice is one constant.</summary>
    public string Number(double value)
    {
        string text = ((float)value).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        if (!_numbers.TryGetValue(text, out string? name))
        {
            _numbers[text] = name = Constant(Unique($"number.{text}"), ConstantTensor.OfReals(OnnxElement.Float32, [], [value]));
        }

        return name;
    }

    /// <summary>The lengths that a reshape wants: the batch stays what it is.</summary>
    public IEnumerable<long> Lengths(Shape shape) =>
        shape.Lengths.ToArray().Select((length, axis) => axis == 0 && _takesAnyBatch ? 0L : length);

    /// <summary>The name and type of a value; the batch has no length where the network takes any.</summary>
    public OnnxValueInfo InfoOf(string name, OnnxElement element, Shape shape) => new()
    {
        Name = name,
        DataType = (int)element,
        Dims = [.. shape.Lengths.ToArray().Select((length, axis) => axis == 0 && _takesAnyBatch ? new OnnxDim(null, "N") : new OnnxDim(length, ""))],
    };

    /// <summary>Leaves out what no output needs, and states the types of all that stays.</summary>
    public void Finish()
    {
        HashSet<string> needed = [.. Target.Outputs.Select(output => output.Name)];
        for (int i = Target.Nodes.Count - 1; i >= 0; i--)
        {
            if (needed.Contains(Target.Nodes[i].Outputs[0]))
            {
                needed.UnionWith(Target.Nodes[i].Inputs);
            }
            else
            {
                Target.Nodes.RemoveAt(i);
            }
        }

        Target.Initializers.RemoveAll(tensor => !needed.Contains(tensor.Name));
        HashSet<string> ends = [.. Target.Outputs.Select(output => output.Name)];
        Target.Values.AddRange(Target.Nodes.Where(node => !ends.Contains(node.Outputs[0]) && _types.ContainsKey(node.Outputs[0])).Select(node => _types[node.Outputs[0]]));
    }
}

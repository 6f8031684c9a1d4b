using Bantam.Model;

namespace Bantam.Formats;

/// <summary>The graph that an import builds: its values by their names in ONNX, and the nodes and parameters made so far.</summary>
internal sealed class ImportContext
{
    private readonly Dictionary<string, ImportedValue> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<Parameter, Tensor> _parameters = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(Value Value, string Order), Value> _reordered = [];

    public ImportContext(long opset, IReadOnlyDictionary<string, int> reads)
    {
        Opset = opset;
        Reads = reads;
    }

    /// <summary>The version of the standard operators.</summary>
    public long Opset { get; }

    /// <summary>How often each value is read, as an output of the graph too.</summary>
    public IReadOnlyDictionary<string, int> Reads { get; }

    /// <summary>The name from which new nodes get theirs: the output of the ONNX node that is being read.</summary>
    public string NodeName { get; set; } = "value";

    /// <summary>The values of the parameters that are not the same everywhere.</summary>
    public IReadOnlyDictionary<Parameter, Tensor> ParameterValues => _parameters;

    /// <summary>A value by its name in ONNX.</summary>
    public ImportedValue? Find(string name) => _values.GetValueOrDefault(name);

    /// <summary>Gives a value its name in ONNX.</summary>
    /// <exception cref="ModelFormatException">Another value has it.</exception>
    public void Define(string name, ImportedValue value, string place)
    {
        if (!_values.TryAdd(name, value))
        {
            throw new ModelFormatException($"{place} writes '{name}', which exists already: every value of an ONNX graph is written once.");
        }
    }

    /// <summary>A name for a value of the graph that no other has.</summary>
    public string Unique(string name)
    {
        string wanted = string.IsNullOrWhiteSpace(name) ? "value" : name;
        for (int number = 2; !_names.Add(name = number == 2 ? wanted : $"{wanted}.{number - 1}"); number++)
        {
        }

        return name;
    }

    /// <summary>Applies an op.</summary>
    public Node Apply(Op op, params ReadOnlySpan<Value> inputs) => new(Unique(NodeName), op, inputs);

    /// <summary>A parameter that holds a constant, in floating point.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="constant">Its values.</param>
    /// <param name="isTrainable">Whether training may change it.</param>
    public Parameter Parameter(string name, ConstantTensor constant, bool isTrainable = false)
    {
        Parameter parameter = new(Unique(name), constant.Shape, Initializer.Of(constant is { IsUniform: true, Count: > 0 } ? (float)constant.Real(0) : 0), isTrainable);
        if (!constant.IsUniform)
        {
            _parameters[parameter] = Tensor.From(constant.Shape, constant.Singles());
        }

        return parameter;
    }

    /// <summary>A parameter that holds integers as they are.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="codes">The integers; those of 8 bits without sign are stored less 128.</param>
    public Parameter Integers(string name, ConstantTensor codes)
    {
        ElementType element = codes.Element switch
        {
            OnnxElement.Int64 => ElementType.Int64,
            OnnxElement.Int32 or OnnxElement.UInt16 => ElementType.Int32,
            OnnxElement.Int16 => ElementType.Int16,
            _ => ElementType.Int8,
        };
        int shift = Quantizing.ShiftOf(codes.Element);
        Tensor tensor = element switch
        {
            ElementType.Int64 => Tensor.From<long>(codes.Shape, codes.Wholes()),
            ElementType.Int32 => Tensor.From<int>(codes.Shape, [.. codes.Wholes().Select(code => (int)code)]),
            ElementType.Int16 => Tensor.From<short>(codes.Shape, [.. codes.Wholes().Select(code => (short)code)]),
            _ => Tensor.From<sbyte>(codes.Shape, [.. codes.Wholes().Select(code => (sbyte)(code + shift))]),
        };
        Parameter parameter = new(Unique(name), tensor.Type, Initializer.Of(0), isTrainable: false);
        _parameters[parameter] = tensor;
        return parameter;
    }

    /// <summary>A parameter with one value.</summary>
    public Parameter Number(double value) => Parameter($"{NodeName}.constant", ConstantTensor.OfReals(OnnxElement.Float32, [], [value]));

    /// <summary>The value of the graph in the order of ONNX.</summary>
    public Value Declared(ImportedValue value)
    {
        if (value.Constant is { } constant)
        {
            return value.Weight is { } weight ? weight.Decode(this, weight.Stored, weight.Axis) : Parameter($"{NodeName}.constant", constant);
        }

        if (value.Codes is { } codes)
        {
            return Quantizing.Codes(this, codes);
        }

        return value.Order switch
        {
            StoredOrder.ChannelsLast => Reordered(value.Value!, Orders.ToDeclared(value.Rank)),
            StoredOrder.SplitChannelsLast => Reordered(value.Value!, [0, 3, 4, 1, 2]),
            StoredOrder.FlattenedChannelsLast => Unflattened(value),
            _ => value.Value!,
        };
    }

    /// <summary>The value of the graph with its channels, axis 1 of ONNX, last.</summary>
    public Value ChannelsLast(ImportedValue value)
    {
        if (value.Constant is { } constant)
        {
            return Parameter($"{NodeName}.constant", constant.Permuted(Orders.ToChannelsLast(value.Rank)));
        }

        return value.Order == StoredOrder.ChannelsLast ? value.Value! : Reordered(Declared(value), Orders.ToChannelsLast(value.Rank));
    }

    /// <summary>Makes a result whose channels are last.</summary>
    public static ImportedValue LastResult(Value value, Shape shape) => ImportedValue.Of(value, shape, order: shape.Rank > 2 ? StoredOrder.ChannelsLast : StoredOrder.AsDeclared);

    /// <summary>The axes in another order; the same request twice is one node, and two that cancel are none.</summary>
    public Value Reordered(Value value, int[] order)
    {
        if (order.SequenceEqual(Enumerable.Range(0, order.Length)))
        {
            return value;
        }

        (Value, string) key = (value, string.Join(',', order));
        if (!_reordered.TryGetValue(key, out Value? reordered))
        {
            reordered = Apply(Reordering(value.Type.Shape, order), value);
            _reordered[key] = reordered;
            _reordered[(reordered, string.Join(',', Orders.Inverse(order)))] = value;
        }

        return reordered;
    }

    /// <summary>Where only axes of length 1 change places, no element moves.</summary>
    private static Op Reordering(Shape shape, int[] order)
    {
        int[] moved = [.. order.Where(axis => axis == 0 || shape[axis] != 1)];
        return order[0] == 0 && moved.SequenceEqual(moved.Order())
            ? new Reshape([.. order[1..].Select(axis => shape[axis])])
            : new Permute(new Axes(order));
    }

    private Node Unflattened(ImportedValue value)
    {
        (int channels, int height, int width) = (value.Image[0], value.Image[1], value.Image[2]);
        Value images = Apply(new Reshape([height, width, channels]), value.Value!);
        return Apply(new Flatten(), Reordered(images, [0, 3, 1, 2]));
    }
}

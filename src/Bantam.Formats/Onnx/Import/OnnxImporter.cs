using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Builds a graph from the nodes of an ONNX graph.</summary>
internal sealed class OnnxImporter
{
    private readonly OnnxGraph _source;
    private readonly OnnxImportOptions _options;
    private readonly string? _folder;
    private readonly ImportContext _graph;
    private readonly List<GraphInput> _inputs = [];

    private OnnxImporter(OnnxModel model, OnnxImportOptions options, string? folder)
    {
        _source = model.Graph!;
        _options = options;
        _folder = folder;
        _graph = new ImportContext(OnnxChecks.Opset(model), OnnxChecks.Reads(_source));
    }

    /// <summary>Imports a model.</summary>
    /// <param name="model">The messages of the file.</param>
    /// <param name="options">What the caller wants.</param>
    /// <param name="folder">Where external data may lie.</param>
    /// <exception cref="ModelFormatException">The model contradicts itself.</exception>
    /// <exception cref="UnsupportedException">An operator, or a use of it, is not supported.</exception>
    public static ImportedNetwork Import(OnnxModel model, OnnxImportOptions options, string? folder)
    {
        OnnxChecks.Check(model);
        return new OnnxImporter(model, options, folder).Run();
    }

    private ImportedNetwork Run()
    {
        ReadInitializers();
        foreach (OnnxValueInfo input in _source.Inputs.Where(input => _graph.Find(input.Name) is null))
        {
            DeclareInput(input);
        }

        foreach (OnnxNode node in OnnxChecks.InOrder(_source, _graph))
        {
            _graph.NodeName = node.Outputs.Find(output => output.Length > 0) ?? node.OpType;
            ReadNode(node);
        }

        return new ImportedNetwork(_inputs, [.. _source.Outputs.Select(OutputOf)], new ParameterStore().With(_graph.ParameterValues));
    }

    private void ReadInitializers()
    {
        foreach (OnnxTensor tensor in _source.Initializers)
        {
            if (!_options.Constants.ContainsKey(tensor.Name))
            {
                _graph.Define(tensor.Name, ImportedValue.Of(ConstantTensor.Read(tensor, _folder)), "The file");
            }
        }

        foreach ((string name, ConstantTensor constant) in _options.Constants)
        {
            _graph.Define(name, ImportedValue.Of(constant), "The caller");
        }
    }

    private void DeclareInput(OnnxValueInfo info)
    {
        OnnxElement element = OnnxElements.Of(info.DataType, $"Input '{info.Name}'");
        if (!element.IsFloat)
        {
            throw new UnsupportedException($"Input '{info.Name}' holds {element}, but the inputs of a network are real numbers. Give it a fixed value, or feed the network after it.");
        }

        Shape shape = ShapeOf(info);
        bool isImage = shape.Rank == 4 && !_options.KeepsChannelsFirst;
        Shape stored = isImage ? [shape[0], shape[2], shape[3], shape[1]] : shape;
        GraphInput input = new(_graph.Unique(info.Name), stored.Rank == 0 ? [] : stored.WithoutBatch(), stored.Rank == 0 ? 1 : stored[0]);
        _inputs.Add(input);
        _graph.NodeName = info.Name;
        Value value = stored.Rank == 0 ? _graph.Apply(new Squeeze([0]), input) : input;
        _graph.Define(info.Name, ImportedValue.Of(value, shape, order: isImage ? StoredOrder.ChannelsLast : StoredOrder.AsDeclared), "The file");
    }

    private Shape ShapeOf(OnnxValueInfo info)
    {
        if (_options.InputShapes.TryGetValue(info.Name, out Shape given))
        {
            return given;
        }

        if (info.Dims is not { } dims)
        {
            throw new UnsupportedException($"Input '{info.Name}' has no shape in the file. Say which one it has when you load the model.");
        }

        // A first axis without length is the batch.
        long[] lengths = [.. dims.Select((dim, axis) => dim.Length is > 0 or 0 && (axis > 0 || dim.Length > 0) ? dim.Length.Value : axis == 0 ? 1 : -1)];
        int open = Array.IndexOf(lengths, -1);
        return open < 0
            ? OnnxShapes.Of(lengths, $"Input '{info.Name}'")
            : throw new UnsupportedException($"Input '{info.Name}' leaves the length of axis {open}{(dims[open].Name.Length > 0 ? $" ('{dims[open].Name}')" : "")} open; only the batch may be. Say which shape it has when you load the model.");
    }

    private void ReadNode(OnnxNode node)
    {
        NodeReader reader = new(node, _graph);
        try
        {
            if (!ConstantFolding.TryFold(node, reader))
            {
                OpReaders.Read(node, reader);
            }
        }
        catch (UnknownConstantException)
        {
            throw;
        }
        catch (ShapeException fault)
        {
            throw new ModelFormatException($"{node.Place}: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is ArgumentException or OverflowException or IndexOutOfRangeException or DivideByZeroException or InvalidOperationException)
        {
            throw new ModelFormatException($"{node.Place} has inputs or attributes that do not fit together: {fault.Message}", fault);
        }
    }

    private ImportedOutput OutputOf(OnnxValueInfo info)
    {
        ImportedValue value = _graph.Find(info.Name) ?? throw new ModelFormatException($"The output '{info.Name}' is written by no node.");
        if (value.Constant is { } constant)
        {
            return new ImportedOutput(info.Name, constant.Element, constant.Shape, constant, null);
        }

        // Where the interface is the library's own, images leave with their channels last, and integers as what they stand for.
        _graph.NodeName = info.Name;
        Value stored = _options.KeepsChannelsFirst || value is { Order: StoredOrder.FlattenedChannelsLast or StoredOrder.SplitChannelsLast, Codes: null }
            ? _graph.Declared(value)
            : value.Codes is { } codes ? Quantizing.Rounded(_graph, codes).Value!
            : value.Value!;
        return new ImportedOutput(info.Name, value.Element, value.Shape, null, stored);
    }
}

/// <summary>What came of an import.</summary>
/// <param name="Inputs">The inputs of the graph.</param>
/// <param name="Outputs">The outputs, in the order of the file.</param>
/// <param name="Values">The values of the parameters.</param>
internal sealed record ImportedNetwork(IReadOnlyList<GraphInput> Inputs, IReadOnlyList<ImportedOutput> Outputs, ParameterStore Values)
{
    /// <summary>The graph.</summary>
    /// <exception cref="UnsupportedException">No output depends on an input.</exception>
    public Graph ToGraph()
    {
        if (Outputs.FirstOrDefault(output => output.Value is null) is { } constant)
        {
            throw new UnsupportedException($"The output '{constant.Name}' depends on no input: it is always the same. Remove it from the model.");
        }

        Graph graph = new(Inputs, [.. Outputs.Select(output => output.Value!)], Values);
        return graph.Nodes.Any(node => node.Op is FakeQuantize) ? QuantizedForm.Of(graph) : graph;
    }
}

/// <summary>An output of an import: a constant, or a value of the graph.</summary>
internal sealed record ImportedOutput(string Name, OnnxElement Element, Shape Shape, ConstantTensor? Constant, Value? Value);

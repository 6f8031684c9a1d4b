using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Builds a model from a graph: which tensor each value is, and in which order its elements lie.</summary>
/// <remarks>Images are NCHW from the input on; where a row is a flattened image, the weights that read it change places instead of the
/// image's elements. A transpose stays only where an op mixes axes in an order of its own.</remarks>
internal sealed class OnnxExport
{
    private readonly Graph _graph;
    private readonly OnnxExportOptions _options;
    private readonly Dictionary<Value, WrittenValue> _written = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, WrittenValue> _reordered = new(StringComparer.Ordinal);

    private OnnxExport(Graph graph, OnnxExportOptions options)
    {
        _graph = graph;
        _options = options;
        Dialect = OnnxDialect.Of(graph, options);
        Codes = new ValueCodes(graph);
        TakesAnyBatch = BatchFreedom.Of(graph) && !(Dialect.Opset < OnnxDialect.ResizeByAxes && graph.Nodes.Any(node => node.Op is Resize));
        File = new WrittenGraph(TakesAnyBatch);
        Constants = new ConstantWriter(graph, this);
    }

    /// <summary>The messages in the making.</summary>
    public WrittenGraph File { get; }

    /// <summary>What the version and the form of quantization allow.</summary>
    public OnnxDialect Dialect { get; }

    /// <summary>What the codes of values mean.</summary>
    public ValueCodes Codes { get; }

    /// <summary>The constants of the graph.</summary>
    public ConstantWriter Constants { get; }

    /// <summary>Whether the first axis has no fixed length.</summary>
    public bool TakesAnyBatch { get; }

    /// <exception cref="UnsupportedException">ONNX has no operator for a node.</exception>
    public static OnnxModel Run(Graph graph, OnnxExportOptions options) => new OnnxExport(graph, options).Run();

    /// <summary>The tensor of something computed, in whatever order.</summary>
    public WrittenValue Of(Value value) => _written[value];

    /// <summary>Whether a value is computed from an input.</summary>
    public bool IsWritten(Value value) => _written.ContainsKey(value);

    /// <summary>The tensor of something computed with its axes as the graph has them.</summary>
    public WrittenValue AsStored(Value value) => AsStored(_written[value]);

    /// <summary>The tensor of images with their channels first.</summary>
    public WrittenValue ChannelsFirst(Value value)
    {
        WrittenValue written = _written[value];
        return written.Order == WrittenOrder.AsStored && written.Shape.Rank == 4
            ? Transposed(written, Orders.ToDeclared(4)) with { Order = WrittenOrder.ChannelsFirst }
            : written;
    }

    /// <summary>A node of the file.</summary>
    public WrittenValue Add(string opType, Shape shape, WrittenOrder order, string[] inputs, params OnnxAttribute[] attributes) =>
        new(File.Add(opType, shape, inputs, attributes), shape, order);

    /// <summary>A node that gives what it reads, element by element.</summary>
    public WrittenValue Unary(string opType, WrittenValue x, params OnnxAttribute[] attributes) =>
        x with { Name = File.Add(opType, x.Shape, [x.Name], attributes) };

    /// <summary>The same elements in another shape.</summary>
    public WrittenValue Reshaped(WrittenValue x, Shape shape, WrittenOrder order = WrittenOrder.AsStored) =>
        x.Shape == shape ? x with { Order = order } : Add("Reshape", shape, order, [x.Name, File.List("shape", File.Lengths(shape))]);

    /// <summary>The axes in another order; the same request twice is one node.</summary>
    public WrittenValue Transposed(WrittenValue x, int[] order)
    {
        string key = $"{x.Name}/{string.Join(',', order)}";
        if (!_reordered.TryGetValue(key, out WrittenValue? transposed))
        {
            Shape shape = [.. order.Select(axis => x.Shape[axis])];
            transposed = IsMove(x.Shape, order)
                ? Add("Transpose", shape, WrittenOrder.AsStored, [x.Name], OnnxAttributes.Wholes("perm", order))
                : Reshaped(x, shape);
            _reordered[key] = transposed;
        }

        return transposed;
    }

    /// <summary>The tensor with its axes as the graph has them.</summary>
    public WrittenValue AsStored(WrittenValue written) => written.Order switch
    {
        WrittenOrder.ChannelsFirst => Transposed(written, Orders.ToChannelsLast(4)),
        WrittenOrder.FlattenedChannelsFirst => Reshaped(Transposed(written.Image!, Orders.ToChannelsLast(4)), written.Shape),
        _ => written,
    };

    private OnnxModel Run()
    {
        foreach (Value value in _graph.Inputs.Concat<Value>(_graph.Parameters).Concat(_graph.Nodes.Where(node => node.Op is not (FakeQuantize or DequantizeLinear))))
        {
            File.Reserve(value.Name);
        }

        foreach (GraphInput input in _graph.Inputs)
        {
            AddInput(input);
        }

        foreach (Node node in _graph.Nodes.Where(node => !node.IsConstant))
        {
            File.Place = node.Name;
            File.Description = OnnxDescription.Of(node);
            int first = File.Target.Nodes.Count;
            WrittenValue written = OpWriters.Write(node, this);
            _written[node] = node.Op is FakeQuantize ? written : Quantized(node, Named(node, written, first));
        }

        File.Description = "";
        AddOutputs();
        File.Finish();
        File.Target.Name = "network";
        return OnnxDescription.Model(_graph, File.Target, Dialect);
    }

    private void AddInput(GraphInput input)
    {
        File.Place = input.Name;
        Shape shape = input.Type.Shape;
        bool isFirst = shape.Rank == 4 && !_options.KeepsChannelsLast;
        WrittenValue written = isFirst
            ? new(input.Name, [shape[0], shape[3], shape[1], shape[2]], WrittenOrder.ChannelsFirst)
            : new(input.Name, shape);
        File.Target.Inputs.Add(File.InfoOf(input.Name, OnnxElement.Float32, written.Shape));
        _written[input] = Quantized(input, written);
    }

    /// <summary>The last node that was added for a value carries its name; what was there before keeps its own.</summary>
    private WrittenValue Named(Node node, WrittenValue written, int first)
    {
        for (int i = File.Target.Nodes.Count - 1; i >= first; i--)
        {
            if (File.Target.Nodes[i].Outputs[0] == written.Name)
            {
                File.Rename(i, node.Name);
                foreach (string key in _reordered.Where(entry => entry.Value.Name == written.Name).Select(entry => entry.Key).ToArray())
                {
                    _reordered[key] = _reordered[key] with { Name = node.Name };
                }

                return written with { Name = node.Name };
            }
        }

        return written;
    }

    private WrittenValue Quantized(Value value, WrittenValue written) =>
        !Dialect.IsQuant && Codes.Of(value) is { } codes && written.Name == value.Name ? QuantizationWriters.Rounded(written, codes, this) : written;

    private void AddOutputs()
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (Value output in _graph.Outputs)
        {
            File.Place = output.Name;
            WrittenValue written = _written[output];
            bool staysFirst = written.Order == WrittenOrder.ChannelsFirst && !_options.KeepsChannelsLast;
            WrittenValue last = staysFirst ? written : output.Type.Shape.Rank == 4 && !_options.KeepsChannelsLast ? ChannelsFirst(output) : AsStored(written);

            // A file names each output once, and none of them like an input.
            if (!names.Add(last.Name) || _graph.Inputs.Any(input => input.Name == last.Name))
            {
                last = Unary("Identity", last);
                names.Add(last.Name);
            }

            File.Target.Outputs.Add(File.InfoOf(last.Name, OnnxElement.Float32, last.Shape));
        }
    }

    /// <summary>Whether an order moves elements: axes of length 1 do not.</summary>
    private static bool IsMove(Shape shape, int[] order)
    {
        int[] moved = [.. order.Where(axis => axis == 0 || shape[axis] != 1)];
        return !moved.SequenceEqual(moved.Order());
    }
}

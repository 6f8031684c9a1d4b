using System.Collections.Immutable;
using System.Text;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Builds a model from a graph: which tensor each value is, and what the file says about the whole.</summary>
/// <remarks>
/// A node becomes one operator, or none if it only names codes: in a file the codes belong to the tensor. Constants are written
/// as the integers that lowering would use, by the same rules.
/// </remarks>
internal sealed class TfliteExport
{
    private const string MinimumRuntime = "1.14.0";
    private const int MinimumRuntimeBytes = 16;

    private readonly Graph _graph;
    private readonly List<TfliteTensor> _tensors = [];
    private readonly List<TfliteOperator> _operators = [];
    private readonly Dictionary<Value, int> _tensorOf = new(ReferenceEqualityComparer.Instance);

    private TfliteExport(Graph graph)
    {
        _graph = graph;
        Codes = new ValueCodes(graph);
    }

    /// <summary>What the codes of values mean.</summary>
    public ValueCodes Codes { get; }

    /// <exception cref="UnsupportedException">The format has no operator for a node.</exception>
    public static TfliteModel Run(Graph graph)
    {
        TfliteExport export = new(graph.Nodes.Any(node => node.Op is FakeQuantize or DequantizeLinear) ? graph : InferencePasses.Apply(graph));
        return export.Run();
    }

    /// <summary>The values of a parameter.</summary>
    public Tensor ValueOf(Parameter parameter) => _graph.Values[parameter];

    /// <summary>The tensor that holds something computed.</summary>
    public int TensorOf(Value value) => _tensorOf[value];

    /// <summary>The tensor that holds a constant as it is, or something computed.</summary>
    public int Operand(Value value)
    {
        if (!_tensorOf.TryGetValue(value, out int tensor))
        {
            tensor = _tensorOf[value] = Add(ConstantTensors.Of(value, this));
        }

        return tensor;
    }

    /// <summary>A new tensor.</summary>
    public int Add(TfliteTensor tensor)
    {
        _tensors.Add(tensor);
        return _tensors.Count - 1;
    }

    /// <summary>A new constant of whole numbers, such as axes.</summary>
    public int Add(string name, params ReadOnlySpan<int> numbers) => Add(ConstantTensors.Of(name, [numbers.Length], numbers));

    /// <summary>The operator that computes a node.</summary>
    public void Emit(Node node, TfliteOpcode code, TfliteOptions? options, params ReadOnlySpan<int> inputs) =>
        EmitTo(_tensorOf[node] = Add(Activation(node, NameOf(node), Codes.Of(node))), code, options, inputs);

    /// <summary>An operator that computes a tensor beside those of the graph's values.</summary>
    public void EmitTo(int output, TfliteOpcode code, TfliteOptions? options, params ReadOnlySpan<int> inputs)
    {
        ImmutableArray<int> read = [.. inputs];
        _operators.Add(new TfliteOperator
        {
            Code = code,
            Version = OperatorVersions.Of(code, options, [.. read.Where(input => input != -1).Select(input => _tensors[input])], _tensors[output]),
            Inputs = read,
            Outputs = [output],
            Options = options,
        });
    }

    /// <summary>A tensor for something computed.</summary>
    public static TfliteTensor Activation(Value value, string name, QuantizationParameters? codes) => new()
    {
        Name = name,
        Type = codes is null ? TfliteType.Float32 : ConstantTensors.TypeOf(codes),
        Shape = [.. value.Type.Shape.Lengths],
        Quantization = codes is null ? null : ConstantTensors.QuantizationOf(codes),
    };

    private TfliteModel Run()
    {
        foreach (GraphInput input in _graph.Inputs)
        {
            _tensorOf[input] = Add(Activation(input, InputName(input), Codes.Of(input)));
        }

        foreach (Node node in _graph.Nodes.Where(node => !node.IsConstant))
        {
            Add(node);
        }

        ImmutableArray<int> inputs = [.. _graph.Inputs.Select(TensorOf)];
        ImmutableArray<int> outputs = [.. _graph.Outputs.Select(TensorOf)];
        return new TfliteModel
        {
            Description = "Bantam",
            GraphName = "main",
            Tensors = [.. _tensors],
            Operators = [.. _operators],
            Inputs = inputs,
            Outputs = outputs,
            Metadata = [new TfliteMetadata("min_runtime_version", Encoding.ASCII.GetBytes(MinimumRuntime.PadRight(MinimumRuntimeBytes, '\0')))],
            Signature = new TfliteSignature(
                "serving_default",
                [.. inputs.Zip(_graph.Inputs, (tensor, input) => new TfliteNamedTensor(input.Name, tensor))],
                [.. outputs.Select((tensor, index) => new TfliteNamedTensor($"output_{index}", tensor))]),
        };
    }

    private void Add(Node node)
    {
        if (node.Op is not FakeQuantize quantize)
        {
            OperatorExports.Write(node, this);
        }
        else if (Codes.Of(node.Inputs[0]) == quantize.Quantizer.Encoding)
        {
            _tensorOf[node] = _tensorOf[node.Inputs[0]];
        }
        else
        {
            Emit(node, TfliteOpcode.Quantize, null, TensorOf(node.Inputs[0]));
        }
    }

    /// <summary>Tensors of inputs and outputs carry the names by which converters call them.</summary>
    private static string InputName(GraphInput input) => input.Name.StartsWith("serving_default_", StringComparison.Ordinal) ? input.Name : $"serving_default_{input.Name}:0";

    private string NameOf(Node node)
    {
        for (int i = 0; i < _graph.Outputs.Count; i++)
        {
            if (_graph.Outputs[i] == node || (_graph.Outputs[i] is Node { Op: FakeQuantize } named && named.Inputs[0] == node))
            {
                return $"StatefulPartitionedCall:{i}";
            }
        }

        return node.Name;
    }
}

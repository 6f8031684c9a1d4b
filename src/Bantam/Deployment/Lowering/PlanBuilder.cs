using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A plan in the making: which value lies in which buffer, and what its codes mean.</summary>
internal sealed class PlanBuilder
{
    private readonly Graph _graph;
    private readonly List<PlanBuffer> _buffers = [];
    private readonly List<PlanStep> _steps = [];
    private readonly Dictionary<Value, int> _bufferOf = new(ReferenceEqualityComparer.Instance);

    public PlanBuilder(Graph graph, RoundingProfile rounding)
    {
        _graph = graph;
        Rounding = rounding;
    }

    public RoundingProfile Rounding { get; }

    /// <summary>The values of a parameter.</summary>
    public Tensor ValueOf(Parameter parameter) => _graph.Values[parameter];

    /// <summary>The meaning of the codes of a value: those of its buffer, or those that the quantization after it names.</summary>
    public QuantizationParameters CodesOf(Value value) => _bufferOf.TryGetValue(value, out int buffer)
        ? _buffers[buffer].Parameters
        : _graph.UsersOf(value).Select(user => user.Op).OfType<FakeQuantize>().FirstOrDefault()?.Quantizer.Encoding
            ?? throw new UnsupportedException($"'{value.Name}' is not quantized, so what reads it cannot run in int8. Quantize the network first.");

    /// <summary>The buffers that hold the activations that a node reads.</summary>
    public ImmutableArray<int> InputsOf(Node node) => [.. node.Activations.Select(input => _bufferOf[input])];

    /// <summary>The buffers of all that a node reads, constants among them: integers of the network become a buffer in flash.</summary>
    public ImmutableArray<int> OperandsOf(Node node) => [.. node.Inputs.Select(OperandOf)];

    /// <summary>A buffer that keeps its content from run to run.</summary>
    public int AddState(string name, Shape shape, QuantizationParameters codes) => AddBuffer(name, shape, codes, BufferPlace.State, firstStep: -1);

    private int OperandOf(Value value)
    {
        if (!_bufferOf.TryGetValue(value, out int buffer))
        {
            (Tensor codes, QuantizationParameters parameters) = IntegerConstants.CodesOf(value, this);
            buffer = AddBuffer(value.Name, codes.Shape, parameters, BufferPlace.Constant, firstStep: -1);
            _buffers[buffer] = _buffers[buffer] with { Data = [.. codes.Bytes] };
            _bufferOf[value] = buffer;
        }

        return buffer;
    }

    /// <summary>A quantization: of the input it declares the codes; of a computed value it names what is already there.</summary>
    public void Quantize(Node node)
    {
        Value source = node.Inputs[0];
        QuantizationParameters codes = ((FakeQuantize)node.Op).Quantizer.Encoding;
        if (source is GraphInput && !_bufferOf.ContainsKey(source))
        {
            _bufferOf[source] = AddBuffer(source.Name, BufferShape(source), codes, BufferPlace.Input, firstStep: -1);
        }

        if (CodesOf(source) != codes)
        {
            if (source is Node { Op: FakeQuantize } && _bufferOf.TryGetValue(source, out int from))
            {
                RequantizeInt8Parameters parameters = RequantizeInt8Parameters.Prepare(CodesOf(source), codes, Activation.None, Rounding);
                AddKeepingCodes(node, codes, output => CodesOf(source).FitsInt8 && codes.FitsInt8
                    ? new TableStep(node.Name, [from], output, TableInt8.Of(code => parameters.Output.From(code + parameters.InputOffset, parameters.Multiplier)))
                    : new RequantizeStep(node.Name, [from], output, parameters));
                return;
            }

            throw new UnsupportedException($"'{source.Name}' is quantized in two ways, which is not supported. Quantize it once.");
        }

        Alias(node, source);
    }

    /// <summary>Lets a value share the buffer of another.</summary>
    /// <exception cref="UnsupportedException">The other has none: it is an input that nothing quantizes.</exception>
    public void Alias(Node node, Value source) => _bufferOf[node] = _bufferOf.TryGetValue(source, out int buffer)
        ? buffer
        : throw new UnsupportedException($"'{source.Name}', which node '{node.Name}' reads, is not quantized. Quantize the network first.");

    /// <summary>Adds a step whose output has codes of its own.</summary>
    public void Add(Node node, Func<int, PlanStep> step) => AddKeepingCodes(node, CodesOf(node), step);

    /// <summary>Adds a step whose output has given codes.</summary>
    public void AddKeepingCodes(Node node, QuantizationParameters codes, Func<int, PlanStep> step)
    {
        int output = AddBuffer(node.Name, BufferShape(node), codes, BufferPlace.Arena, _steps.Count);
        PlanStep added = step(output);
        foreach (int input in added.Inputs)
        {
            _buffers[input] = _buffers[input] with { LastStep = _steps.Count };
        }

        _bufferOf[node] = output;
        _steps.Add(added);
    }

    /// <summary>The plan, its arena not yet laid out.</summary>
    public Plan Finish()
    {
        if (_steps.Count == 0)
        {
            throw new UnsupportedException("The network computes nothing: it has no step that could run on a device.");
        }

        int[] outputs = [.. _graph.Outputs.Select(output => _bufferOf[output])];
        foreach (int output in outputs)
        {
            _buffers[output] = _buffers[output] with { Place = BufferPlace.Output, LastStep = _steps.Count };
        }

        return new Plan(Rounding, [.. _buffers], [.. _steps], [.. _graph.Inputs.Select(BufferOf)], outputs);
    }

    private int BufferOf(GraphInput input) => _bufferOf.TryGetValue(input, out int buffer)
        ? buffer
        : throw new UnsupportedException($"Input '{input.Name}' is not quantized, or nothing reads it. Quantize the network, and remove inputs without readers.");

    /// <summary>Networks that take any batch run sample by sample; one that is bound to its batch runs it whole.</summary>
    private static Shape BufferShape(Value value) => value.Type.Shape.Rank > 0 && value.Type.Shape[0] == 1 ? value.SampleShape : value.Type.Shape;

    private int AddBuffer(string name, Shape shape, QuantizationParameters codes, BufferPlace place, int firstStep)
    {
        _buffers.Add(new PlanBuffer
        {
            Name = name,
            Shape = shape,
            Parameters = codes,
            Place = place,
            FirstStep = firstStep,
            LastStep = Math.Max(firstStep, 0),
        });
        return _buffers.Count - 1;
    }
}

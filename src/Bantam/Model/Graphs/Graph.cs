using System.Security.Cryptography;
using System.Text;

namespace Bantam.Model;

/// <summary>A neural network: nodes from inputs to outputs, and the values of their parameters.</summary>
/// <remarks>
/// The structure is immutable and knows no hardware. Passes make new graphs from it, and the old one stays valid. Every
/// value has a shape from the moment it exists, so a graph that exists fits together.
/// </remarks>
public sealed class Graph
{
    private readonly Node[] _nodes;
    private readonly Parameter[] _parameters;

    /// <summary>Makes a graph of everything that its output depends on.</summary>
    /// <param name="input">The input.</param>
    /// <param name="output">The output; depends on no other input.</param>
    /// <param name="values">The values of the parameters; a new store with seed 0 where omitted.</param>
    /// <exception cref="ArgumentException">Another input is reached, or two values have one name.</exception>
    public Graph(GraphInput input, Value output, ParameterStore? values = null)
        : this([input], [output], values)
    {
    }

    /// <summary>Makes a graph of everything that its outputs depend on.</summary>
    /// <param name="inputs">The inputs, at least one. One that nothing reads stays an input.</param>
    /// <param name="outputs">The outputs, at least one; they depend on no other input.</param>
    /// <param name="values">The values of the parameters; a new store with seed 0 where omitted.</param>
    /// <exception cref="ArgumentException">Inputs or outputs are missing, another input is reached, or two values have one name.</exception>
    public Graph(IReadOnlyList<GraphInput> inputs, IReadOnlyList<Value> outputs, ParameterStore? values = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        if (inputs.Count == 0 || outputs.Count == 0)
        {
            throw new ArgumentException($"A graph needs inputs and outputs, but got {inputs.Count} and {outputs.Count}.");
        }

        Inputs = [.. inputs];
        Outputs = [.. outputs];
        Values = values ?? new ParameterStore();
        _nodes = GraphOrder.Of(Outputs);
        _parameters = [.. _nodes.SelectMany(node => node.Parameters).Distinct()];
        CheckNames();
    }

    /// <summary>The inputs, in the order in which <see cref="Run(IReadOnlyList{Tensor})"/> takes them.</summary>
    public IReadOnlyList<GraphInput> Inputs { get; }

    /// <summary>The outputs.</summary>
    public IReadOnlyList<Value> Outputs { get; }

    /// <summary>The input; the first of several.</summary>
    public GraphInput Input => Inputs[0];

    /// <summary>The output; the first of several.</summary>
    public Value Output => Outputs[0];

    /// <summary>The values of the parameters.</summary>
    public ParameterStore Values { get; }

    /// <summary>The nodes, each after those that it reads.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The parameters in the order in which nodes read them, running statistics included.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>How data must be prepared for the input, in the words of the data sets (for example <c>unit</c>: bytes ÷ 255).</summary>
    public string Preprocessing { get; init; } = "none";

    /// <summary>The number of trained values, and of the integers of a quantized network. Running statistics do not count.</summary>
    public long ParameterCount => _parameters.Where(parameter => parameter.IsCounted).Sum(parameter => (long)parameter.Shape.Count);

    /// <summary>Makes a graph by chaining layers: <c>Graph.Create(new Shape(28, 28, 1), x => x.Flatten().Dense(10))</c>.</summary>
    /// <param name="inputShape">The shape of one sample, for images HWC.</param>
    /// <param name="build">Adds layers to the input and returns the end of the chain.</param>
    /// <returns>The graph.</returns>
    /// <exception cref="ShapeException">A layer does not fit what comes before it; the message names it.</exception>
    public static Graph Create(Shape inputShape, Func<GraphBuilder, GraphBuilder> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        GraphInput input = new(inputShape);
        return new Graph(input, build(new GraphBuilder(input)).Value);
    }

    /// <summary>The same structure with other values.</summary>
    /// <param name="values">The values.</param>
    /// <returns>The graph.</returns>
    public Graph With(ParameterStore values) => new(Inputs, Outputs, values) { Preprocessing = Preprocessing };

    /// <summary>The same structure and assigned values, all other values from another seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <returns>The graph.</returns>
    public Graph WithSeed(ulong seed) => With(Values.WithSeed(seed));

    /// <summary>The nodes that read a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The nodes, in order.</returns>
    public IEnumerable<Node> UsersOf(Value value) => _nodes.Where(node => node.Inputs.Contains(value));

    /// <summary>Runs the network on a batch, as at inference: running statistics instead of those of the batch.</summary>
    /// <param name="batch">The samples, [N, …].</param>
    /// <returns>The outputs, [N, …].</returns>
    /// <exception cref="ShapeException">The samples do not have the shape of the input.</exception>
    public Tensor Run(Tensor batch) => Run(batch, parameter => Values[parameter], isTraining: false);

    /// <summary>Runs a network with several inputs or outputs, as at inference.</summary>
    /// <param name="inputs">One tensor for each input, in order.</param>
    /// <returns>One tensor for each output, in order.</returns>
    /// <exception cref="ShapeException">There are more or fewer tensors than inputs, or one does not have the shape of its input.</exception>
    public Tensor[] Run(IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Dictionary<Value, Tensor> computed = Computed(inputs, parameter => Values[parameter], isTraining: false);
        return [.. Outputs.Select(output => output is Parameter parameter ? Values[parameter] : computed[output])];
    }

    /// <summary>Runs the network with given parameter tensors; in training, layers like batch normalization behave differently.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="valueOf">Gives the tensor of a parameter.</param>
    /// <param name="isTraining">Whether to run as in training.</param>
    /// <param name="observe">Is shown the output of every node.</param>
    /// <param name="border">An op that every output passes before others read it: the format in which it is stored.</param>
    internal Tensor Run(Tensor batch, Func<Parameter, Tensor> valueOf, bool isTraining, Action<Node, Tensor>? observe = null, Op? border = null) =>
        Computed([batch], valueOf, isTraining, observe, border)[Output];

    private Dictionary<Value, Tensor> Computed(IReadOnlyList<Tensor> inputs, Func<Parameter, Tensor> valueOf, bool isTraining, Action<Node, Tensor>? observe = null, Op? border = null)
    {
        if (inputs.Count != Inputs.Count)
        {
            throw new ShapeException($"The network has {Inputs.Count} inputs ({string.Join(", ", Inputs)}), but got {inputs.Count} tensors.");
        }

        Dictionary<Value, Tensor> computed = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < inputs.Count; i++)
        {
            CheckBatch(Inputs[i], inputs[i]);
            computed[Inputs[i]] = inputs[i];
        }

        foreach (Node node in _nodes)
        {
            Tensor[] operands = [.. node.Inputs.Select(input => input is Parameter parameter ? valueOf(parameter) : computed[input])];
            Tensor output = isTraining ? node.Op.ApplyInTraining(operands) : node.Op.Apply(operands);
            output = border?.Apply(output) ?? output;
            computed[node] = output;
            observe?.Invoke(node, output);
        }

        return computed;
    }

    private static void CheckBatch(GraphInput input, Tensor batch)
    {
        if (batch.Shape.Rank == 0 || batch.Shape.WithoutBatch() != input.SampleShape)
        {
            throw new ShapeException($"The network reads samples of shape {input.SampleShape}, so a batch is [N, {input.SampleShape.ToString().Trim('[')}, but got {batch.Type}.");
        }

        int declared = input.Type.Shape[0];
        if (declared != 1 && batch.Shape[0] != declared)
        {
            throw new ShapeException($"Input '{input.Name}' is bound to a batch of {declared}, because the network mixes its first axis with others, but got {batch.Type}.");
        }
    }

    /// <summary>The SHA-256 of structure and values as lower-case hexadecimal digits: equal for equal networks, on every platform.</summary>
    /// <returns>64 digits.</returns>
    public string ContentHash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(GraphJson.Write(this)));
        foreach (Parameter parameter in _parameters)
        {
            hash.AppendData(Values[parameter].Bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void CheckNames()
    {
        HashSet<string> names = [];
        foreach (Value value in Inputs.Concat<Value>(_parameters).Concat(_nodes))
        {
            if (!names.Add(value.Name))
            {
                throw new ArgumentException($"Two values of the graph are called '{value.Name}'; names must be unique.");
            }
        }

        foreach (Value value in _nodes.SelectMany(node => node.Inputs).Concat(Outputs))
        {
            if (value is GraphInput && !Inputs.Contains(value))
            {
                throw new ArgumentException("The output depends on an input of another graph. Build all layers from one input.");
            }
        }
    }
}

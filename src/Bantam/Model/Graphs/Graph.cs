using System.Security.Cryptography;
using System.Text;

namespace Bantam.Model;

/// <summary>A neural network: nodes from an input to an output, and the values of their parameters.</summary>
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
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        Input = input;
        Output = output;
        Values = values ?? new ParameterStore();
        _nodes = GraphOrder.Of(output);
        _parameters = [.. _nodes.SelectMany(node => node.Parameters).Distinct()];
        CheckNames();
    }

    /// <summary>The input.</summary>
    public GraphInput Input { get; }

    /// <summary>The output.</summary>
    public Value Output { get; }

    /// <summary>The values of the parameters.</summary>
    public ParameterStore Values { get; }

    /// <summary>The nodes, each after those that it reads.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The parameters in the order in which nodes read them, running statistics included.</summary>
    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>How data must be prepared for the input, in the words of the data sets (for example <c>unit</c>: bytes ÷ 255).</summary>
    public string Preprocessing { get; init; } = "none";

    /// <summary>The number of trained values. Running statistics do not count.</summary>
    public long ParameterCount => _parameters.Where(parameter => parameter.IsTrainable).Sum(parameter => (long)parameter.Shape.Count);

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
    public Graph With(ParameterStore values) => new(Input, Output, values) { Preprocessing = Preprocessing };

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

    /// <summary>Runs the network with given parameter tensors; in training, layers like batch normalization behave differently.</summary>
    /// <param name="batch">The samples.</param>
    /// <param name="valueOf">Gives the tensor of a parameter.</param>
    /// <param name="isTraining">Whether to run as in training.</param>
    /// <param name="observe">Is shown the output of every node.</param>
    /// <param name="border">An op that every output passes before others read it: the format in which it is stored.</param>
    internal Tensor Run(Tensor batch, Func<Parameter, Tensor> valueOf, bool isTraining, Action<Node, Tensor>? observe = null, Op? border = null)
    {
        if (batch.Shape.Rank == 0 || batch.Shape.WithoutBatch() != Input.SampleShape)
        {
            throw new ShapeException($"The network reads samples of shape {Input.SampleShape}, so a batch is [N, {Input.SampleShape.ToString().Trim('[')}, but got {batch.Type}.");
        }

        Dictionary<Value, Tensor> computed = new(ReferenceEqualityComparer.Instance) { [Input] = batch };
        foreach (Node node in _nodes)
        {
            Tensor[] inputs = [.. node.Inputs.Select(input => input is Parameter parameter ? valueOf(parameter) : computed[input])];
            Tensor output = isTraining ? node.Op.ApplyInTraining(inputs) : node.Op.Apply(inputs);
            output = border?.Apply(output) ?? output;
            computed[node] = output;
            observe?.Invoke(node, output);
        }

        return computed[Output];
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
        HashSet<string> names = [Input.Name];
        foreach (Value value in _parameters.Concat<Value>(_nodes))
        {
            if (!names.Add(value.Name))
            {
                throw new ArgumentException($"Two values of the graph are called '{value.Name}'; names must be unique.");
            }
        }

        foreach (Value value in _nodes.SelectMany(node => node.Inputs).Append(Output))
        {
            if (value is GraphInput && value != Input)
            {
                throw new ArgumentException("The output depends on an input of another graph. Build all layers from one input.");
            }
        }
    }
}

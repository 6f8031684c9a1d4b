using Bantam.Model;

namespace Bantam.Keras;

/// <summary>A network in the making: the values that layers have computed so far, and the parameters with their values.</summary>
internal sealed class KerasGraph
{
    private readonly Dictionary<string, Value> _results = [];
    private readonly Dictionary<Parameter, Tensor> _values = [];
    private readonly HashSet<string> _names = [];
    private readonly KerasContainer _container;
    private readonly List<GraphInput> _inputs = [];

    private KerasGraph(KerasContainer container) => _container = container;

    /// <summary>Builds the network of a description.</summary>
    /// <exception cref="UnsupportedException">A layer, or an option of one, is not supported.</exception>
    public static Graph Build(KerasConfig config, KerasContainer container)
    {
        KerasGraph graph = new(container);
        foreach (KerasLayer layer in config.Layers)
        {
            Value result = layer.Kind == "InputLayer" ? graph.AddInput(layer) : KerasLayers.Add(layer, graph);
            if (!graph._results.TryAdd(layer.Name, result))
            {
                throw new ModelFormatException($"Two layers are called '{layer.Name}'.");
            }
        }

        Value[] outputs = [.. config.Outputs.Select(name => graph._results.GetValueOrDefault(name) ?? throw new ModelFormatException($"The network returns the result of '{name}', which is none of its layers."))];
        return graph._inputs.Count > 0 && outputs.Length > 0
            ? new Graph(graph._inputs, outputs, new ParameterStore().With(graph._values))
            : throw new ModelFormatException("The network has no input or no output.");
    }

    /// <summary>What the only predecessor of a layer computed.</summary>
    public Value InputOf(KerasLayer layer) => layer.Inputs is [string name]
        ? _results[name]
        : throw new ModelFormatException($"Layer '{layer.Name}' ({layer.Kind}) reads {layer.Inputs.Length} results; expected one.");

    /// <summary>What all predecessors of a layer computed.</summary>
    public Value[] InputsOf(KerasLayer layer) => [.. layer.Inputs.Select(name => _results[name])];

    /// <summary>Adds a node.</summary>
    public Node Add(string name, Op op, params ReadOnlySpan<Value> inputs) => new(Unique(name), op, inputs);

    /// <summary>The weights of a layer by name.</summary>
    public Dictionary<string, Tensor> WeightsOf(KerasLayer layer) => _container.Weights(layer.Name);

    /// <summary>Declares a parameter with its values.</summary>
    public Parameter Assign(string name, Tensor value, bool isTrainable = true)
    {
        Parameter parameter = new(Unique(name), value.Shape, Initializer.Of(0), isTrainable);
        _values[parameter] = value;
        return parameter;
    }

    /// <summary>Declares a parameter whose values its initializer makes.</summary>
    public Parameter Declare(string name, Shape shape, Initializer initializer) => new(Unique(name), shape, initializer, isTrainable: false);

    private GraphInput AddInput(KerasLayer layer)
    {
        int?[] shape = layer.Integers("batch_input_shape") ?? layer.Integers("batch_shape")
            ?? throw layer.Refuse("says no shape of its input. Build the network with Input(shape=...) and save it again.");
        int[] lengths = [.. shape.Skip(1).Select(length => length ?? throw layer.Refuse($"leaves an axis of its input open: [{string.Join(", ", shape)}]. Build the network with a fixed size and save it again."))];
        GraphInput input = new(Unique(layer.Name), new Shape(lengths));
        _inputs.Add(input);
        return input;
    }

    /// <summary>The name, or one made of it where something is already called so.</summary>
    private string Unique(string name)
    {
        string unique = name;
        for (int number = 2; !_names.Add(unique); number++)
        {
            unique = $"{name}_{number}";
        }

        return unique;
    }
}

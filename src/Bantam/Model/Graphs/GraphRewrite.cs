namespace Bantam.Model;

/// <summary>A pass in progress: walks the nodes of a graph in order and builds the new graph beside it.</summary>
/// <remarks>
/// <code>
/// Graph result = GraphRewrite.Of(graph, (node, inputs, _) => node.Op is Relu ? inputs[0] : GraphRewrite.Keep(node, inputs));
/// </code>
/// Nodes that nothing reads any more are left out of the result, and so are their parameters.
/// </remarks>
public sealed class GraphRewrite
{
    private readonly Dictionary<Value, Value> _replacements = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Parameter, Tensor> _assigned = new(ReferenceEqualityComparer.Instance);

    private GraphRewrite(Graph source) => Source = source;

    /// <summary>The graph that is rewritten.</summary>
    public Graph Source { get; }

    /// <summary>Rewrites a graph node by node.</summary>
    /// <param name="graph">The graph; stays as it is.</param>
    /// <param name="replace">Gets an old node, the new values of its inputs and this rewrite; returns the value that takes the node's place.</param>
    /// <returns>The new graph. Values of parameters that did not change are shared.</returns>
    public static Graph Of(Graph graph, Func<Node, IReadOnlyList<Value>, GraphRewrite, Value> replace)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(replace);
        GraphRewrite rewrite = new(graph);
        foreach (Node node in graph.Nodes)
        {
            Value[] inputs = [.. node.Inputs.Select(rewrite.NewValueOf)];
            rewrite._replacements[node] = replace(node, inputs, rewrite);
        }

        return new Graph(graph.Inputs, [.. graph.Outputs.Select(rewrite.NewValueOf)], graph.Values.With(rewrite._assigned)) { Preprocessing = graph.Preprocessing };
    }

    /// <summary>The value that took the place of a value of the old graph.</summary>
    /// <param name="old">A value of the old graph, already visited.</param>
    /// <returns>The new value; the old one where it stays.</returns>
    public Value NewValueOf(Value old) => _replacements.GetValueOrDefault(old, old);

    /// <summary>The same node, on new inputs where they changed.</summary>
    /// <param name="node">The old node.</param>
    /// <param name="inputs">The new inputs.</param>
    /// <returns>The old node itself where nothing changed.</returns>
    public static Node Keep(Node node, IReadOnlyList<Value> inputs)
    {
        ArgumentNullException.ThrowIfNull(node);
        return inputs.SequenceEqual(node.Inputs) ? node : new Node(node.Name, node.Op, [.. inputs]);
    }

    /// <summary>Declares a parameter with given values.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its values: kept, not copied.</param>
    /// <param name="isTrainable">Whether an optimizer changes it.</param>
    /// <returns>The parameter.</returns>
    public Parameter Assign(string name, Tensor value, bool isTrainable = true)
    {
        ArgumentNullException.ThrowIfNull(value);
        Parameter parameter = new(name, value.Type, Initializer.Of(0), isTrainable);
        _assigned[parameter] = value;
        return parameter;
    }

    /// <summary>The values of a parameter, old or newly assigned.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The values, to be read.</returns>
    public Tensor ValueOf(Value parameter) => _assigned.TryGetValue((Parameter)parameter, out Tensor? value) ? value : Source.Values[(Parameter)parameter];
}

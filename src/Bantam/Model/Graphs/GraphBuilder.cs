namespace Bantam.Model;

/// <summary>The end of a chain of layers, to which the next one is added. Branches start from the same end twice.</summary>
/// <remarks>Immutable apart from the counters that name nodes (<c>conv1</c>, <c>conv2</c>, …), which all ends of one graph share.</remarks>
public sealed class GraphBuilder
{
    private readonly Dictionary<string, int> _counters;

    internal GraphBuilder(Value value)
        : this(value, [])
    {
    }

    private GraphBuilder(Value value, Dictionary<string, int> counters)
    {
        Value = value;
        _counters = counters;
    }

    /// <summary>The value at the end of the chain.</summary>
    public Value Value { get; }

    /// <summary>The shape of one sample here: HWC for images.</summary>
    public Shape Shape => Value.SampleShape;

    /// <summary>The next free name of a kind of layer: <c>conv1</c>, <c>conv2</c>, ….</summary>
    /// <param name="kind">The kind, in lower case.</param>
    /// <returns>The name.</returns>
    public string NameFor(string kind)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        int number = _counters[kind] = _counters.GetValueOrDefault(kind) + 1;
        return $"{kind}{number}";
    }

    /// <summary>Adds a node.</summary>
    /// <param name="name">Its name, usually from <see cref="NameFor"/>.</param>
    /// <param name="op">The op.</param>
    /// <param name="more">What it reads after the end of this chain: parameters, or the ends of other branches.</param>
    /// <returns>The new end.</returns>
    /// <exception cref="ShapeException">The op does not fit; the message names the node.</exception>
    public GraphBuilder Then(string name, Op op, params ReadOnlySpan<Value> more) => new(new Node(name, op, [Value, .. more]), _counters);
}

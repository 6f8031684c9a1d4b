namespace Bantam.Model;

/// <summary>What a network computes of its parameters alone, computed once: dequantized weights, for example, that every run would compute anew.</summary>
internal sealed class ConstantNodes
{
    private readonly ParameterStore _stored;
    private readonly List<(Node Node, Tensor Value)> _computed = [];
    private readonly Dictionary<Value, Tensor> _values = new(ReferenceEqualityComparer.Instance);

    /// <summary>Computes them.</summary>
    /// <param name="source">The network.</param>
    /// <param name="stored">The values of its parameters, which may change.</param>
    public ConstantNodes(Graph source, ParameterStore stored)
    {
        _stored = stored;
        Rest = GraphRewrite.Of(source, (node, inputs, rewrite) =>
        {
            if (!node.IsConstant || source.Outputs.Contains(node))
            {
                return GraphRewrite.Keep(node, inputs);
            }

            Tensor value = Computed(node).Clone();
            _computed.Add((node, value));
            _values[node] = value;
            Parameter parameter = rewrite.Assign(node.Name, value, isTrainable: false);
            _values[parameter] = value;
            return parameter;
        });
    }

    /// <summary>The network with parameters in their place.</summary>
    public Graph Rest { get; }

    /// <summary>The values of a parameter of <see cref="Rest"/>.</summary>
    public Tensor ValueOf(Value value) => _values.GetValueOrDefault(value) ?? _stored[(Parameter)value];

    /// <summary>Computes them again, in their places, from values that have changed.</summary>
    public void Refresh()
    {
        foreach ((Node node, Tensor value) in _computed)
        {
            Computed(node).CopyTo(value);
        }
    }

    private Tensor Computed(Node node)
    {
        using NoGrad quiet = new();
        return node.Op.Apply([.. node.Inputs.Select(ValueOf)]);
    }
}

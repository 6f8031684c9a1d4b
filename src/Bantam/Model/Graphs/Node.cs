namespace Bantam.Model;

/// <summary>One op of a graph with the values that it reads; itself the value that it computes.</summary>
public sealed class Node : Value
{
    private readonly Value[] _inputs;

    /// <summary>Makes a node and infers its type at once, so that a mistake is reported where it is made.</summary>
    /// <param name="name">The name, unique within the graph.</param>
    /// <param name="op">The op.</param>
    /// <param name="inputs">What it reads, in the order that the op documents.</param>
    /// <exception cref="ShapeException">The inputs do not fit the op: the message names the node, what it got and what it expected.</exception>
    public Node(string name, Op op, params ReadOnlySpan<Value> inputs)
        : base(name, InferredType(name, op, inputs))
    {
        Op = op;
        _inputs = inputs.ToArray();
        IsConstant = _inputs.Length > 0 && Array.TrueForAll(_inputs, input => input is Parameter or Node { IsConstant: true });
    }

    /// <summary>The op.</summary>
    public Op Op { get; }

    /// <summary>What it reads.</summary>
    public IReadOnlyList<Value> Inputs => _inputs;

    /// <summary>Whether it depends on parameters alone, such as a quantized weight: the same for every sample.</summary>
    public bool IsConstant { get; }

    /// <summary>The values that it reads and that change from sample to sample.</summary>
    public IEnumerable<Value> Activations => _inputs.Where(input => input is not (Parameter or Node { IsConstant: true }));

    /// <summary>The parameters that it reads.</summary>
    public IEnumerable<Parameter> Parameters => _inputs.OfType<Parameter>();

    /// <summary>The work for one sample.</summary>
    public OpCost Cost => Op.Cost([.. _inputs.Select(input => input.Type)], Type);

    private static TensorType InferredType(string name, Op op, ReadOnlySpan<Value> inputs)
    {
        ArgumentNullException.ThrowIfNull(op);
        TensorType[] types = new TensorType[inputs.Length];
        List<string> sources = [];
        for (int i = 0; i < inputs.Length; i++)
        {
            types[i] = inputs[i].Type;
            if (inputs[i] is not Parameter)
            {
                sources.Add($"'{inputs[i].Name}'");
            }
        }

        try
        {
            return op.Infer(types);
        }
        catch (Exception mismatch) when (mismatch is ShapeException or ArgumentException)
        {
            string place = sources.Count == 0 ? $"Node '{name}'" : $"Node '{name}', after {string.Join(" and ", sources)}";
            throw new ShapeException($"{place}: {mismatch.Message}", mismatch);
        }
    }
}

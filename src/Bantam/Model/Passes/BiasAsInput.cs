namespace Bantam.Model;

/// <summary>Turns the bias of dense layers into one more weight, of an input that is always 1: for targets without bias.</summary>
/// <remarks>
/// <c>W·x + b = [W b]·[x; 1]</c>: the sum starts at the constant input (notes: lines 65-73 and 671-674).
/// <see cref="InputAsBias"/> undoes it bit for bit. Legal where nothing else reads the parameters.
/// </remarks>
public sealed record BiasAsInput : Pass
{
    /// <inheritdoc/>
    public override PassSafety Safety => PassSafety.Safe;

    /// <inheritdoc/>
    public override Graph Apply(Graph graph) => GraphRewrite.Of(graph, (node, inputs, rewrite) =>
        node.Op is Dense && node.Inputs.Count == 3 && graph.OwnsItsParameters(node) ? Fold(node, inputs, rewrite) : GraphRewrite.Keep(node, inputs));

    private static Node Fold(Node layer, IReadOnlyList<Value> inputs, GraphRewrite rewrite)
    {
        Tensor bias = rewrite.ValueOf(layer.Inputs[2]);
        Tensor weight = new Concat().Apply(rewrite.ValueOf(layer.Inputs[1]), bias.Reshape([bias.Count, 1]));
        Node extended = new($"{layer.Name}.one", InputAsBias.One, inputs[0]);
        return new Node(layer.Name, layer.Op, extended, rewrite.Assign(layer.Inputs[1].Name, weight));
    }
}

/// <summary>Turns the weights of an input that is always 1 back into a bias: undoes <see cref="BiasAsInput"/> bit for bit.</summary>
/// <remarks>Legal where the layer alone reads the extended input (notes: lines 65-73 and 671-674).</remarks>
public sealed record InputAsBias : Pass
{
    /// <inheritdoc/>
    public override PassSafety Safety => PassSafety.Safe;

    /// <summary>The op that puts a 1 behind each sample's features.</summary>
    internal static Pad One { get; } = new([0, 0], [0, 1], 1);

    /// <inheritdoc/>
    public override Graph Apply(Graph graph) => GraphRewrite.Of(graph, (node, inputs, rewrite) =>
        node.Op is Dense && node.Inputs.Count == 2 && inputs[0] is Node { Op: Pad pad } extended && pad == One && graph.OwnsItsParameters(node)
            ? Unfold(node, extended, rewrite)
            : GraphRewrite.Keep(node, inputs));

    private static Node Unfold(Node layer, Node extended, GraphRewrite rewrite)
    {
        Tensor weight = rewrite.ValueOf(layer.Inputs[1]);
        int inputs = weight.Shape[1] - 1;
        Parameter w = rewrite.Assign(layer.Inputs[1].Name, weight.Slice(1, 0, inputs).Clone());
        Parameter b = rewrite.Assign($"{layer.Name}.bias", weight.Slice(1, inputs, 1).Clone().Reshape([weight.Shape[0]]));
        return new Node(layer.Name, layer.Op, extended.Inputs[0], w, b);
    }
}

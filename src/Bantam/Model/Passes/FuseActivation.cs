namespace Bantam.Model;

/// <summary>Lets a layer clamp its own output, so that ReLU and ReLU6 need no pass over memory.</summary>
/// <remarks>Legal where the activation alone reads the layer. The clamp is the same, so outputs are bit-identical.</remarks>
public sealed record FuseActivation : Pass
{
    /// <inheritdoc/>
    public override PassSafety Safety => PassSafety.Safe;

    /// <inheritdoc/>
    public override Graph Apply(Graph graph) => GraphRewrite.Of(graph, (node, inputs, _) =>
        node.Op.AsActivation() is { } activation
        && inputs[0] is Node { Op: IFusesActivation { Activation: Activation.None } op } layer
        && graph.IsReadOnce(node.Inputs[0])
            ? new Node(layer.Name, op.WithActivation(activation), [.. layer.Inputs])
            : GraphRewrite.Keep(node, inputs));
}

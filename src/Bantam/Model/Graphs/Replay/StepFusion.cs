namespace Bantam.Model;

/// <summary>Lets layers and normalizations clamp their own outputs in a compiled step: a pass over memory less in each direction, with the same bits.</summary>
/// <remarks>Legal where the activation alone reads the layer. The network that the caller holds does not change.</remarks>
internal static class StepFusion
{
    /// <summary>The network with fused activations. Parameters are those of the original.</summary>
    public static Graph Apply(Graph graph) => GraphRewrite.Of(graph, (node, inputs, _) =>
        node.Op.AsActivation() is { } activation
        && inputs[0] is Node layer
        && Clamped(layer.Op, activation) is { } op
        && graph.UsersOf(node.Inputs[0]).Take(2).Count() == 1
            ? new Node(layer.Name, op, [.. layer.Inputs])
            : GraphRewrite.Keep(node, inputs));

    private static Op? Clamped(Op op, Activation activation) => op switch
    {
        IFusesActivation { Activation: Activation.None } layer => layer.WithActivation(activation),
        BatchNorm { Activation: Activation.None } norm => norm with { Activation = activation },
        _ => null,
    };
}

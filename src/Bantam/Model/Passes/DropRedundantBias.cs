namespace Bantam.Model;

/// <summary>Removes the bias of a layer that a batch normalization follows: the normalization's mean takes it up.</summary>
/// <remarks>The gradient of such a bias is zero, so it is never trained (notes: lines 1945-1949). <c>μ′ = μ − b</c>.</remarks>
public sealed record DropRedundantBias : Pass
{
    /// <inheritdoc/>
    public override PassSafety Safety => PassSafety.Safe;

    /// <inheritdoc/>
    public override Graph Apply(Graph graph) => GraphRewrite.Of(graph, (node, inputs, rewrite) =>
        node.Op is BatchNorm
        && inputs[0] is Node { Op: (Conv2d or DepthwiseConv2d or Dense) and IFusesActivation { Activation: Activation.None }, Inputs.Count: 3 } layer
        && graph.IsReadOnce(node.Inputs[0]) && graph.OwnsItsParameters((Node)node.Inputs[0]) && graph.OwnsItsParameters(node)
            ? Drop(node, layer, rewrite)
            : GraphRewrite.Keep(node, inputs));

    private static Node Drop(Node norm, Node layer, GraphRewrite rewrite)
    {
        ReadOnlySpan<float> bias = rewrite.ValueOf(layer.Inputs[2]).Span<float>();
        Tensor moments = rewrite.ValueOf(norm.Inputs[3]).Clone();
        Span<float> mean = moments.Span<float>()[..bias.Length];
        for (int c = 0; c < bias.Length; c++)
        {
            mean[c] -= bias[c];
        }

        Parameter statistics = rewrite.Assign(norm.Inputs[3].Name, moments, isTrainable: false);
        Node unbiased = new(layer.Name, layer.Op, layer.Inputs[0], layer.Inputs[1]);
        return new Node(norm.Name, norm.Op, unbiased, norm.Inputs[1], norm.Inputs[2], statistics);
    }
}

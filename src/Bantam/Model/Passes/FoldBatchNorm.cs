namespace Bantam.Model;

/// <summary>Moves a batch normalization into the linear layer before it, where it costs nothing.</summary>
/// <remarks>
/// <c>w′ = w·γ/√(σ²+ε)</c>, <c>b′ = β + (b − μ)·γ/√(σ²+ε)</c>, per output channel. Legal only directly after a linear layer
/// without activation whose output and parameters nothing else reads (notes: lines 1945-1955 and 2342-2360).
/// </remarks>
public sealed record FoldBatchNorm : Pass
{
    /// <inheritdoc/>
    public override PassSafety Safety => PassSafety.Safe;

    /// <inheritdoc/>
    public override Graph Apply(Graph graph) => GraphRewrite.Of(graph, (node, inputs, rewrite) =>
        node.Op is BatchNorm
        && inputs[0] is Node { Op: (Conv2d or DepthwiseConv2d or Dense) and IFusesActivation { Activation: Activation.None } } layer
        && graph.IsReadOnce(node.Inputs[0]) && graph.OwnsItsParameters((Node)node.Inputs[0]) && graph.OwnsItsParameters(node)
            ? Fold(layer, new BatchNormFactors(node, rewrite), rewrite)
            : GraphRewrite.Keep(node, inputs));

    private static Node Fold(Node layer, BatchNormFactors factors, GraphRewrite rewrite)
    {
        Tensor weight = rewrite.ValueOf(layer.Inputs[1]).Clone();
        Tensor bias = layer.Inputs.Count > 2 ? rewrite.ValueOf(layer.Inputs[2]).Clone() : Tensor.Zeros([factors.Scale.Length]);
        Span<float> w = weight.Span<float>();
        Span<float> b = bias.Span<float>();

        // Weights are [O, …] except for depthwise convolution, [1, H, W, C], whose channel is the last axis.
        int valuesPerChannel = w.Length / b.Length;
        bool isDepthwise = layer.Op is DepthwiseConv2d;
        for (int i = 0; i < w.Length; i++)
        {
            w[i] = (float)(w[i] * factors.Scale[isDepthwise ? i % b.Length : i / valuesPerChannel]);
        }

        for (int c = 0; c < b.Length; c++)
        {
            b[c] = (float)((b[c] * factors.Scale[c]) + factors.Shift[c]);
        }

        return new Node(layer.Name, layer.Op, layer.Inputs[0], rewrite.Assign($"{layer.Name}.weight", weight), rewrite.Assign($"{layer.Name}.bias", bias));
    }
}

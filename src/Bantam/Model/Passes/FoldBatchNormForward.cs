namespace Bantam.Model;

/// <summary>Moves a batch normalization that follows an activation into the linear layer after it.</summary>
/// <remarks>
/// <c>w′ = w·scale</c> along the input channel and <c>b′ = b + Σ w·shift</c>. Legal where one dense layer, or one convolution
/// without padding, alone reads the result: padding zeros would have to be normalized too (notes: lines 1951-1955).
/// </remarks>
public sealed record FoldBatchNormForward : Pass
{
    /// <inheritdoc/>
    public override PassSafety Safety => PassSafety.Safe;

    /// <inheritdoc/>
    public override Graph Apply(Graph graph) => GraphRewrite.Of(graph, (node, inputs, rewrite) =>
        inputs[0] is Node { Op: BatchNorm } norm && IsUnpadded(node)
        && graph.IsReadOnce(node.Inputs[0]) && graph.OwnsItsParameters(node) && graph.OwnsItsParameters((Node)node.Inputs[0])
            ? Fold(node, norm, rewrite)
            : GraphRewrite.Keep(node, inputs));

    private static bool IsUnpadded(Node node) => node.Op is Dense || (node.Op is Conv2d { Groups: 1, Padding: var padding } && padding == Padding.Valid);

    private static Node Fold(Node layer, Node norm, GraphRewrite rewrite)
    {
        BatchNormFactors factors = new(norm, rewrite);
        Tensor weight = rewrite.ValueOf(layer.Inputs[1]).Clone();
        int outputs = weight.Shape[0];
        Tensor bias = layer.Inputs.Count > 2 ? rewrite.ValueOf(layer.Inputs[2]).Clone() : Tensor.Zeros([outputs]);
        Span<float> w = weight.Span<float>();
        Span<float> b = bias.Span<float>();
        int valuesPerOutput = w.Length / outputs;
        for (int o = 0; o < outputs; o++)
        {
            double shift = 0;
            for (int i = o * valuesPerOutput; i < (o + 1) * valuesPerOutput; i++)
            {
                int channel = i % factors.Scale.Length;
                shift += w[i] * factors.Shift[channel];
                w[i] = (float)(w[i] * factors.Scale[channel]);
            }

            b[o] = (float)(b[o] + shift);
        }

        return new Node(layer.Name, layer.Op, norm.Inputs[0], rewrite.Assign($"{layer.Name}.weight", weight), rewrite.Assign($"{layer.Name}.bias", bias));
    }
}

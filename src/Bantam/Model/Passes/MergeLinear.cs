namespace Bantam.Model;

/// <summary>Merges two dense layers without an activation between them into one: together they are one linear map.</summary>
/// <remarks>
/// <c>W = W₂·W₁</c>, <c>b = W₂·b₁ + b₂</c> (notes: lines 684-689). Two layers around a bottleneck may have fewer weights than the
/// one that replaces them, so this is no part of <see cref="InferencePasses"/>. Legal where nothing else reads the first
/// layer or the parameters of either.
/// </remarks>
public sealed record MergeLinear : Pass
{
    /// <inheritdoc/>
    public override PassSafety Safety => PassSafety.Safe;

    /// <inheritdoc/>
    public override Graph Apply(Graph graph) => GraphRewrite.Of(graph, (node, inputs, rewrite) =>
        node.Op is Dense
        && inputs[0] is Node { Op: Dense { Activation: Activation.None } } first
        && graph.IsReadOnce(node.Inputs[0]) && graph.OwnsItsParameters((Node)node.Inputs[0]) && graph.OwnsItsParameters(node)
            ? Merge(first, node, rewrite)
            : GraphRewrite.Keep(node, inputs));

    private static Node Merge(Node first, Node second, GraphRewrite rewrite)
    {
        Tensor w1 = rewrite.ValueOf(first.Inputs[1]);
        Tensor w2 = rewrite.ValueOf(second.Inputs[1]);
        Tensor? b1 = first.Inputs.Count > 2 ? rewrite.ValueOf(first.Inputs[2]) : null;
        Tensor? b2 = second.Inputs.Count > 2 ? rewrite.ValueOf(second.Inputs[2]) : null;
        Parameter weight = rewrite.Assign($"{second.Name}.weight", w2.MatMul(w1));
        if (b1 is null && b2 is null)
        {
            return new Node(second.Name, second.Op, first.Inputs[0], weight);
        }

        int outputs = w2.Shape[0];
        Tensor bias = b2 ?? Tensor.Zeros([outputs]);
        bias = b1 is null ? bias : bias + w2.MatMul(b1.Reshape([b1.Count, 1])).Reshape([outputs]);
        return new Node(second.Name, second.Op, first.Inputs[0], weight, rewrite.Assign($"{second.Name}.bias", bias));
    }
}

namespace Bantam.Model;

/// <summary>Removes dropout and drop-block layers, which do nothing at inference.</summary>
/// <remarks>What a device runs has no trace of them, and other passes see what lies on both sides (notes: lines 1725-1728).</remarks>
public sealed record RemoveDropout : Pass
{
    /// <inheritdoc/>
    public override PassSafety Safety => PassSafety.Exact;

    /// <inheritdoc/>
    public override Graph Apply(Graph graph) => GraphRewrite.Of(graph, (node, inputs, _) =>
        node.Op is Dropout or DropBlock ? inputs[0] : GraphRewrite.Keep(node, inputs));
}

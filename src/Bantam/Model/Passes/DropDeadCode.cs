namespace Bantam.Model;

/// <summary>Removes nodes that give their input back as it is. Nodes that nothing reads are never part of a graph.</summary>
/// <remarks>
/// Reshapes to the same shape, orders of axes that change none, whole slices, borders of nothing, factors of 1, and
/// concatenations of one. No value changes.
/// </remarks>
public sealed record DropDeadCode : Pass
{
    /// <inheritdoc/>
    public override PassSafety Safety => PassSafety.Exact;

    /// <inheritdoc/>
    public override Graph Apply(Graph graph) => GraphRewrite.Of(graph, (node, inputs, _) =>
        IsIdentity(node) && (!graph.Outputs.Contains(node) || inputs[0] is Node) ? inputs[0] : GraphRewrite.Keep(node, inputs));

    private static bool IsIdentity(Node node) => node.Type == node.Inputs[0].Type && node.Op switch
    {
        Reshape or Flatten or Squeeze or Unsqueeze or Slice or Pad or Scale { Factor: 1 } => true,
        Concat => node.Inputs.Count == 1,
        Permute or Transpose => AxisOrder.Of(node)!.IsIdentity,
        _ => false,
    };
}

namespace Bantam.Model;

/// <summary>Computes what depends on parameters alone once and for all, so that no inference does.</summary>
/// <remarks>
/// Quantized weights stay as they are: what follows a <see cref="FakeQuantize"/> of a parameter is no constant here, since
/// lowering wants the codes. The ops themselves compute, so outputs are bit-identical (notes: lines 2342-2360).
/// </remarks>
public sealed record FoldConstants : Pass
{
    /// <inheritdoc/>
    public override PassSafety Safety => PassSafety.Exact;

    /// <inheritdoc/>
    public override Graph Apply(Graph graph) => GraphRewrite.Of(graph, (node, inputs, rewrite) =>
        node.IsConstant && !graph.Outputs.Contains(node) && node.Op is not FakeQuantize && inputs.All(IsFloatParameter)
            ? rewrite.Assign(node.Name, node.Op.Apply([.. inputs.Select(rewrite.ValueOf)]).Clone(), inputs.Any(input => ((Parameter)input).IsTrainable))
            : GraphRewrite.Keep(node, inputs));

    private static bool IsFloatParameter(Value value) => value is Parameter { Type.Element: ElementType.Float32 };
}

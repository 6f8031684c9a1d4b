namespace Bantam.Model;

/// <summary>Lets reorderings of axes meet and cancel: two in a row become one or none, and one before an element-wise op moves behind it.</summary>
/// <remarks>
/// Networks of other layouts (channels first) come with a reordering before and after each layer; what is left is at most one
/// at each end. An element-wise op gives each element the same bits wherever it stands. A reordering moves only where nothing
/// else reads it, so none is done twice.
/// </remarks>
public sealed record CancelPermutes : Pass
{
    /// <inheritdoc/>
    public override PassSafety Safety => PassSafety.Exact;

    /// <inheritdoc/>
    public override Graph Apply(Graph graph)
    {
        for (Graph next = Once(graph); next.Nodes.Count < graph.Nodes.Count || !next.Nodes.SequenceEqual(graph.Nodes); next = Once(graph))
        {
            graph = next;
        }

        return graph;
    }

    private static Graph Once(Graph graph) => GraphRewrite.Of(graph, (node, inputs, _) =>
    {
        if (AxisOrder.Of(node) is { } order && inputs[0] is Node before && AxisOrder.Of(before) is { } first)
        {
            AxisOrder both = first.Then(order);
            return both.IsIdentity && (!graph.Outputs.Contains(node) || before.Inputs[0] is Node) ? before.Inputs[0] : new Node(node.Name, both.ToOp(), before.Inputs[0]);
        }

        return IsElementwise(node) && CommonOrder(graph, node, inputs) is { } common ? Behind(node, inputs, common) : GraphRewrite.Keep(node, inputs);
    });

    /// <summary>The reordering that comes before all inputs of a node and that nothing else reads; null where there is none.</summary>
    private static AxisOrder? CommonOrder(Graph graph, Node node, IReadOnlyList<Value> inputs)
    {
        AxisOrder? common = inputs[0] is Node first ? AxisOrder.Of(first) : null;
        bool allAlike = common is not null && node.Inputs.Zip(inputs).All(pair =>
            pair.Second is Node input && pair.Second == pair.First && graph.UsersOf(pair.First).All(user => user == node)
            && AxisOrder.Of(input) is { } order && order.Matches(common) && input.Type == inputs[0].Type);
        return allAlike ? common : null;
    }

    private static Node Behind(Node node, IReadOnlyList<Value> inputs, AxisOrder order)
    {
        Node moved = new($"{node.Name}/{inputs[0].Name}", node.Op, [.. inputs.Select(input => ((Node)input).Inputs[0])]);
        return new Node(node.Name, order.ToOp(), moved);
    }

    private static bool IsElementwise(Node node) => node.Op switch
    {
        Relu or Relu6 or BoundedRelu or LeakyRelu or Elu or Sigmoid or Tanh or HardSwish or Scale or Exp or Log or Sqrt or Power or Sign or Clip => true,
        Add or Subtract or Multiply or Divide => true,
        FakeQuantize quantize => quantize.Quantizer.Encoding.Axis is null,
        _ => false,
    };
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Reductions along axes.</summary>
internal static class ReductionReaders
{
    // A product is a chain of multiplications: longer ones are no part of a network.
    private const int MaximumFactors = 64;

    private delegate Value Reducer(ImportContext graph, Value x, Axes axes);

    public static IEnumerable<(string, OpReader)> All =>
    [
        ("ReduceSum", node => Reduce(node, 13, 0, Sum)),
        ("ReduceMean", node => Reduce(node, 18, null, (graph, x, axes) => graph.Apply(new Mean { Axes = axes, KeepAxes = true }, x))),
        ("ReduceMax", node => Reduce(node, 18, double.NegativeInfinity, Max)),
        ("ReduceMin", node => Reduce(node, 18, double.PositiveInfinity, (graph, x, axes) => Compositions.Times(graph, -1, Max(graph, Compositions.Times(graph, -1, x), axes)))),
        ("ReduceProd", node => Reduce(node, 18, 1, Product)),
        ("ReduceL1", node => Reduce(node, 18, 0, (graph, x, axes) => Sum(graph, graph.Apply(new Abs(), x), axes))),
        ("ReduceL2", node => Reduce(node, 18, 0, (graph, x, axes) => graph.Apply(new Sqrt(), SumOfSquares(graph, x, axes)))),
        ("ReduceSumSquare", node => Reduce(node, 18, 0, SumOfSquares)),
        ("ReduceLogSum", node => Reduce(node, 18, double.NegativeInfinity, (graph, x, axes) => graph.Apply(new Log(), Sum(graph, x, axes)))),
        ("ReduceLogSumExp", node => Reduce(node, 18, double.NegativeInfinity, LogOfSumOfExponentials)),
        ("ArgMax", node => ArgMax(node, isLargest: true)),
        ("ArgMin", node => ArgMax(node, isLargest: false)),
    ];

    /// <summary>Reduces along the axes of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="axesAreInputFrom">The opset from which on the axes are an input.</param>
    /// <param name="ofNothing">The value of a reduction of no elements; null where there is none.</param>
    /// <param name="reduce">Makes the ops, which keep reduced axes with length 1.</param>
    private static void Reduce(NodeReader node, int axesAreInputFrom, double? ofNothing, Reducer reduce)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        int[]? named = node.Opset < axesAreInputFrom ? node.Ints("axes") : node.IntsOrInput("axes", 1);
        if (named is not { Length: > 0 })
        {
            if (node.Whole("noop_with_empty_axes", 0) != 0)
            {
                // Nothing is reduced, but what is done to each element stays.
                node.Set(Elementwise.Unary(graph, x, value => reduce(graph, value, [])));
                return;
            }

            named = [.. Enumerable.Range(0, x.Rank)];
        }

        int[] axes = [.. named.Select(axis => node.Axis(axis, x.Rank)).Order()];
        Shape kept = [.. Enumerable.Range(0, x.Rank).Select(axis => axes.Contains(axis) ? 1 : x.Shape[axis])];
        Shape shape = node.Whole("keepdims", 1) != 0 ? kept : [.. Enumerable.Range(0, x.Rank).Where(axis => !axes.Contains(axis)).Select(axis => x.Shape[axis])];
        if (x.Shape.Count == 0 && kept.Count > 0)
        {
            double value = ofNothing ?? throw node.Refusal("a reduction of no elements", "Give the axes at least one element.");
            node.Set(ImportedValue.Of(ConstantTensor.OfReals(OnnxElement.Float32, [1], [value]).Filled(kept).Reshaped(shape)));
            return;
        }

        node.Set(Shaping.Reshaped(graph, Reduced(graph, x, axes, kept, reduce), shape));
    }

    private static ImportedValue Reduced(ImportContext graph, ImportedValue x, int[] axes, Shape kept, Reducer reduce)
    {
        if (x.Order != StoredOrder.ChannelsLast)
        {
            return ImportedValue.Of(reduce(graph, graph.Declared(x), new Axes(axes)), kept, x.Element);
        }

        int[] order = Orders.ToChannelsLast(x.Rank);
        int[] stored = [.. axes.Select(axis => Array.IndexOf(order, axis)).Order()];
        return ImportedValue.Of(reduce(graph, x.Value!, new Axes(stored)), kept, x.Element, StoredOrder.ChannelsLast);
    }

    private static Value Sum(ImportContext graph, Value x, Axes axes) => axes.Count == 0 ? x : graph.Apply(new Sum { Axes = axes, KeepAxes = true }, x);

    private static Value SumOfSquares(ImportContext graph, Value x, Axes axes) => Sum(graph, graph.Apply(new Power(2), x), axes);

    private static Value Max(ImportContext graph, Value x, Axes axes) => axes.Count == 0 ? x : graph.Apply(new Max { Axes = axes, KeepAxes = true }, x);

    private static Value LogOfSumOfExponentials(ImportContext graph, Value x, Axes axes)
    {
        // Without the maximum, large numbers overflow.
        Value maximum = Max(graph, x, axes);
        Value exponentials = graph.Apply(new Exp(), graph.Apply(new Subtract(), x, maximum));
        return graph.Apply(new Add(), maximum, graph.Apply(new Log(), Sum(graph, exponentials, axes)));
    }

    private static Value Product(ImportContext graph, Value x, Axes axes)
    {
        foreach (int axis in axes)
        {
            int length = x.Type.Shape[axis];
            if (length > MaximumFactors)
            {
                throw new UnsupportedException($"A product of {length} elements is not supported, at most {MaximumFactors} are.");
            }

            Value whole = x;
            x = Enumerable.Range(0, length)
                .Select(i => (Value)graph.Apply(new Slice(axis, i, 1), whole))
                .Aggregate((a, b) => graph.Apply(new Multiply(), a, b));
        }

        return x;
    }

    private static void ArgMax(NodeReader node, bool isLargest)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        int axis = node.Axis(node.Whole("axis", 0), x.Rank);
        Value value = graph.Declared(x);
        value = isLargest ? value : Compositions.Times(graph, -1, value);
        int length = x.Shape[axis];
        if (node.Whole("select_last_index", 0) != 0)
        {
            value = graph.Apply(new ArgMax(axis), graph.Apply(new StridedSlice(axis, length - 1, length, -1), value));
            value = Compositions.Plus(graph, Compositions.Times(graph, -1, value), length - 1);
        }
        else
        {
            value = graph.Apply(new ArgMax(axis), value);
        }

        Shape without = [.. x.Shape.Lengths[..axis], .. x.Shape.Lengths[(axis + 1)..]];
        Shape shape = node.Whole("keepdims", 1) != 0 ? [.. x.Shape.Lengths[..axis], 1, .. x.Shape.Lengths[(axis + 1)..]] : without;
        if (shape != without)
        {
            value = graph.Apply(new Unsqueeze([axis]), value);
        }

        node.Set(ImportedValue.Of(value, shape, OnnxElement.Int64));
    }
}

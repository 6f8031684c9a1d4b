using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Borders around values: of one number, or of what the value itself has there.</summary>
internal static class PadReaders
{
    // A border of more pixels than this is no part of a network.
    private const int MaximumBorder = 1 << 16;

    public static IEnumerable<(string, OpReader)> All => [("Pad", Pad)];

    private static void Pad(NodeReader node)
    {
        ImportedValue x = node.Input();
        int[] pads = node.IntsOrInput("pads", 1) ?? throw node.Broken("it has no pads.");
        int[] axes = node.Opset < 18 || node.OptionalConstant(3) is null ? [.. Enumerable.Range(0, x.Rank)] : [.. node.IntsOrInput("axes", 3)!.Select(axis => node.Axis(axis, x.Rank))];
        if (pads.Length != 2 * axes.Length || pads.Any(pad => pad is > MaximumBorder or < -MaximumBorder))
        {
            throw node.Broken($"it has the pads [{string.Join(", ", pads)}] for {axes.Length} axes; two for each, of up to {MaximumBorder}, were expected.");
        }

        double value = node.Opset < 11 ? node.Real("value", 0) : node.OptionalConstant(2)?.Real(0) ?? 0;
        string mode = node.Text("mode", "constant");
        int[] before = new int[x.Rank];
        int[] after = new int[x.Rank];
        for (int i = 0; i < axes.Length; i++)
        {
            (before[axes[i]], after[axes[i]]) = (pads[i], pads[i + axes.Length]);
        }

        // A negative border cuts off.
        for (int axis = 0; axis < x.Rank; axis++)
        {
            (int cutBefore, int cutAfter) = (Math.Max(-before[axis], 0), Math.Max(-after[axis], 0));
            x = SelectionReaders.Part(node.Graph, x, axis, new StridedSlice(axis, cutBefore, x.Shape[axis] - cutBefore - cutAfter, 1));
            (before[axis], after[axis]) = (Math.Max(before[axis], 0), Math.Max(after[axis], 0));
        }

        node.Set(mode == "constant" ? WithNumber(node.Graph, x, before, after, value) : WithOwn(node, x, before, after, mode));
    }

    /// <summary>A border of one number.</summary>
    public static ImportedValue WithNumber(ImportContext graph, ImportedValue x, int[] before, int[] after, double value)
    {
        if (before.Concat(after).All(length => length == 0))
        {
            return x;
        }

        Shape shape = [.. Enumerable.Range(0, x.Rank).Select(axis => before[axis] + x.Shape[axis] + after[axis])];
        bool isLast = x.Order == StoredOrder.ChannelsLast;
        int[] order = isLast ? Orders.ToChannelsLast(x.Rank) : [.. Enumerable.Range(0, x.Rank)];
        Pad op = new([.. order.Select(axis => before[axis])], [.. order.Select(axis => after[axis])], value);
        return ImportedValue.Of(graph.Apply(op, isLast ? x.Value! : graph.Declared(x)), shape, x.Element, isLast ? StoredOrder.ChannelsLast : StoredOrder.AsDeclared);
    }

    /// <summary>A border of the value's own elements: its edge, its mirror image, or its other end.</summary>
    private static ImportedValue WithOwn(NodeReader node, ImportedValue x, int[] before, int[] after, string mode)
    {
        for (int axis = 0; axis < x.Rank; axis++)
        {
            if (before[axis] + after[axis] == 0)
            {
                continue;
            }

            int length = x.Shape[axis];
            int most = mode switch { "edge" => length > 0 ? int.MaxValue : 0, "reflect" => length - 1, "wrap" => length, _ => throw node.Refusal($"a border of the kind '{mode}'", "Use constant, edge, reflect or wrap.") };
            if (before[axis] > most || after[axis] > most)
            {
                throw node.Refusal($"a border of {Math.Max(before[axis], after[axis])} along axis {axis} of {x.Shape} in mode '{mode}'", $"It can have {most} there.");
            }

            ImportedValue middle = x;
            ImportedValue Piece(int start, int count, int step) => SelectionReaders.Part(node.Graph, middle, axis, new StridedSlice(axis, start, count, step));
            IEnumerable<ImportedValue> low = mode switch
            {
                "edge" => Enumerable.Repeat(Piece(0, 1, 1), before[axis]),
                "reflect" => before[axis] == 0 ? [] : [Piece(before[axis], before[axis], -1)],
                _ => before[axis] == 0 ? [] : [Piece(length - before[axis], before[axis], 1)],
            };
            IEnumerable<ImportedValue> high = mode switch
            {
                "edge" => Enumerable.Repeat(Piece(length - 1, 1, 1), after[axis]),
                "reflect" => after[axis] == 0 ? [] : [Piece(length - 2, after[axis], -1)],
                _ => after[axis] == 0 ? [] : [Piece(0, after[axis], 1)],
            };
            x = SelectionReaders.Joined(node.Graph, [.. low, middle, .. high], axis);
        }

        return x;
    }
}

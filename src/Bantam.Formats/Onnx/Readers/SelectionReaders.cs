using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Parts of values, and values from parts.</summary>
internal static class SelectionReaders
{
    // Each run of neighbors is a slice of its own.
    private const int MaximumRuns = 1024;

    public static IEnumerable<(string, OpReader)> All =>
    [
        ("Slice", Slice),
        ("Split", Split),
        ("Gather", Gather),
        ("Concat", Concat),
        ("Tile", Tile),
    ];

    /// <summary>A part of a value along one axis.</summary>
    public static ImportedValue Part(ImportContext graph, ImportedValue x, int axis, StridedSlice range)
    {
        Shape shape = [.. x.Shape.Lengths[..axis], range.Length, .. x.Shape.Lengths[(axis + 1)..]];
        if (shape == x.Shape && range.Step == 1)
        {
            return x;
        }

        if (x.Constant is { } constant)
        {
            int run = ConstantTensor.Steps(x.Shape)[axis];
            return ImportedValue.Of(constant.Picked(shape, index =>
            {
                (int row, int inner) = Math.DivRem(index, run);
                (int block, int i) = Math.DivRem(row, range.Length);
                return (((block * x.Shape[axis]) + range.Start + (i * range.Step)) * run) + inner;
            }));
        }

        bool isLast = x.Order == StoredOrder.ChannelsLast;
        int stored = isLast ? Array.IndexOf(Orders.ToChannelsLast(x.Rank), axis) : axis;
        Value value = isLast ? x.Value! : graph.Declared(x);
        Op op = range.Step == 1 ? new Slice(stored, range.Start, range.Length) : range with { Axis = stored };
        return ImportedValue.Of(graph.Apply(op, value), shape, x.Element, isLast ? StoredOrder.ChannelsLast : StoredOrder.AsDeclared);
    }

    /// <summary>Values joined along one axis.</summary>
    public static ImportedValue Joined(ImportContext graph, IReadOnlyList<ImportedValue> parts, int axis)
    {
        ImportedValue first = parts[0];
        int length = parts.Sum(part => part.Shape[axis]);
        Shape shape = [.. first.Shape.Lengths[..axis], length, .. first.Shape.Lengths[(axis + 1)..]];
        if (parts.All(part => part.Constant is not null))
        {
            return ImportedValue.Of(JoinedConstants([.. parts.Select(part => part.Constant!)], axis, shape));
        }

        bool isLast = parts.Any(part => part.Order == StoredOrder.ChannelsLast);
        int stored = isLast ? Array.IndexOf(Orders.ToChannelsLast(first.Rank), axis) : axis;
        Value joined = graph.Apply(new Concat(stored), [.. parts.Where(part => part.Shape.Count > 0 || parts.Count == 1).Select(part => isLast ? graph.ChannelsLast(part) : graph.Declared(part))]);
        return ImportedValue.Of(joined, shape, first.Element, isLast ? StoredOrder.ChannelsLast : StoredOrder.AsDeclared);
    }

    private static ConstantTensor JoinedConstants(ConstantTensor[] parts, int axis, Shape shape)
    {
        int run = ConstantTensor.Steps(shape)[axis];
        (ConstantTensor Part, int Index) Find(int index)
        {
            (int row, int inner) = Math.DivRem(index, run);
            (int block, int position) = Math.DivRem(row, shape[axis]);
            int number = 0;
            while (position >= parts[number].Shape[axis])
            {
                position -= parts[number++].Shape[axis];
            }

            return (parts[number], (((block * parts[number].Shape[axis]) + position) * run) + inner);
        }

        return ConstantTensor.Of(parts[0].Element, shape, i => Find(i) is var (part, at) ? part.Real(at) : 0, i => Find(i) is var (part, at) ? part.Whole(at) : 0);
    }

    private static void Slice(NodeReader node)
    {
        ImportedValue x = node.Input();
        int[] starts = node.IntsOrInput("starts", 1) ?? throw node.Broken("it has no starts.");
        int[] ends = node.IntsOrInput("ends", 2) ?? throw node.Broken("it has no ends.");
        int[] axes = node.IntsOrInput("axes", 3) ?? [.. Enumerable.Range(0, starts.Length)];
        int[] steps = node.IntsOrInput("steps", 4) ?? [.. Enumerable.Repeat(1, starts.Length)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || steps.Contains(0))
        {
            throw node.Broken("starts, ends, axes and steps must be equally many, and no step 0.");
        }

        for (int i = 0; i < starts.Length; i++)
        {
            int axis = node.Axis(axes[i], x.Rank);
            x = Part(node.Graph, x, axis, RangeOf(axis, x.Shape[axis], starts[i], ends[i], steps[i]));
        }

        node.Set(x);
    }

    /// <summary>Positions count from the end where they are negative, and are limited to the axis.</summary>
    private static StridedSlice RangeOf(int axis, int length, long start, long end, long step)
    {
        long from = start < 0 ? start + length : start;
        long to = end < 0 ? end + length : end;
        (from, to) = step > 0
            ? (Math.Clamp(from, 0, length), Math.Clamp(to, 0, length))
            : (Math.Clamp(from, -1, length - 1L), Math.Clamp(to, -1, length - 1L));
        long count = Math.Max(step > 0 ? (to - from + step - 1) / step : (from - to - step - 1) / -step, 0);
        return new StridedSlice(axis, (int)Math.Max(from, 0), (int)count, count <= 1 ? 1 : (int)step);
    }

    private static void Split(NodeReader node)
    {
        ImportedValue x = node.Input();
        int axis = node.Axis(node.Whole("axis", 0), x.Rank);
        int length = x.Shape[axis];
        int parts = node.OutputCount;
        int share = (length + parts - 1) / parts;
        int[] lengths = node.IntsOrInput("split", 1) ?? [.. Enumerable.Range(0, parts).Select(i => Math.Clamp(length - (i * share), 0, share))];
        if (lengths.Length != parts || lengths.Sum() != length || lengths.Any(part => part < 0))
        {
            throw node.Broken($"axis {axis} of {x.Shape} is split into {parts} parts of {string.Join(", ", lengths)}, which do not add up.");
        }

        int start = 0;
        for (int i = 0; i < parts; i++)
        {
            node.Set(i, Part(node.Graph, x, axis, new StridedSlice(axis, start, lengths[i], 1)));
            start += lengths[i];
        }
    }

    private static void Gather(NodeReader node)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        ConstantTensor indices = node.Constant(1);
        int axis = node.Axis(node.Whole("axis", 0), x.Rank);
        int length = x.Shape[axis];
        int[] positions = [.. indices.Wholes().Select(index => index >= -length && index < length ? (int)(index < 0 ? index + length : index) : throw node.Broken($"index {index} lies outside of axis {axis} of {x.Shape}."))];
        Shape target = [.. x.Shape.Lengths[..axis], .. indices.Shape.Lengths, .. x.Shape.Lengths[(axis + 1)..]];
        if (x.Constant is { } constant)
        {
            int run = ConstantTensor.Steps(x.Shape)[axis];
            node.Set(ImportedValue.Of(constant.Picked(target, index =>
            {
                (int row, int inner) = Math.DivRem(index, run);
                (int block, int i) = Math.DivRem(row, positions.Length);
                return (((block * length) + positions[i]) * run) + inner;
            })));
            return;
        }

        List<ImportedValue> parts = [.. Runs(positions).Select(run => Part(graph, x, axis, run with { Axis = axis }))];
        if (parts.Count is 0 or > MaximumRuns)
        {
            throw node.Refusal($"picking {parts.Count} separate pieces", $"At most {MaximumRuns} are.");
        }

        node.Set(Shaping.Reshaped(graph, parts.Count == 1 ? parts[0] : Joined(graph, parts, axis), target));
    }

    /// <summary>Positions as runs of neighbors.</summary>
    private static IEnumerable<StridedSlice> Runs(int[] positions)
    {
        int start = 0;
        for (int i = 1; i <= positions.Length; i++)
        {
            if (i == positions.Length || positions[i] != positions[i - 1] + 1)
            {
                yield return new StridedSlice(0, positions[start], i - start, 1);
                start = i;
            }
        }
    }

    private static void Concat(NodeReader node)
    {
        ImportedValue[] parts = node.Inputs();
        if (parts.Length == 0 || parts.Any(part => part.Rank != parts[0].Rank))
        {
            throw node.Broken("it joins values with equally many axes.");
        }

        node.Set(Joined(node.Graph, parts, node.Axis(node.Whole("axis", 1), parts[0].Rank)));
    }

    private static void Tile(NodeReader node)
    {
        ImportedValue x = node.Input();
        long[] repeats = node.Constant(1).Wholes();
        if (repeats.Length != x.Rank || repeats.Any(count => count is < 1 or > MaximumRuns))
        {
            throw node.Refusal($"repeating [{string.Join(", ", repeats)}] times", $"Each axis can be repeated 1 to {MaximumRuns} times.");
        }

        for (int axis = 0; axis < repeats.Length; axis++)
        {
            x = repeats[axis] == 1 ? x : Joined(node.Graph, [.. Enumerable.Repeat(x, (int)repeats[axis])], axis);
        }

        node.Set(x);
    }
}

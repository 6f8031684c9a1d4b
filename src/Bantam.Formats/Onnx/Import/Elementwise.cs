using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Applies ops that work element by element, in whatever order their operands are stored.</summary>
internal static class Elementwise
{
    /// <summary>A function of one value: it keeps the order.</summary>
    public static ImportedValue Unary(ImportContext graph, ImportedValue x, params ReadOnlySpan<Op> ops)
    {
        Value value = ValueOf(graph, x);
        foreach (Op op in ops)
        {
            value = graph.Apply(op, value);
        }

        return Like(x, value);
    }

    /// <summary>A composed function of one value.</summary>
    public static ImportedValue Unary(ImportContext graph, ImportedValue x, Func<Value, Value> function) => Like(x, function(ValueOf(graph, x)));

    /// <summary>A function of several values, which are broadcast.</summary>
    /// <param name="graph">The graph that is being built.</param>
    /// <param name="operands">The operands, in order.</param>
    /// <param name="function">The function, of operands that are stored alike.</param>
    /// <param name="isTrainable">Whether constants may be trained.</param>
    public static ImportedValue Of(ImportContext graph, ImportedValue[] operands, Func<Value[], Value> function, bool isTrainable = false)
    {
        Shape shape = Broadcast(operands);
        OnnxElement element = operands[0].Element;
        ImportedValue? leader = Array.Find(operands, operand => operand.Order != StoredOrder.AsDeclared && operand.Rank == shape.Rank);
        if (leader is { Order: StoredOrder.ChannelsLast })
        {
            Value last = function([.. operands.Select(operand => AlignedLast(graph, operand, shape.Rank, isTrainable))]);
            return ImportedValue.Of(last, shape, element, StoredOrder.ChannelsLast);
        }

        if (leader is not null && Array.TrueForAll(operands, operand => FollowsFlattened(operand, leader)))
        {
            Value row = function([.. operands.Select(operand => AlignedFlattened(graph, operand, leader.Image, isTrainable))]);
            return ImportedValue.Of(row, shape, element, StoredOrder.FlattenedChannelsLast) with { Image = leader.Image };
        }

        Value value = function([.. operands.Select(operand => operand.Constant is { } constant ? graph.Parameter(ConstantName(graph), constant, isTrainable) : graph.Declared(operand))]);
        return ImportedValue.Of(value, shape, element);
    }

    /// <summary>The shape of a result by the rules of broadcasting.</summary>
    public static Shape Broadcast(params ImportedValue[] operands)
    {
        int[] lengths = new int[operands.Max(operand => operand.Rank)];
        Array.Fill(lengths, 1);
        foreach (Shape shape in operands.Select(operand => operand.Shape))
        {
            for (int i = 1; i <= shape.Rank; i++)
            {
                lengths[^i] = lengths[^i] == 1 ? shape[^i] : lengths[^i];
                if (shape[^i] != 1 && shape[^i] != lengths[^i])
                {
                    throw new ShapeException($"'{string.Join("' and '", operands.Select(operand => operand.Shape.ToString()))}' do not fit together: aligned at the last axis, lengths must be equal or 1.");
                }
            }
        }

        return new Shape(lengths);
    }

    private static ImportedValue Like(ImportedValue x, Value value) =>
        x.Constant is null && x.Codes is null ? x.With(value) : ImportedValue.Of(value, x.Shape, x.Element);

    private static Value ValueOf(ImportContext graph, ImportedValue x) => x.Value ?? graph.Declared(x);

    private static string ConstantName(ImportContext graph) => $"{graph.NodeName}.constant";

    private static Value AlignedLast(ImportContext graph, ImportedValue operand, int rank, bool isTrainable)
    {
        Shape full = [.. Enumerable.Repeat(1, rank - operand.Rank), .. operand.Shape.Lengths];
        if (operand.Constant is { } constant)
        {
            ConstantTensor last = constant.Reshaped(full).Permuted(Orders.ToChannelsLast(rank));

            // Leading axes of length 1 say nothing; a scale for each channel is then a vector.
            int leading = last.Shape.Lengths.ToArray().TakeWhile(length => length == 1).Count();
            return graph.Parameter(ConstantName(graph), last.Reshaped([.. last.Shape.Lengths[Math.Min(leading, rank - 1)..]]), isTrainable);
        }

        return operand.Rank == rank
            ? graph.ChannelsLast(operand)
            : graph.Reordered(Shaping.Declared(graph, operand, full), Orders.ToChannelsLast(rank));
    }

    private static bool FollowsFlattened(ImportedValue operand, ImportedValue leader) =>
        operand.Constant is { } constant
            ? constant.Shape.Rank <= 2 && (constant.IsUniform || constant.Shape.Count == leader.Shape[1])
            : operand.Order == StoredOrder.FlattenedChannelsLast && operand.Image == leader.Image;

    private static Value AlignedFlattened(ImportContext graph, ImportedValue operand, Shape image, bool isTrainable)
    {
        if (operand.Constant is not { } constant)
        {
            return operand.Value!;
        }

        ConstantTensor row = constant.IsUniform ? constant : Flattened.Columns(constant.Reshaped([1, constant.Count]), image);
        return graph.Parameter(ConstantName(graph), row, isTrainable);
    }
}

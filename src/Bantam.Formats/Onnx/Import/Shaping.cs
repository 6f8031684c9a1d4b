using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Gives values other shapes with the same elements.</summary>
internal static class Shaping
{
    /// <summary>The value in another shape.</summary>
    public static ImportedValue Reshaped(ImportContext graph, ImportedValue x, Shape target)
    {
        if (x.Shape == target)
        {
            return x;
        }

        if (x.Constant is { } constant)
        {
            return ImportedValue.Of(constant.Reshaped(target));
        }

        if (x.Codes is { } codes)
        {
            // A scale for each channel would lose its axis.
            return codes.Axis is null
                ? ImportedValue.Of(codes with { Real = Reshaped(graph, codes.Real, target) })
                : ImportedValue.Of(Declared(graph, x, target), target, x.Element);
        }

        if (ChannelsRegrouped(graph, x, target) is { } regrouped)
        {
            return regrouped;
        }

        if (x is { Order: StoredOrder.ChannelsLast, Rank: 4 } && target.Rank == 2 && target[0] == x.Shape[0])
        {
            Shape image = x.Shape.WithoutBatch();
            bool isSame = image[0] == 1 || image[1] * image[2] == 1;
            Value rows = Reshaped(graph, x.Value!, target);
            return ImportedValue.Of(rows, target, x.Element, isSame ? StoredOrder.AsDeclared : StoredOrder.FlattenedChannelsLast) with { Image = image };
        }

        return ImportedValue.Of(Declared(graph, x, target), target, x.Element);
    }

    /// <summary>Images of which only the channels are split in two axes, or joined again, as for shuffling them; null for all else.</summary>
    private static ImportedValue? ChannelsRegrouped(ImportContext graph, ImportedValue x, Shape target)
    {
        (StoredOrder from, StoredOrder to) = (x.Order, target.Rank) switch
        {
            (StoredOrder.ChannelsLast, 5) when x.Rank == 4 => (x.Order, StoredOrder.SplitChannelsLast),
            (StoredOrder.SplitChannelsLast, 4) => (x.Order, StoredOrder.ChannelsLast),
            _ => (x.Order, x.Order),
        };
        if (from == to || target[0] != x.Shape[0] || target[^2] != x.Shape[^2] || target[^1] != x.Shape[^1])
        {
            return null;
        }

        Shape pixels = [target[^2], target[^1], .. target.Lengths[1..^2]];
        return ImportedValue.Of(graph.Apply(new Reshape(pixels), x.Value!), target, x.Element, to);
    }

    /// <summary>The value of the graph in another shape, in the order of ONNX.</summary>
    public static Value Declared(ImportContext graph, ImportedValue x, Shape target) => Reshaped(graph, graph.Declared(x), target);

    /// <summary>A value of the graph in another shape.</summary>
    public static Value Reshaped(ImportContext graph, Value value, Shape target)
    {
        Shape shape = value.Type.Shape;
        if (shape == target)
        {
            return value;
        }

        // Axes that were just added go again.
        if (value is Node { Op: Unsqueeze } enlarged && enlarged.Inputs[0].Type.Shape == target)
        {
            return enlarged.Inputs[0];
        }

        if (shape.Rank > 0 && target.Rank > 0 && target[0] == shape[0])
        {
            return graph.Apply(target.Rank == 2 && shape.Rank > 2 ? new Flatten() : new Reshape(target.WithoutBatch()), value);
        }

        // The first axis takes part, so that it is no batch any more: it moves behind one of length 1.
        Value whole = graph.Apply(new Unsqueeze([0]), value);
        return graph.Apply(new Squeeze([0]), graph.Apply(new Reshape(target), whole));
    }
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Reductions along axes.</summary>
internal static class ReductionWriters
{
    private const int SumTakesAxesSince = 13;

    /// <summary>A mean, a sum, a maximum, or where the maximum is.</summary>
    public static WrittenValue Write(Node node, OnnxExport export) => node.Op switch
    {
        Mean op => IsOfPixels(node, op) ? GlobalAverage(node, op.KeepAxes, export) : Reduce(node, "ReduceMean", op.Axes, op.KeepAxes, export),
        Sum op => Reduce(node, "ReduceSum", op.Axes, op.KeepAxes, export),
        Max op => Reduce(node, "ReduceMax", op.Axes, op.KeepAxes, export),
        _ => ArgMax(node, (ArgMax)node.Op, export),
    };

    /// <summary>The mean of all pixels of each channel.</summary>
    public static WrittenValue GlobalAverage(Node node, bool keepsAxes, OnnxExport export)
    {
        WrittenValue x = export.ChannelsFirst(node.Inputs[0]);
        WrittenValue pooled = export.Add("GlobalAveragePool", [x.Shape[0], x.Shape[1], 1, 1], WrittenOrder.ChannelsFirst, [x.Name]);
        if (keepsAxes)
        {
            return pooled;
        }

        // The quantization directly behind the pooling lets a runtime pool integers.
        bool isQuantized = !export.Dialect.IsQuant && export.Codes.Of(node) is not null;
        return export.Reshaped(isQuantized ? QuantizationWriters.Rounded(pooled, export.Codes.Of(node)!, export) : pooled, node.Type.Shape);
    }

    /// <summary>A reduction along axes of the file.</summary>
    public static WrittenValue Reduced(string opType, WrittenValue x, int[] axes, bool keepsAxes, OnnxExport export)
    {
        Shape kept = [.. Enumerable.Range(0, x.Shape.Rank).Select(axis => axes.Contains(axis) ? 1 : x.Shape[axis])];
        Shape shape = keepsAxes ? kept : [.. Enumerable.Range(0, x.Shape.Rank).Where(axis => !axes.Contains(axis)).Select(axis => x.Shape[axis])];
        WrittenOrder order = keepsAxes ? x.Order : WrittenOrder.AsStored;
        OnnxAttribute keep = OnnxAttributes.Whole("keepdims", keepsAxes ? 1 : 0);
        return export.Dialect.Opset >= (opType == "ReduceSum" ? SumTakesAxesSince : OnnxDialect.ResizeByAxes)
            ? export.Add(opType, shape, order, [x.Name, export.File.List("axes", axes.Select(axis => (long)axis))], keep)
            : export.Add(opType, shape, order, [x.Name], OnnxAttributes.Wholes("axes", axes), keep);
    }

    private static bool IsOfPixels(Node node, Mean op) => node.Inputs[0].Type.Shape.Rank == 4 && op.Axes is { Count: 2 } axes
        && axes.Indices.ToArray().Select(axis => axis < 0 ? axis + 4 : axis).Order().SequenceEqual([1, 2]);

    private static WrittenValue Reduce(Node node, string opType, Axes? axes, bool keepsAxes, OnnxExport export)
    {
        WrittenValue x = export.Of(node.Inputs[0]);
        int rank = x.Shape.Rank;
        int[] stored = axes is { } named ? [.. named.Indices.ToArray().Select(axis => axis < 0 ? axis + rank : axis).Order()] : [.. Enumerable.Range(0, rank)];
        if (x.Order == WrittenOrder.FlattenedChannelsFirst || (!keepsAxes && LosesOrder(x, stored)))
        {
            x = export.AsStored(x);
        }

        return Reduced(opType, x, [.. stored.Select(x.AxisOf).Order()], keepsAxes, export);
    }

    /// <summary>Whether the axes that stay lie in another order in the file than in the graph.</summary>
    private static bool LosesOrder(WrittenValue x, int[] reduced)
    {
        int[] staying = [.. Enumerable.Range(0, x.Shape.Rank).Except(reduced).Select(x.AxisOf)];
        return !staying.SequenceEqual(staying.Order());
    }

    private static WrittenValue ArgMax(Node node, ArgMax op, OnnxExport export)
    {
        WrittenValue x = export.AsStored(node.Inputs[0]);
        string indices = export.File.Add(
            new OnnxNode { OpType = "ArgMax" },
            $"{node.Name}.ArgMax",
            OnnxElement.Int64,
            node.Type.Shape,
            [x.Name],
            OnnxAttributes.Whole("axis", x.AxisOf(op.Axis)),
            OnnxAttributes.Whole("keepdims", 0));
        return export.Add("Cast", node.Type.Shape, WrittenOrder.AsStored, [indices], OnnxAttributes.Whole("to", (int)OnnxElement.Float32));
    }
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Pooling, reductions and ops that move elements as operators.</summary>
internal static class LayoutExports
{
    public static void Pool(Node node, TfliteOpcode code, WindowGeometry g, TfliteExport export)
    {
        TflitePadding padding = PaddingExport.IsValid(in g) ? TflitePadding.Valid
            : PaddingExport.IsSame(in g) ? TflitePadding.Same
            : throw new UnsupportedException($"Node '{node.Name}' pools with rows of padding that a .tflite file cannot name. Use padding Same, or none.");
        TflitePoolOptions options = new(padding, new Size2d(g.StrideHeight, g.StrideWidth), new Size2d(g.KernelHeight, g.KernelWidth), TfliteActivation.None);
        export.Emit(node, code, options, export.TensorOf(node.Inputs[0]));
    }

    public static void Reduce(Node node, TfliteOpcode code, Axes axes, bool keepsAxes, TfliteExport export) =>
        export.Emit(node, code, new TfliteReducerOptions(keepsAxes), export.TensorOf(node.Inputs[0]), export.Add($"{node.Name}.axes", axes.Indices));

    public static void Reshape(Node node, TfliteExport export)
    {
        int[] shape = [.. node.Type.Shape.Lengths];
        export.Emit(node, TfliteOpcode.Reshape, new TfliteReshapeOptions([.. shape]), export.TensorOf(node.Inputs[0]), export.Add($"{node.Name}.shape", shape));
    }

    public static void Pad(Node node, Pad op, TfliteExport export)
    {
        if (op.Value != 0)
        {
            throw new UnsupportedException(FormattableString.Invariant($"Node '{node.Name}' pads with {op.Value}, which Bantam cannot write yet. Pad with 0."));
        }

        int[] pads = [.. Enumerable.Range(0, op.Before.Rank).SelectMany(axis => new[] { op.Before[axis], op.After[axis] })];
        export.Emit(node, TfliteOpcode.Pad, null, export.TensorOf(node.Inputs[0]), export.Add(ConstantTensors.Of($"{node.Name}.pads", [op.Before.Rank, 2], pads)));
    }

    public static void Slice(Node node, Slice op, TfliteExport export)
    {
        Shape shape = node.Inputs[0].Type.Shape;
        int axis = op.Axis < 0 ? op.Axis + shape.Rank : op.Axis;
        int[] begin = new int[shape.Rank];
        int[] end = [.. shape.Lengths];
        (begin[axis], end[axis]) = (op.Start, op.Start + op.Length);
        int[] steps = [.. begin.Select(_ => 1)];
        export.Emit(
            node,
            TfliteOpcode.StridedSlice,
            new TfliteStridedSliceOptions(0, 0, 0, 0, 0),
            export.TensorOf(node.Inputs[0]),
            export.Add($"{node.Name}.begin", begin),
            export.Add($"{node.Name}.end", end),
            export.Add($"{node.Name}.steps", steps));
    }
}

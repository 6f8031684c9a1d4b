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

    /// <summary>A range along one axis, forward or backward.</summary>
    public static void Slice(Node node, int axis, (int Start, int Length, int Step) range, TfliteExport export)
    {
        Shape shape = node.Inputs[0].Type.Shape;
        axis = axis < 0 ? axis + shape.Rank : axis;
        int[] begin = new int[shape.Rank];
        int[] end = [.. shape.Lengths];
        int[] steps = [.. begin.Select(_ => 1)];
        int after = range.Start + (range.Length * range.Step);
        (begin[axis], end[axis], steps[axis]) = (range.Start, Math.Max(after, 0), range.Step);

        // A negative end would count from the other side: backward to the first position the end is open.
        int openEnd = after < 0 ? 1 << axis : 0;
        export.Emit(
            node,
            TfliteOpcode.StridedSlice,
            new TfliteStridedSliceOptions(0, openEnd, 0, 0, 0),
            export.TensorOf(node.Inputs[0]),
            export.Add($"{node.Name}.begin", begin),
            export.Add($"{node.Name}.end", end),
            export.Add($"{node.Name}.steps", steps));
    }

    public static void Resize(Node node, Resize op, TfliteExport export)
    {
        bool isNearest = op.Interpolation == Interpolation.Nearest;
        TfliteResizeOptions? options = op switch
        {
            { Interpolation: Interpolation.Bicubic } or { HeightScale: not 0 } or { WidthScale: not 0 } => null,
            { Mapping: PixelMapping.AlignCorners } when !isNearest || op.Rounding == PixelRounding.HalfUp => new TfliteResizeOptions(isNearest, true, false),
            { Mapping: PixelMapping.Asymmetric } when !isNearest || op.Rounding == PixelRounding.Down => new TfliteResizeOptions(isNearest, false, false),
            { Mapping: PixelMapping.HalfPixel } when !isNearest => new TfliteResizeOptions(isNearest, false, true),
            { Mapping: PixelMapping.Middle, Rounding: PixelRounding.Down } when isNearest => new TfliteResizeOptions(isNearest, false, true),
            _ => null,
        };
        export.Emit(
            node,
            isNearest ? TfliteOpcode.ResizeNearestNeighbor : TfliteOpcode.ResizeBilinear,
            options ?? throw new UnsupportedException($"Node '{node.Name}' resizes by {op.Interpolation} with {op.Mapping} and {op.Rounding}, which a .tflite file cannot say. Use bilinear or nearest pixels with aligned corners, half pixels or neither."),
            export.TensorOf(node.Inputs[0]),
            export.Add($"{node.Name}.size", op.Size.Height, op.Size.Width));
    }
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Ops that move elements, or only name them in another shape.</summary>
internal static class LayoutWriters
{
    /// <summary>The order that exchanges the last two axes.</summary>
    public static int[] LastTwo(int rank) => rank < 2 ? [.. Enumerable.Range(0, rank)] : [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2];

    /// <summary>Another shape. A flattened image stays as it is: what reads it takes care of the order.</summary>
    public static WrittenValue Reshape(Node node, OnnxExport export)
    {
        WrittenValue x = export.Of(node.Inputs[0]);
        Shape shape = node.Type.Shape;
        if (x.Order == WrittenOrder.ChannelsFirst && shape.Rank == 2 && shape[0] == x.Shape[0])
        {
            bool isSame = x.Shape[1] == 1 || x.Shape[2] * x.Shape[3] == 1;
            WrittenValue rows = export.Add("Flatten", shape, isSame ? WrittenOrder.AsStored : WrittenOrder.FlattenedChannelsFirst, [x.Name], OnnxAttributes.Whole("axis", 1));
            return rows with { Image = isSame ? null : x };
        }

        if (x.Order == WrittenOrder.FlattenedChannelsFirst && shape == x.Shape)
        {
            return x;
        }

        return export.Reshaped(export.AsStored(x), shape);
    }

    /// <summary>The axes in another order; nothing moves where that is the order of the file anyway.</summary>
    public static WrittenValue Permute(Node node, int[] order, OnnxExport export)
    {
        WrittenValue x = export.Of(node.Inputs[0]);
        if (x.Order == WrittenOrder.ChannelsFirst && order.SequenceEqual(Orders.ToDeclared(4)))
        {
            return x with { Order = WrittenOrder.AsStored };
        }

        return x.Order == WrittenOrder.AsStored && order.SequenceEqual(Orders.ToChannelsLast(4))
            ? x with { Order = WrittenOrder.ChannelsFirst }
            : export.Transposed(export.AsStored(x), order);
    }

    public static WrittenValue Join(Node node, int axis, OnnxExport export)
    {
        (string[] names, WrittenOrder order, _) = ElementwiseWriters.Aligned(node, export);
        if (order == WrittenOrder.FlattenedChannelsFirst)
        {
            names = [.. node.Inputs.Select(input => export.IsWritten(input) ? export.AsStored(input).Name : export.Constants.Write(input))];
            order = WrittenOrder.AsStored;
        }

        Shape shape = order == WrittenOrder.ChannelsFirst ? WindowWriters.ImageShape(node) : node.Type.Shape;
        WrittenValue joined = new("", shape, order);
        return export.Add("Concat", shape, order, names, OnnxAttributes.Whole("axis", joined.AxisOf(axis)));
    }

    public static WrittenValue Pad(Node node, Pad op, OnnxExport export)
    {
        WrittenValue x = InAxes(node, export);
        int[] order = x.Order == WrittenOrder.ChannelsFirst ? Orders.ToDeclared(4) : [.. Enumerable.Range(0, x.Shape.Rank)];
        string pads = export.File.List("pads", order.Select(axis => (long)op.Before[axis]).Concat(order.Select(axis => (long)op.After[axis])));
        return export.Add("Pad", ShapeOf(node, x), x.Order, [x.Name, pads, export.File.Number(op.Value)]);
    }

    /// <summary>A range along one axis, forward or backward.</summary>
    public static WrittenValue Slice(Node node, int axis, (int Start, int Length, int Step) range, OnnxExport export)
    {
        WrittenValue x = InAxes(node, export);
        long after = range.Start + ((long)range.Length * range.Step);
        string[] inputs =
        [
            x.Name,
            export.File.List("starts", range.Start),
            export.File.List("ends", after < 0 ? int.MinValue : after),
            export.File.List("axes", x.AxisOf(axis)),
            export.File.List("steps", range.Step),
        ];
        return export.Add("Slice", ShapeOf(node, x), x.Order, inputs);
    }

    public static WrittenValue Resize(Node node, Resize op, OnnxExport export)
    {
        WrittenValue x = export.ChannelsFirst(node.Inputs[0]);
        Shape shape = WindowWriters.ImageShape(node);
        List<OnnxAttribute> attributes =
        [
            OnnxAttributes.Text("mode", op.Interpolation switch { Interpolation.Nearest => "nearest", Interpolation.Bilinear => "linear", _ => "cubic" }),
            OnnxAttributes.Text("coordinate_transformation_mode", MappingOf(node, op, export)),
            OnnxAttributes.Text("nearest_mode", RoundingOf(op)),
            OnnxAttributes.Real("cubic_coeff_a", op.CubicSlope),
        ];
        string[] target;
        if (op.HeightScale != 0 || op.WidthScale != 0)
        {
            double[] scales = [1, 1, ScaleOf(op.HeightScale, shape[2], x.Shape[2]), ScaleOf(op.WidthScale, shape[3], x.Shape[3])];
            target = [x.Name, "", export.File.Constant(export.File.Unique($"{node.Name}.scales"), ConstantTensor.OfReals(OnnxElement.Float32, [4], scales))];
        }
        else if (export.Dialect.Opset >= OnnxDialect.ResizeByAxes)
        {
            attributes.Add(OnnxAttributes.Wholes("axes", 2, 3));
            target = [x.Name, "", "", export.File.List("sizes", shape[2], shape[3])];
        }
        else
        {
            target = [x.Name, "", "", export.File.List("sizes", shape.Lengths.ToArray().Select(length => (long)length))];
        }

        return export.Add("Resize", shape, WrittenOrder.ChannelsFirst, target, [.. attributes]);
    }

    private static double ScaleOf(double scale, int to, int from) => scale != 0 ? scale : to / (double)from;

    private static string MappingOf(Node node, Resize op, OnnxExport export) => op.Mapping switch
    {
        // A pixel's middle, rounded down, is half a pixel off, rounded to the nearest with halves up.
        PixelMapping.HalfPixel or PixelMapping.Middle => "half_pixel",
        PixelMapping.HalfPixelOrFirst => "pytorch_half_pixel",
        PixelMapping.Asymmetric => "asymmetric",
        PixelMapping.AlignCorners => "align_corners",
        _ when export.Dialect.Opset >= 19 => "half_pixel_symmetric",
        _ => throw new UnsupportedException($"Node '{node.Name}' resizes with {op.Mapping}, which opset {export.Dialect.Opset} of ONNX lacks. Write opset 19 or later."),
    };

    private static string RoundingOf(Resize op) => op.Mapping == PixelMapping.Middle
        ? "round_prefer_ceil"
        : op.Rounding switch
        {
            PixelRounding.HalfDown => "round_prefer_floor",
            PixelRounding.HalfUp => "round_prefer_ceil",
            PixelRounding.Down => "floor",
            _ => "ceil",
        };

    private static WrittenValue InAxes(Node node, OnnxExport export)
    {
        WrittenValue x = export.Of(node.Inputs[0]);
        return x.Order == WrittenOrder.FlattenedChannelsFirst ? export.AsStored(x) : x;
    }

    private static Shape ShapeOf(Node node, WrittenValue x) => x.Order == WrittenOrder.ChannelsFirst ? WindowWriters.ImageShape(node) : node.Type.Shape;
}

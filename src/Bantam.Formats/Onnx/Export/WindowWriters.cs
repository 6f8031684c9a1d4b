using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Layers whose window slides over images.</summary>
internal static class WindowWriters
{
    public static WrittenValue Convolution(Node node, Conv2d op, OnnxExport export)
    {
        WindowGeometry g = op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape);
        return OpWriters.Activated(Layer(node, "Conv", [0, 3, 1, 2], export, [.. Attributes(in g, hasDilation: true), OnnxAttributes.Whole("group", op.Groups)]), op.Activation, export);
    }

    public static WrittenValue Depthwise(Node node, DepthwiseConv2d op, OnnxExport export)
    {
        WindowGeometry g = op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape);
        return OpWriters.Activated(Layer(node, "Conv", [3, 0, 1, 2], export, [.. Attributes(in g, hasDilation: true), OnnxAttributes.Whole("group", g.InputChannels)]), op.Activation, export);
    }

    public static WrittenValue Transposed(Node node, ConvTranspose2d op, OnnxExport export)
    {
        // The geometry is that of the convolution that is transposed: its input is the output here.
        WindowGeometry g = op.Geometry(node.Inputs[0].Type.Shape, node.Inputs[1].Type.Shape);
        int bottom = (g.StrideHeight * (g.OutputHeight - 1)) + g.KernelHeight - g.PadTop - g.InputHeight;
        int right = (g.StrideWidth * (g.OutputWidth - 1)) + g.KernelWidth - g.PadLeft - g.InputWidth;
        return Layer(
            node,
            "ConvTranspose",
            [0, 3, 1, 2],
            export,
            [
                OnnxAttributes.Wholes("kernel_shape", g.KernelHeight, g.KernelWidth),
                OnnxAttributes.Wholes("strides", g.StrideHeight, g.StrideWidth),
                OnnxAttributes.Wholes("pads", g.PadTop, g.PadLeft, Math.Max(bottom, 0), Math.Max(right, 0)),
                OnnxAttributes.Wholes("output_padding", Math.Max(-bottom, 0), Math.Max(-right, 0)),
            ]);
    }

    /// <summary>Pooling; positions of the border do not count.</summary>
    public static WrittenValue Pool(Node node, string opType, WindowGeometry g, OnnxExport export)
    {
        WrittenValue x = export.ChannelsFirst(node.Inputs[0]);
        return export.Add(opType, ImageShape(node), WrittenOrder.ChannelsFirst, [x.Name], Attributes(in g, hasDilation: false));
    }

    /// <summary>The shape of a node's images in the file.</summary>
    public static Shape ImageShape(Node node)
    {
        Shape y = node.Type.Shape;
        return [y[0], y[3], y[1], y[2]];
    }

    private static WrittenValue Layer(Node node, string opType, int[] order, OnnxExport export, OnnxAttribute[] attributes)
    {
        WrittenValue x = export.ChannelsFirst(node.Inputs[0]);
        string[] weights = node.Inputs.Count > 2
            ? [WeightOf(node, order, export), export.Constants.WriteBias(node)]
            : [WeightOf(node, order, export)];
        return export.Add(opType, ImageShape(node), WrittenOrder.ChannelsFirst, [x.Name, .. weights], attributes);
    }

    private static string WeightOf(Node node, int[] order, OnnxExport export) => export.IsWritten(node.Inputs[1])
        ? export.Transposed(export.AsStored(node.Inputs[1]), order).Name
        : export.Constants.Write(node.Inputs[1], Arrangement.Of(order));

    private static OnnxAttribute[] Attributes(in WindowGeometry g, bool hasDilation)
    {
        int bottom = ((g.OutputHeight - 1) * g.StrideHeight) + ((g.KernelHeight - 1) * g.DilationHeight) + 1 - g.InputHeight - g.PadTop;
        int right = ((g.OutputWidth - 1) * g.StrideWidth) + ((g.KernelWidth - 1) * g.DilationWidth) + 1 - g.InputWidth - g.PadLeft;
        OnnxAttribute[] window =
        [
            OnnxAttributes.Wholes("kernel_shape", g.KernelHeight, g.KernelWidth),
            OnnxAttributes.Wholes("strides", g.StrideHeight, g.StrideWidth),
            OnnxAttributes.Wholes("pads", g.PadTop, g.PadLeft, Math.Max(bottom, 0), Math.Max(right, 0)),
        ];
        return hasDilation ? [.. window, OnnxAttributes.Wholes("dilations", g.DilationHeight, g.DilationWidth)] : window;
    }
}

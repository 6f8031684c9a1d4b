using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Writes ops as operators.</summary>
internal static class OpWriters
{
    /// <summary>The operators of one node, without the quantization behind it.</summary>
    /// <exception cref="UnsupportedException">There is none for its op.</exception>
    public static WrittenValue Write(Node node, OnnxExport export) => node.Op switch
    {
        FakeQuantize op => QuantizationWriters.Write(node, op, export),
        Conv2d op => WindowWriters.Convolution(node, op, export),
        DepthwiseConv2d op => WindowWriters.Depthwise(node, op, export),
        ConvTranspose2d op => WindowWriters.Transposed(node, op, export),
        MaxPool op => WindowWriters.Pool(node, "MaxPool", op.Geometry(node.Inputs[0].Type.Shape), export),
        AveragePool op => WindowWriters.Pool(node, "AveragePool", op.Geometry(node.Inputs[0].Type.Shape), export),
        GlobalAveragePool => ReductionWriters.GlobalAverage(node, keepsAxes: false, export),
        Dense op => MatrixWriters.Dense(node, op, export),
        MatMul op => MatrixWriters.Product(node, op, export),
        BatchNorm op => NormalizationWriters.BatchNormalization(node, op, export),
        Standardize op => NormalizationWriters.Standardized(node, op, export),
        LocalResponseNorm op => NormalizationWriters.LocalResponse(node, op, export),
        Mean or Sum or Max or ArgMax => ReductionWriters.Write(node, export),
        Flatten or Reshape or Squeeze or Unsqueeze => LayoutWriters.Reshape(node, export),
        Permute op => LayoutWriters.Permute(node, [.. op.Order.Indices.ToArray().Select(axis => axis < 0 ? axis + node.Type.Shape.Rank : axis)], export),
        Transpose => LayoutWriters.Permute(node, LayoutWriters.LastTwo(node.Type.Shape.Rank), export),
        Concat op => LayoutWriters.Join(node, op.Axis, export),
        Pad op => LayoutWriters.Pad(node, op, export),
        Slice op => LayoutWriters.Slice(node, op.Axis, (op.Start, op.Length, 1), export),
        StridedSlice op => LayoutWriters.Slice(node, op.Axis, (op.Start, op.Length, op.Step), export),
        Resize op => LayoutWriters.Resize(node, op, export),
        Dropout or DropBlock => export.Of(node.Inputs[0]),
        Softmax or LogSoftmax => ElementwiseWriters.Softmax(node, export),
        _ => ElementwiseWriters.Write(node, export),
    };

    /// <summary>The clamp that an op has fused.</summary>
    public static WrittenValue Activated(WrittenValue x, Activation activation, OnnxExport export) => activation switch
    {
        Activation.Relu => export.Unary("Relu", x),
        Activation.Relu6 => ElementwiseWriters.Clip(x, 0, 6, export),
        _ => x,
    };
}

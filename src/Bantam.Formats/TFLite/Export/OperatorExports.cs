using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Which op becomes which operator.</summary>
internal static class OperatorExports
{
    /// <exception cref="UnsupportedException">The format has no operator for it.</exception>
    public static void Write(Node node, TfliteExport export)
    {
        switch (node.Op)
        {
            case Conv2d op:
                LayerExports.Convolution(node, op, export);
                break;
            case DepthwiseConv2d op:
                LayerExports.Depthwise(node, op, export);
                break;
            case ConvTranspose2d op:
                LayerExports.TransposedConvolution(node, op, export);
                break;
            case Dense op:
                LayerExports.Dense(node, op, export);
                break;
            case MatMul op:
                Elementwise(node, TfliteOpcode.BatchMatMul, new TfliteBatchMatMulOptions(op.TransposeA, op.TransposeB), export);
                break;
            case MaxPool op:
                LayoutExports.Pool(node, TfliteOpcode.MaxPool2d, op.Geometry(node.Inputs[0].Type.Shape), export);
                break;
            case AveragePool op:
                LayoutExports.Pool(node, TfliteOpcode.AveragePool2d, op.Geometry(node.Inputs[0].Type.Shape), export);
                break;
            case GlobalAveragePool:
                LayoutExports.Reduce(node, TfliteOpcode.Mean, [1, 2], keepsAxes: false, export);
                break;
            case Mean { Axes: { } axes } op:
                LayoutExports.Reduce(node, TfliteOpcode.Mean, axes, op.KeepAxes, export);
                break;
            case Sum { Axes: { } axes } op:
                LayoutExports.Reduce(node, TfliteOpcode.Sum, axes, op.KeepAxes, export);
                break;
            case Max { Axes: { } axes } op:
                LayoutExports.Reduce(node, TfliteOpcode.ReduceMax, axes, op.KeepAxes, export);
                break;
            case Flatten or Reshape or Squeeze or Unsqueeze:
                LayoutExports.Reshape(node, export);
                break;
            case Permute op:
                export.Emit(node, TfliteOpcode.Transpose, null, export.TensorOf(node.Inputs[0]), export.Add($"{node.Name}.order", op.Order.Indices));
                break;
            case Concat op:
                Elementwise(node, TfliteOpcode.Concatenation, new TfliteConcatenationOptions(op.Axis < 0 ? op.Axis + node.Type.Shape.Rank : op.Axis, TfliteActivation.None), export);
                break;
            case Pad op:
                LayoutExports.Pad(node, op, export);
                break;
            case Slice op:
                LayoutExports.Slice(node, op.Axis, (op.Start, op.Length, 1), export);
                break;
            case StridedSlice op:
                LayoutExports.Slice(node, op.Axis, (op.Start, op.Length, op.Step), export);
                break;
            case Resize op:
                LayoutExports.Resize(node, op, export);
                break;
            case Svdf op:
                RecurrentExports.Svdf(node, op, export);
                break;
            case Lstm op:
                RecurrentExports.Lstm(node, op, export);
                break;
            default:
                (TfliteOpcode code, TfliteOptions? options) = Simple(node);
                Elementwise(node, code, options, export);
                break;
        }
    }

    /// <summary>Ops that read only what their nodes read.</summary>
    private static (TfliteOpcode Code, TfliteOptions? Options) Simple(Node node) => node.Op switch
    {
        Add op => (TfliteOpcode.Add, new TfliteArithmeticOptions(LayerExports.ActivationOf(op.Activation))),
        Subtract => (TfliteOpcode.Sub, new TfliteArithmeticOptions(TfliteActivation.None)),
        Multiply => (TfliteOpcode.Mul, new TfliteArithmeticOptions(TfliteActivation.None)),
        Divide => (TfliteOpcode.Div, new TfliteArithmeticOptions(TfliteActivation.None)),
        Maximum => (TfliteOpcode.Maximum, null),
        Minimum => (TfliteOpcode.Minimum, null),
        Abs => (TfliteOpcode.Abs, null),
        Relu => (TfliteOpcode.Relu, null),
        Relu6 => (TfliteOpcode.Relu6, null),
        Clip { Low: -1, High: 1 } => (TfliteOpcode.ReluN1To1, null),
        LeakyRelu op => (TfliteOpcode.LeakyRelu, new TfliteLeakyReluOptions((float)op.Slope)),
        HardSwish => (TfliteOpcode.HardSwish, null),
        Sigmoid => (TfliteOpcode.Logistic, null),
        Tanh => (TfliteOpcode.Tanh, null),
        Exp => (TfliteOpcode.Exp, null),
        Log => (TfliteOpcode.Log, null),
        Sqrt => (TfliteOpcode.Sqrt, null),
        LogSoftmax => (TfliteOpcode.LogSoftmax, null),
        Softmax => (TfliteOpcode.Softmax, new TfliteSoftmaxOptions(1)),
        _ => throw new UnsupportedException($"Node '{node.Name}' is {node.Op.Name}, which Bantam cannot write as an operator of a .tflite file. Save the network as .bantam, or build it from other layers."),
    };

    private static void Elementwise(Node node, TfliteOpcode code, TfliteOptions? options, TfliteExport export) =>
        export.Emit(node, code, options, [.. node.Inputs.Select(export.Operand)]);
}

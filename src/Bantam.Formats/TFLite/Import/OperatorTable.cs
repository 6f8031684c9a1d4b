using System.Collections.Frozen;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Which operator becomes what.</summary>
internal static class OperatorTable
{
    private static readonly FrozenDictionary<TfliteOpcode, Action<OperatorImport>> Readers = new Dictionary<TfliteOpcode, Action<OperatorImport>>
    {
        [TfliteOpcode.Conv2d] = ConvolutionImports.Conv2d,
        [TfliteOpcode.DepthwiseConv2d] = ConvolutionImports.DepthwiseConv2d,
        [TfliteOpcode.TransposeConv] = TransposeConvImport.TransposeConv,
        [TfliteOpcode.FullyConnected] = MatrixImports.FullyConnected,
        [TfliteOpcode.BatchMatMul] = MatrixImports.BatchMatMul,
        [TfliteOpcode.AveragePool2d] = PoolingImports.AveragePool2d,
        [TfliteOpcode.MaxPool2d] = PoolingImports.MaxPool2d,
        [TfliteOpcode.Mean] = ReductionImports.Mean,
        [TfliteOpcode.Sum] = ReductionImports.Sum,
        [TfliteOpcode.ReduceMax] = ReductionImports.ReduceMax,
        [TfliteOpcode.Add] = ArithmeticImports.Add,
        [TfliteOpcode.Sub] = ArithmeticImports.Sub,
        [TfliteOpcode.Mul] = ArithmeticImports.Mul,
        [TfliteOpcode.Div] = ArithmeticImports.Div,
        [TfliteOpcode.Maximum] = op => op.Return(new Maximum(), op.Input(0), op.Input(1)),
        [TfliteOpcode.Minimum] = op => op.Return(new Minimum(), op.Input(0), op.Input(1)),
        [TfliteOpcode.Relu] = op => op.Return(new Relu(), op.Input(0)),
        [TfliteOpcode.Relu6] = op => op.Return(new Relu6(), op.Input(0)),
        [TfliteOpcode.ReluN1To1] = op => op.Return(new Clip(-1, 1), op.Input(0)),
        [TfliteOpcode.Relu0To1] = op => op.Return(new Clip(0, 1), op.Input(0)),
        [TfliteOpcode.LeakyRelu] = op => op.Return(new LeakyRelu(op.Options<TfliteLeakyReluOptions>().Alpha), op.Input(0)),
        [TfliteOpcode.HardSwish] = op => op.Return(new HardSwish(), op.Input(0)),
        [TfliteOpcode.Logistic] = op => op.Return(new Sigmoid(), op.Input(0)),
        [TfliteOpcode.Tanh] = op => op.Return(new Tanh(), op.Input(0)),
        [TfliteOpcode.Abs] = op => op.Return(new Abs(), op.Input(0)),
        [TfliteOpcode.Elu] = op => op.Return(new Elu(), op.Input(0)),
        [TfliteOpcode.Exp] = op => op.Return(new Exp(), op.Input(0)),
        [TfliteOpcode.Log] = op => op.Return(new Log(), op.Input(0)),
        [TfliteOpcode.Sqrt] = op => op.Return(new Sqrt(), op.Input(0)),
        [TfliteOpcode.LogSoftmax] = op => op.Return(new LogSoftmax(), op.Input(0)),
        [TfliteOpcode.Softmax] = ActivationImports.Softmax,
        [TfliteOpcode.Reshape] = LayoutImports.Reshape,
        [TfliteOpcode.Squeeze] = LayoutImports.Reshape,
        [TfliteOpcode.ExpandDims] = LayoutImports.Reshape,
        [TfliteOpcode.Transpose] = LayoutImports.Transpose,
        [TfliteOpcode.Concatenation] = LayoutImports.Concatenation,
        [TfliteOpcode.Pad] = LayoutImports.Pad,
        [TfliteOpcode.PadV2] = LayoutImports.Pad,
        [TfliteOpcode.Split] = LayoutImports.Split,
        [TfliteOpcode.StridedSlice] = StridedSliceImport.StridedSlice,
        [TfliteOpcode.ResizeBilinear] = ResizeImports.Bilinear,
        [TfliteOpcode.ResizeNearestNeighbor] = ResizeImports.Nearest,
        [TfliteOpcode.Svdf] = RecurrentImports.Svdf,
        [TfliteOpcode.UnidirectionalSequenceLstm] = RecurrentImports.Lstm,
        [TfliteOpcode.Quantize] = op => op.ReturnQuantized(op.Input(0)),
        [TfliteOpcode.Dequantize] = op => op.ReturnValue(op.Input(0)),
    }.ToFrozenDictionary();

    /// <exception cref="UnsupportedException">Bantam does not read this operator.</exception>
    public static Action<OperatorImport> Of(TfliteOpcode code, string place) => Readers.TryGetValue(code, out Action<OperatorImport>? reader)
        ? reader
        : throw new UnsupportedException($"{place} is none that Bantam reads. It reads {string.Join(", ", Readers.Keys.Select(TfliteOpcodes.NameOf).Order(StringComparer.Ordinal))}. Build the model from these, or leave that part outside of it.");
}

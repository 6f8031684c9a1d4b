namespace Bantam.Formats;

/// <summary>Which table of settings belongs to which operator.</summary>
internal static class TfliteOptionsKind
{
    /// <summary>The number of the table in the format's union; null for operators without settings that Bantam knows.</summary>
    public static byte? Of(TfliteOpcode code) => code switch
    {
        TfliteOpcode.Conv2d => 1,
        TfliteOpcode.DepthwiseConv2d => 2,
        TfliteOpcode.AveragePool2d or TfliteOpcode.MaxPool2d => 5,
        TfliteOpcode.Svdf => 6,
        TfliteOpcode.FullyConnected => 8,
        TfliteOpcode.Softmax => 9,
        TfliteOpcode.Concatenation => 10,
        TfliteOpcode.Add => 11,
        TfliteOpcode.ResizeBilinear => 15,
        TfliteOpcode.Reshape => 17,
        TfliteOpcode.Mul => 21,
        TfliteOpcode.Mean or TfliteOpcode.Sum or TfliteOpcode.ReduceMax => 27,
        TfliteOpcode.Sub => 28,
        TfliteOpcode.Div => 29,
        TfliteOpcode.Squeeze => 30,
        TfliteOpcode.StridedSlice => 32,
        TfliteOpcode.Split => 35,
        TfliteOpcode.TransposeConv => 49,
        TfliteOpcode.UnidirectionalSequenceLstm => 71,
        TfliteOpcode.ResizeNearestNeighbor => 74,
        TfliteOpcode.LeakyRelu => 75,
        TfliteOpcode.BatchMatMul => 101,
        _ => null,
    };
}

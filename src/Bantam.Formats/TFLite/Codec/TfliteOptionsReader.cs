using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Reads the settings of operators. A field of its table has the number of its place in the schema.</summary>
internal static class TfliteOptionsReader
{
    /// <summary>The settings of an operator, the format's own ones where the file leaves them out; null for operators that have none.</summary>
    /// <param name="code">The operator.</param>
    /// <param name="kind">Which table the file says it is.</param>
    /// <param name="options">The table, if there is one.</param>
    /// <exception cref="ModelFormatException">The table is that of another operator, or holds an impossible value.</exception>
    public static TfliteOptions? Read(TfliteOpcode code, int kind, FlatTable? options)
    {
        if (TfliteOptionsKind.Of(code) is not { } expected)
        {
            return null;
        }

        if (options is not { } table)
        {
            return Absent(code);
        }

        return kind == expected
            ? Read(code, table)
            : throw new ModelFormatException($"An operator {TfliteOpcodes.NameOf(code)} has settings of kind {kind}, but its own have the number {expected}. The file is damaged; convert the model again.");
    }

    private static TfliteOptions Read(TfliteOpcode code, FlatTable t) => code switch
    {
        TfliteOpcode.Conv2d => new TfliteConvolutionOptions(PaddingOf(t), Size(t, 2, 1), Dilation(t, 5, 4), ActivationOf(t, 3)),
        TfliteOpcode.DepthwiseConv2d => new TfliteDepthwiseOptions(PaddingOf(t), Size(t, 2, 1), Dilation(t, 6, 5), ActivationOf(t, 4), t.Int32(3)),
        TfliteOpcode.AveragePool2d or TfliteOpcode.MaxPool2d => new TflitePoolOptions(PaddingOf(t), Size(t, 2, 1), Size(t, 4, 3), ActivationOf(t, 5)),
        TfliteOpcode.TransposeConv => new TfliteTransposeConvOptions(PaddingOf(t), Size(t, 2, 1), ActivationOf(t, 3)),
        TfliteOpcode.FullyConnected => new TfliteFullyConnectedOptions(ActivationOf(t, 0), t.Byte(1) != 0, t.Boolean(2)),
        TfliteOpcode.Softmax => new TfliteSoftmaxOptions(t.Single(0)),
        TfliteOpcode.Reshape => new TfliteReshapeOptions(t.Int32s(0)),
        TfliteOpcode.Add or TfliteOpcode.Sub or TfliteOpcode.Mul or TfliteOpcode.Div => new TfliteArithmeticOptions(ActivationOf(t, 0)),
        TfliteOpcode.Mean or TfliteOpcode.Sum or TfliteOpcode.ReduceMax => new TfliteReducerOptions(t.Boolean(0)),
        TfliteOpcode.Concatenation => new TfliteConcatenationOptions(t.Int32(0), ActivationOf(t, 1)),
        TfliteOpcode.LeakyRelu => new TfliteLeakyReluOptions(t.Single(0)),
        TfliteOpcode.Squeeze => new TfliteSqueezeOptions(t.Int32s(0)),
        TfliteOpcode.StridedSlice => new TfliteStridedSliceOptions(t.Int32(0), t.Int32(1), t.Int32(2), t.Int32(3), t.Int32(4)),
        TfliteOpcode.Split => new TfliteSplitOptions(t.Int32(0)),
        TfliteOpcode.BatchMatMul => new TfliteBatchMatMulOptions(t.Boolean(0), t.Boolean(1)),
        TfliteOpcode.ResizeBilinear => new TfliteResizeOptions(false, t.Boolean(2), t.Boolean(3)),
        TfliteOpcode.ResizeNearestNeighbor => new TfliteResizeOptions(true, t.Boolean(0), t.Boolean(1)),
        TfliteOpcode.Svdf => new TfliteSvdfOptions(t.Int32(0), ActivationOf(t, 1)),
        TfliteOpcode.UnidirectionalSequenceLstm => new TfliteLstmOptions(ActivationOf(t, 0), t.Single(1), t.Single(2), t.Boolean(3)),
        _ => throw new InvalidOperationException($"{code} has a kind of settings but no reader."),
    };

    /// <summary>What a file means that leaves the settings of an operator out; not every operator can do without.</summary>
    private static TfliteOptions Absent(TfliteOpcode code) => code switch
    {
        TfliteOpcode.Reshape => new TfliteReshapeOptions([]),
        TfliteOpcode.Squeeze => new TfliteSqueezeOptions([]),
        TfliteOpcode.Add or TfliteOpcode.Sub or TfliteOpcode.Mul or TfliteOpcode.Div => new TfliteArithmeticOptions(TfliteActivation.None),
        TfliteOpcode.FullyConnected => new TfliteFullyConnectedOptions(TfliteActivation.None),
        TfliteOpcode.Mean or TfliteOpcode.Sum or TfliteOpcode.ReduceMax => new TfliteReducerOptions(false),
        TfliteOpcode.StridedSlice => new TfliteStridedSliceOptions(0, 0, 0, 0, 0),
        TfliteOpcode.BatchMatMul => new TfliteBatchMatMulOptions(false, false),
        TfliteOpcode.ResizeBilinear or TfliteOpcode.ResizeNearestNeighbor => new TfliteResizeOptions(code == TfliteOpcode.ResizeNearestNeighbor, false, false),
        _ => throw new ModelFormatException($"An operator {TfliteOpcodes.NameOf(code)} has no settings, without which it means nothing. The file is damaged; convert the model again."),
    };

    private static TflitePadding PaddingOf(FlatTable table) => table.Byte(0) switch
    {
        (byte)TflitePadding.Same => TflitePadding.Same,
        (byte)TflitePadding.Valid => TflitePadding.Valid,
        byte other => throw new ModelFormatException($"A padding has the number {other}, but only 0 (SAME) and 1 (VALID) exist. The file is damaged; convert the model again."),
    };

    private static TfliteActivation ActivationOf(FlatTable table, int field) => table.Byte(field) is var number and <= (byte)TfliteActivation.SignBit
        ? (TfliteActivation)number
        : throw new ModelFormatException($"A fused activation has the number {table.Byte(field)}, but only 0 to 5 exist. The file is damaged; convert the model again.");

    private static Size2d Size(FlatTable table, int height, int width) => new(table.Int32(height), table.Int32(width));

    private static Size2d Dilation(FlatTable table, int height, int width) => new(table.Int32(height, 1), table.Int32(width, 1));
}

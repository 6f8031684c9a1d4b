namespace Bantam.Formats;

/// <summary>The version of an operator's definition that a runtime must know. A wrong one is refused on the device.</summary>
/// <remarks>Source: the files of the converter of TensorFlow Lite.</remarks>
internal static class OperatorVersions
{
    public static int Of(TfliteOpcode code, TfliteOptions? options, TfliteTensor[] inputs, TfliteTensor output)
    {
        if (output.Type is not (TfliteType.Int8 or TfliteType.Int16))
        {
            return FloatVersion(code, inputs);
        }

        bool hasInt4Weights = inputs.Any(input => input.Type == TfliteType.Int4);
        bool isInGroups = code == TfliteOpcode.Conv2d && inputs[0].Shape[3] != inputs[1].Shape[3];
        return code switch
        {
            TfliteOpcode.Conv2d when hasInt4Weights => 7,
            TfliteOpcode.Conv2d when isInGroups => 6,
            TfliteOpcode.DepthwiseConv2d when hasInt4Weights => 7,
            TfliteOpcode.FullyConnected when hasInt4Weights => 10,
            TfliteOpcode.FullyConnected when output.Type == TfliteType.Int16 => 7,
            TfliteOpcode.Conv2d or TfliteOpcode.DepthwiseConv2d or TfliteOpcode.TransposeConv => 3,
            TfliteOpcode.FullyConnected => options is TfliteFullyConnectedOptions { KeepsAxes: true } ? 5 : 4,
            TfliteOpcode.Reshape or TfliteOpcode.Quantize or TfliteOpcode.HardSwish => 1,
            _ => 2,
        };
    }

    private static int FloatVersion(TfliteOpcode code, TfliteTensor[] inputs) => (code, inputs.Length > 1 && inputs[1].Type == TfliteType.Int8) switch
    {
        (TfliteOpcode.Conv2d, true) => inputs[1].Quantization?.Scales.Length > 1 ? 5 : 2,
        (TfliteOpcode.FullyConnected, true) => 3,
        (TfliteOpcode.TransposeConv, _) => inputs.Length > 3 ? 3 : 1,
        _ => 1,
    };
}

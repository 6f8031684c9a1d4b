namespace Bantam.Formats;

/// <summary>How a network is written as ONNX.</summary>
public sealed record OnnxExportOptions
{
    /// <summary>The version of the standard operators, 13 to 21; where omitted 17, or 21 for codes of 4 or 16 bits, which earlier versions lack.</summary>
    /// <remarks>Version 13 is the one that most tools read. The version of the file format follows from it. Codes of weights of 4 bits are
    /// written with 8 bits where the version lacks them: the numbers are the same.</remarks>
    public int? Opset { get; init; }

    /// <summary>Whether images enter and leave as NHWC, through one transpose each, instead of NCHW as ONNX has them.</summary>
    public bool KeepsChannelsLast { get; init; }

    /// <summary>How quantized values are written; where omitted with 8-bit integers, or with <see cref="OnnxQuantizers.Quant"/> where those cannot say it.</summary>
    public OnnxQuantizers? Quantizers { get; init; }
}

/// <summary>How an ONNX file says that values are quantized.</summary>
public enum OnnxQuantizers
{
    /// <summary>QuantizeLinear and DequantizeLinear, activations with the signed bytes of the plan.</summary>
    Int8,

    /// <summary>The same with unsigned bytes for activations: codes and zero points are 128 more, the numbers the same. The fastest form of ONNX Runtime.</summary>
    UInt8,

    /// <summary>Quant and BipolarQuant of QONNX (domain <c>qonnx.custom_op.general</c>), for 1 to 16 bits; weights stay real numbers.</summary>
    Quant,
}

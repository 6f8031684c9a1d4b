using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Which operators a file may use.</summary>
/// <param name="Opset">The version of the standard operators.</param>
/// <param name="Quantizers">The form of quantization.</param>
internal sealed record OnnxDialect(int Opset, OnnxQuantizers Quantizers)
{
    /// <summary>The domain of Quant and BipolarQuant.</summary>
    public const string QuantDomain = "qonnx.custom_op.general";

    /// <summary>From this version on axes of a reduction are an input, and a resize names its axes.</summary>
    public const int ResizeByAxes = 18;

    /// <summary>From this version on codes of 4 and 16 bits are quantized.</summary>
    public const int OtherWidths = 21;

    private const int Usual = 17;
    private const int Oldest = 13;

    /// <summary>Whether quantizers are those of QONNX.</summary>
    public bool IsQuant => Quantizers == OnnxQuantizers.Quant;

    /// <summary>The version of the file format.</summary>
    public long IrVersion => Opset switch { < 15 => 7, < 19 => 8, < 21 => 9, _ => 10 };

    /// <summary>The dialect for a graph.</summary>
    /// <exception cref="UnsupportedException">There is no such version.</exception>
    public static OnnxDialect Of(Graph graph, OnnxExportOptions options)
    {
        if (options.Opset is < Oldest or > OtherWidths)
        {
            throw new UnsupportedException($"Opset {options.Opset} cannot be written; {Oldest} to {OtherWidths} can. Most tools read {Oldest} and {Usual}.");
        }

        OnnxQuantizers quantizers = options.Quantizers ?? (graph.Nodes.Any(NeedsQuant) ? OnnxQuantizers.Quant : OnnxQuantizers.Int8);
        int opset = options.Opset ?? (quantizers != OnnxQuantizers.Quant && graph.Nodes.Any(HasOtherWidth) ? OtherWidths : Usual);
        return new OnnxDialect(opset, quantizers);
    }

    /// <summary>Whether codes span a type of activations.</summary>
    public static bool IsWhole(QuantizationParameters codes) => (codes.QMin, codes.QMax) is (sbyte.MinValue, sbyte.MaxValue) or (0, byte.MaxValue) or (short.MinValue, short.MaxValue);

    private static bool NeedsQuant(Node node) => node.Op is Sign || (node is { IsConstant: false, Op: FakeQuantize quantize } && !IsWhole(quantize.Quantizer.Encoding))
        || (node is { IsConstant: true, Op: FakeQuantize } && node.Inputs[0] is not Parameter);

    private static bool HasOtherWidth(Node node)
    {
        QuantizationParameters? codes = node.Op switch
        {
            FakeQuantize quantize => quantize.Quantizer.Encoding,
            DequantizeLinear dequantize => dequantize.Parameters,
            _ => null,
        };
        return codes is not null && (node.IsConstant ? codes is { QMin: >= -8, QMax: <= 7 } : codes is { QMin: short.MinValue, QMax: short.MaxValue });
    }
}

using System.Numerics;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Writes quantizations: QuantizeLinear and DequantizeLinear, or Quant and BipolarQuant.</summary>
internal static class QuantizationWriters
{
    private const int MostBits = 16;

    /// <summary>A change of codes: nothing where they are those of the input already.</summary>
    public static WrittenValue Write(Node node, FakeQuantize op, OnnxExport export)
    {
        Value source = node.Inputs[0];
        QuantizationParameters codes = op.Quantizer.Encoding;
        WrittenValue x = export.Of(source);
        if (codes.Axis is not null && x.Order == WrittenOrder.FlattenedChannelsFirst)
        {
            x = export.AsStored(source);
        }

        return export.Dialect.IsQuant ? Quant(x, codes, codes.Axis is { } axis ? x.AxisOf(axis) : null, node.Name, export)
            : codes.Equals(export.Codes.Of(source)) ? x
            : Rounded(x, codes, export);
    }

    /// <summary>Rounds to codes and back.</summary>
    public static WrittenValue Rounded(WrittenValue x, QuantizationParameters codes, OnnxExport export)
    {
        if (!OnnxDialect.IsWhole(codes))
        {
            throw new UnsupportedException($"'{x.Name}' is quantized to {codes}, but QuantizeLinear has all codes of 8 or 16 bits. Write it with Quant (OnnxQuantizers.Quant).");
        }

        OnnxElement element = codes.QMin == 0 ? OnnxElement.UInt8 : codes.FitsInt8 ? export.Dialect.Quantizers == OnnxQuantizers.UInt8 ? OnnxElement.UInt8 : OnnxElement.Int8 : OnnxElement.Int16;
        if (element == OnnxElement.Int16 && export.Dialect.Opset < OnnxDialect.OtherWidths)
        {
            throw new UnsupportedException($"'{x.Name}' is quantized to 16 bits, which opset {export.Dialect.Opset} of ONNX lacks. Write opset {OnnxDialect.OtherWidths}.");
        }

        if (codes.Axis is not null && x.Order == WrittenOrder.FlattenedChannelsFirst)
        {
            x = export.AsStored(x);
        }

        int? axis = codes.Axis is { } stored ? x.AxisOf(stored) : null;
        (string scale, string zeroPoint) = Parameters(x.Name, element, codes, export);
        OnnxAttribute[] attributes = axis is { } along ? [OnnxAttributes.Whole("axis", along)] : [];
        string integers = export.File.Add(new OnnxNode { OpType = "QuantizeLinear" }, $"{x.Name}.codes", element, x.Shape, [x.Name, scale, zeroPoint], attributes);
        string real = export.File.Add(new OnnxNode { OpType = "DequantizeLinear" }, $"{x.Name}.quantized", OnnxElement.Float32, x.Shape, [integers, scale, zeroPoint], [.. attributes]);
        return x with { Name = real };
    }

    /// <summary>The numbers that constant integers stand for.</summary>
    public static string Dequantize(WrittenValue integers, OnnxElement element, QuantizationParameters codes, int? axis, OnnxExport export)
    {
        (string scale, string zeroPoint) = Parameters(integers.Name, element, codes, export);
        OnnxAttribute[] attributes = axis is { } along ? [OnnxAttributes.Whole("axis", along)] : [];
        return export.File.Add(new OnnxNode { OpType = "DequantizeLinear" }, $"{integers.Name}.quantized", OnnxElement.Float32, integers.Shape, [integers.Name, scale, zeroPoint], attributes);
    }

    /// <summary>Rounding in floating point.</summary>
    /// <param name="x">What is rounded.</param>
    /// <param name="codes">To which codes.</param>
    /// <param name="axis">The axis of the file along which scales vary.</param>
    /// <param name="name">The name that the result should have.</param>
    /// <param name="export">The export.</param>
    public static WrittenValue Quant(WrittenValue x, QuantizationParameters codes, int? axis, string name, OnnxExport export)
    {
        bool isSigned = codes.QMin < 0;
        int bits = BitOperations.Log2(BitOperations.RoundUpToPowerOf2((uint)(codes.QMax + 1))) + (isSigned ? 1 : 0);
        int full = isSigned ? -(1 << (bits - 1)) : (1 << bits) - 1;
        bool isNarrow = isSigned ? codes.QMin == full + 1 : codes.QMax == full - 1;
        bool isSame = isSigned
            ? codes.QMax == -full - 1 && codes.QMin == full + (isNarrow ? 1 : 0)
            : codes.QMin == 0 && codes.QMax == full - (isNarrow ? 1 : 0);
        if (!isSame || bits > MostBits)
        {
            throw new UnsupportedException($"'{name}' is quantized to {codes}, which Quant cannot say: it has the codes of 1 to {MostBits} bits, perhaps without the lowest.");
        }

        int rank = axis is { } along ? x.Shape.Rank - along : 0;
        Shape shape = axis is null ? [] : [codes.Scales.Length, .. Enumerable.Repeat(1, rank - 1)];
        string scale = Reals($"{x.Name}.scale", shape, codes.Scales.Select(value => (double)value), export);
        string zero = Reals($"{x.Name}.zero", shape, codes.ZeroPoints.Select(value => (double)value), export);
        string result = export.File.Add(
            new OnnxNode { OpType = "Quant", Domain = OnnxDialect.QuantDomain },
            name,
            OnnxElement.Float32,
            x.Shape,
            [x.Name, scale, zero, export.File.Number(bits)],
            OnnxAttributes.Whole("signed", isSigned ? 1 : 0),
            OnnxAttributes.Whole("narrow", isNarrow ? 1 : 0),
            OnnxAttributes.Text("rounding_mode", "ROUND"));
        return x with { Name = result };
    }

    /// <summary>The sign, +1 from zero on.</summary>
    public static WrittenValue Bipolar(WrittenValue x, string name, OnnxExport export) => x with
    {
        Name = export.File.Add(new OnnxNode { OpType = "BipolarQuant", Domain = OnnxDialect.QuantDomain }, $"{name}.BipolarQuant", OnnxElement.Float32, x.Shape, [x.Name, export.File.Number(1)]),
    };

    private static string Reals(string name, Shape shape, IEnumerable<double> values, OnnxExport export) =>
        export.File.Constant(export.File.Unique(name), ConstantTensor.OfReals(OnnxElement.Float32, shape, [.. values]));

    private static (string Scale, string ZeroPoint) Parameters(string name, OnnxElement element, QuantizationParameters codes, OnnxExport export)
    {
        Shape shape = codes.Axis is null ? [] : [codes.Scales.Length];
        int shift = element == OnnxElement.UInt8 && codes.QMin < 0 ? 128 : 0;
        string scale = Reals($"{name}.scale", shape, codes.Scales.Select(value => (double)value), export);
        string zero = export.File.Constant(export.File.Unique($"{name}.zero"), ConstantTensor.OfWholes(element, shape, [.. codes.ZeroPoints.Select(value => (long)value + shift)]));
        return (scale, zero);
    }
}

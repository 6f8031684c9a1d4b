using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Quantizers of few bits that stay in floating point: Quant and BipolarQuant of QONNX (domains onnx.brevitas and qonnx.custom_op.general).</summary>
internal static class QuantReaders
{
    // Codes and their differences stay exact in single precision.
    private const int MostBits = 16;

    public static IEnumerable<(string, OpReader)> All => [("Quant", Quant), ("IntQuant", Quant), ("BipolarQuant", BipolarQuant)];

    private static void Quant(NodeReader node)
    {
        ImportedValue x = node.Input();
        ConstantTensor bitWidth = node.Constant(3);
        double bits = bitWidth.Real(0);
        if (bitWidth.Count != 1 || bits is not (>= 1 and <= MostBits) || bits != Math.Floor(bits))
        {
            throw node.Refusal($"a width of {bits} bits", $"Use a whole number from 1 to {MostBits}.");
        }

        if (node.Text("rounding_mode", "ROUND").ToUpperInvariant() is not ("ROUND" or "HALF_EVEN"))
        {
            throw node.Refusal($"rounding by '{node.Text("rounding_mode", "")}'", "Use ROUND.");
        }

        (int low, int high) = Codes((int)bits, node.Whole("signed", 1) != 0, node.Whole("narrow", 0) != 0);
        (ConstantTensor scale, int? axis) = Scale(node, x);
        ConstantTensor zeroPoint = node.Constant(2);
        if (zeroPoint.Singles().Any(zero => zero != MathF.Floor(zero)) || (zeroPoint.Count != 1 && zeroPoint.Count != scale.Count))
        {
            throw node.Refusal("a zero point that is no code, or differs from the scales in number", "Use whole zero points.");
        }

        ImmutableArray<float> scales = [.. scale.Singles()];
        ImmutableArray<int> zeros = [.. Enumerable.Range(0, scales.Length).Select(i => (int)zeroPoint.Whole(zeroPoint.Count == 1 ? 0 : i))];
        QuantizationParameters At(int? where) => new(scales, zeros, where, low, high);
        if (x.Constant is { } constant)
        {
            string name = node.InputName(0);
            QuantizationParameters parameters = At(axis);
            int step = axis is { } along ? ConstantTensor.Steps(constant.Shape)[along] : 1;
            ConstantTensor rounded = ConstantTensor.Of(OnnxElement.Float32, constant.Shape, i => axis is null ? Level(parameters, constant, i, 0) : Level(parameters, constant, i, i / step % scales.Length), _ => 0, constant.Count);
            node.Set(ImportedValue.Of(rounded) with
            {
                Weight = new StoredWeight(constant, axis, (graph, stored, where) => graph.Apply(new FakeQuantize(new AffineQuantizer(At(where))), graph.Parameter(name, stored, isTrainable: true))),
            });
            return;
        }

        node.Set(Quantizing.Rounded(node.Graph, x, axis, At));
    }

    private static double Level(QuantizationParameters parameters, ConstantTensor x, int index, int channel) =>
        parameters.Dequantize(parameters.Quantize((float)x.Real(index), channel), channel);

    private static (int Low, int High) Codes(int bits, bool isSigned, bool isNarrow) => isSigned
        ? (-(1 << (bits - 1)) + (isNarrow ? 1 : 0), (1 << (bits - 1)) - 1)
        : (0, (1 << bits) - 1 - (isNarrow ? 1 : 0));

    /// <summary>Scales as a vector, and the axis along which they vary.</summary>
    private static (ConstantTensor Scale, int? Axis) Scale(NodeReader node, ImportedValue x)
    {
        ConstantTensor scale = node.Constant(1);
        int[] varying = [.. Enumerable.Range(0, scale.Shape.Rank).Where(axis => scale.Shape[axis] != 1)];
        if (varying.Length == 0)
        {
            return (scale.Reshaped([1]), null);
        }

        int axis = varying[0] + x.Rank - scale.Shape.Rank;
        return varying.Length == 1 && axis >= 0 && x.Shape[axis] == scale.Count
            ? (scale.Reshaped([scale.Count]), axis)
            : throw node.Refusal($"scales {scale.Shape} for {x.Shape}", "Scales can vary along one axis.");
    }

    /// <summary>+s from zero on, −s below.</summary>
    private static void BipolarQuant(NodeReader node)
    {
        ImportedValue x = node.Input();
        ConstantTensor scale = node.Constant(1);
        if (scale.Count != 1 || !double.IsFinite(scale.Real(0)))
        {
            throw node.Refusal($"scales {scale.Shape} of a quantizer with two levels", "Use one finite scale.");
        }

        Value Bipolar(ImportContext graph, Value value)
        {
            Value sign = graph.Apply(new Sign { StraightThrough = true }, value);
            return scale.Real(0) == 1 ? sign : Compositions.Times(graph, scale.Real(0), sign);
        }

        if (x.Constant is { } constant)
        {
            string name = node.InputName(0);
            node.Set(ImportedValue.Of(ConstantTensor.Of(OnnxElement.Float32, constant.Shape, i => constant.Real(i) >= 0 ? scale.Real(0) : -scale.Real(0), _ => 0, constant.Count)) with
            {
                Weight = new StoredWeight(constant, null, (graph, stored, _) => Bipolar(graph, graph.Parameter(name, stored, isTrainable: true))),
            });
            return;
        }

        node.Set(Elementwise.Unary(node.Graph, x, value => Bipolar(node.Graph, value)));
    }
}

using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Integers for real numbers and back, as ops of the graph.</summary>
internal static class Quantizing
{
    /// <summary>The integers themselves, as whole numbers in floating point: <c>clamp(round(x/s) + z)</c>, ties to even.</summary>
    public static Value Codes(ImportContext graph, QuantizedCodes codes)
    {
        Value real = graph.Declared(codes.Real);
        int rank = codes.Real.Rank;
        Value steps = graph.Apply(new Round(), graph.Apply(new Divide(), real, graph.Parameter($"{graph.NodeName}.scale", Along(codes.Scale, codes.Axis, rank))));
        ConstantTensor zeroPoint = Along(codes.ZeroPoint, codes.Axis, rank);
        Value shifted = zeroPoint is { IsUniform: true } && zeroPoint.Whole(0) == 0 ? steps : graph.Apply(new Add(), steps, graph.Parameter($"{graph.NodeName}.zero", zeroPoint));
        return graph.Apply(new Clip(codes.Element.Lowest, codes.Element.Highest), shifted);
    }

    /// <summary>The real numbers that the integers stand for, where both are given.</summary>
    public static Value Real(ImportContext graph, ImportedValue integers, ConstantTensor scale, ConstantTensor zeroPoint, int? axis)
    {
        Value value = graph.Declared(integers);
        ConstantTensor zero = Along(zeroPoint, axis, integers.Rank);
        Value centered = zero is { IsUniform: true } && zero.Whole(0) == 0 ? value : graph.Apply(new Subtract(), value, graph.Parameter($"{graph.NodeName}.zero", zero));
        return graph.Apply(new Multiply(), centered, graph.Parameter($"{graph.NodeName}.scale", Along(scale, axis, integers.Rank)));
    }

    /// <summary>Real numbers rounded to the levels of a quantization.</summary>
    public static ImportedValue Rounded(ImportContext graph, QuantizedCodes codes) =>
        Rounded(graph, codes.Real, codes.Axis, axis => Parameters(codes.Element, codes.Scale, codes.ZeroPoint, axis));

    /// <summary>Real numbers rounded to the levels of a quantization.</summary>
    /// <param name="graph">The graph that is being built.</param>
    /// <param name="real">The numbers.</param>
    /// <param name="axis">The axis in ONNX along which levels vary, or null.</param>
    /// <param name="parameters">Gives the parameters for the axis where it lies in the graph.</param>
    public static ImportedValue Rounded(ImportContext graph, ImportedValue real, int? axis, Func<int?, QuantizationParameters> parameters)
    {
        if (axis is { } declared && real.Order == StoredOrder.ChannelsLast)
        {
            axis = Array.IndexOf(Orders.ToChannelsLast(real.Rank), declared);
        }
        else if (axis is not null && real.Order == StoredOrder.FlattenedChannelsLast)
        {
            real = ImportedValue.Of(graph.Declared(real), real.Shape);
        }

        return Elementwise.Unary(graph, real, new FakeQuantize(new AffineQuantizer(parameters(axis))));
    }

    /// <summary>What is added to codes so that they fit a type with sign.</summary>
    public static int ShiftOf(OnnxElement element) => element == OnnxElement.UInt8 ? -128 : 0;

    /// <summary>The parameters of a quantization. Codes without sign of 8 bits become those of int8: both differ by 128, exactly.</summary>
    public static QuantizationParameters Parameters(OnnxElement element, ConstantTensor scale, ConstantTensor zeroPoint, int? axis)
    {
        int shift = ShiftOf(element);
        ImmutableArray<float> scales = [.. scale.Singles()];
        ImmutableArray<int> zeroPoints = [.. Enumerable.Range(0, scales.Length).Select(i => (int)zeroPoint.Whole(i) + shift)];
        return new QuantizationParameters(scales, zeroPoints, axis, (int)Math.Max(element.Lowest, int.MinValue) + shift, (int)Math.Min(element.Highest, int.MaxValue) + shift);
    }

    /// <summary>A vector along an axis, or a scalar, as a tensor that is broadcast to a rank.</summary>
    public static ConstantTensor Along(ConstantTensor vector, int? axis, int rank) => axis is { } along && vector.Shape.Rank == 1
        ? vector.Reshaped([vector.Count, .. Enumerable.Repeat(1, rank - along - 1)])
        : vector.Count == 1 ? vector.Reshaped([]) : vector;
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Normalizations.</summary>
internal static class NormalizationWriters
{
    public static WrittenValue BatchNormalization(Node node, BatchNorm op, OnnxExport export)
    {
        Tensor moments = export.Constants.ValueOf(node.Inputs[3]).Contiguous();
        int channels = moments.Shape[1];
        float[] values = moments.ToArray<float>();
        string mean = Row("mean", values[..channels]);
        string variance = Row("variance", values[channels..]);
        return ChannelsSecond(node, export, x => x with
        {
            Name = export.File.Add(
                "BatchNormalization",
                x.Shape,
                [x.Name, export.Constants.Write(node.Inputs[1]), export.Constants.Write(node.Inputs[2]), mean, variance],
                OnnxAttributes.Real("epsilon", op.Epsilon)),
        });

        string Row(string role, float[] row) => export.File.Constant(
            export.File.Unique($"{node.Name}.{role}"),
            ConstantTensor.OfReals(OnnxElement.Float32, [channels], Array.ConvertAll(row, value => (double)value)));
    }

    public static WrittenValue LocalResponse(Node node, LocalResponseNorm op, OnnxExport export) => ChannelsSecond(node, export, x => export.Unary(
        "LRN",
        x,
        OnnxAttributes.Whole("size", op.Size),
        OnnxAttributes.Real("alpha", op.Alpha),
        OnnxAttributes.Real("beta", op.Beta),
        OnnxAttributes.Real("bias", op.Bias)));

    /// <summary><c>(x − mean)/√(variance + ε)</c>, composed: no operator takes both axes and ε.</summary>
    public static WrittenValue Standardized(Node node, Standardize op, OnnxExport export)
    {
        WrittenValue x = export.Of(node.Inputs[0]);
        x = x.Order == WrittenOrder.FlattenedChannelsFirst ? export.AsStored(x) : x;
        int[] axes = [.. op.Axes.Indices.ToArray().Select(x.AxisOf).Order()];
        WrittenValue centered = Both("Sub", x, ReductionWriters.Reduced("ReduceMean", x, axes, keepsAxes: true, export));
        WrittenValue variance = ReductionWriters.Reduced("ReduceMean", Both("Mul", centered, centered), axes, keepsAxes: true, export);
        WrittenValue deviation = export.Unary("Sqrt", ElementwiseWriters.WithNumber("Add", variance, op.Epsilon, export));
        return Both("Div", centered, deviation);

        WrittenValue Both(string opType, WrittenValue a, WrittenValue b) => a with { Name = export.File.Add(opType, a.Shape, [a.Name, b.Name]) };
    }

    /// <summary>What an operator gives whose channels are the second axis.</summary>
    private static WrittenValue ChannelsSecond(Node node, OnnxExport export, Func<WrittenValue, WrittenValue> operate)
    {
        Value input = node.Inputs[0];
        int rank = input.Type.Shape.Rank;
        if (rank == 4)
        {
            return operate(export.ChannelsFirst(input));
        }

        WrittenValue x = export.AsStored(input);
        return rank < 3 ? operate(x) : export.Transposed(operate(export.Transposed(x, Orders.ToDeclared(rank))), Orders.ToChannelsLast(rank));
    }
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Scale and zero point of a tensor.</summary>
/// <param name="Scale">The scales: one, a vector along the axis, or one for each element.</param>
/// <param name="ZeroPoint">As many codes of 0.</param>
/// <param name="Axis">The axis along which both vary; null for one scale, and for one for each element.</param>
internal sealed record QuantizationScale(ConstantTensor Scale, ConstantTensor ZeroPoint, int? Axis)
{
    /// <summary>Whether each element has a scale of its own, as in blocks.</summary>
    public bool IsPerElement => Axis is null && Scale.Count > 1;

    /// <summary>Scale and zero point of a tensor, checked.</summary>
    /// <param name="node">The node, for messages.</param>
    /// <param name="shape">The shape of the tensor.</param>
    /// <param name="scale">The scales.</param>
    /// <param name="zeroPoint">The zero points; 0 where null.</param>
    /// <param name="axis">The axis of a vector of scales.</param>
    /// <param name="block">How many neighbors along the axis share a scale; 0 where all do.</param>
    public static QuantizationScale Of(NodeReader node, Shape shape, ConstantTensor scale, ConstantTensor? zeroPoint, long axis, int block = 0)
    {
        ConstantTensor zero = zeroPoint ?? ConstantTensor.OfWholes(OnnxElement.Int32, [1], [0]).Filled(scale.Shape);
        if (zero.Count != scale.Count || scale.Count == 0)
        {
            throw node.Broken($"it has {scale.Count} scales and {zero.Count} zero points; there must be equally many, and at least one.");
        }

        foreach (float value in scale.Singles())
        {
            if (!float.IsFinite(value) || value <= 0)
            {
                throw node.Broken($"a scale is {value}; it must be finite and above 0.");
            }
        }

        if (block > 0)
        {
            int along = node.Axis(axis, shape.Rank);
            return scale.Shape.Rank == shape.Rank && (long)scale.Shape[along] * block >= shape[along]
                ? new QuantizationScale(Repeated(scale, shape, along, block), Repeated(zero, shape, along, block), null)
                : throw node.Broken($"scales {scale.Shape} in blocks of {block} do not cover {shape}.");
        }

        if (scale.Shape.Rank == 0 || scale.Count == 1)
        {
            return new QuantizationScale(scale.Reshaped([1]), zero.Reshaped([1]), null);
        }

        int vector = node.Axis(axis, shape.Rank);
        return scale.Shape.Rank == 1 && scale.Count == shape[vector]
            ? new QuantizationScale(scale, zero.Reshaped(scale.Shape), vector)
            : throw node.Broken($"scales {scale.Shape} do not fit axis {vector} of {shape}.");
    }

    /// <summary>Which scale an element has.</summary>
    public int IndexOf(Shape shape, int element) => Axis is { } axis
        ? element / ConstantTensor.Steps(shape)[axis] % shape[axis]
        : Scale.Count > 1 ? element : 0;

    private static ConstantTensor Repeated(ConstantTensor blocks, Shape shape, int axis, int block)
    {
        int run = ConstantTensor.Steps(shape)[axis];
        return blocks.Picked(shape, index =>
        {
            (int row, int inner) = Math.DivRem(index, run);
            (int outer, int position) = Math.DivRem(row, shape[axis]);
            return (((outer * blocks.Shape[axis]) + (position / block)) * run) + inner;
        });
    }
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>STRIDED_SLICE. Inputs: a value, and for each axis where to begin, where to end and the step.</summary>
internal static class StridedSliceImport
{
    public static void StridedSlice(OperatorImport op)
    {
        TfliteStridedSliceOptions options = op.Options<TfliteStridedSliceOptions>();
        if ((options.EllipsisMask | options.NewAxisMask) != 0)
        {
            throw op.Unsupported("has an ellipsis or a new axis", "Name all axes.");
        }

        Value input = op.Input(0);
        int[] begin = op.Integers(1);
        int[] end = op.Integers(2);
        int[] step = op.Integers(3);
        int rank = input.Type.Shape.Rank;
        if (begin.Length > rank || end.Length != begin.Length || step.Length != begin.Length)
        {
            throw new ModelFormatException($"{op.Place} has {begin.Length} begins, {end.Length} ends and {step.Length} steps for {rank} axes. The file is damaged; convert the model again.");
        }

        Value sliced = input;
        for (int axis = 0; axis < begin.Length; axis++)
        {
            if (step[axis] != 1)
            {
                throw op.Unsupported($"takes every {step[axis]}th position along axis {axis}", "Use steps of 1.");
            }

            int length = input.Type.Shape[axis];
            int first = Bit(options.BeginMask, axis) ? 0 : Inside(begin[axis], length);
            int last = Bit(options.ShrinkMask, axis) ? first + 1 : Bit(options.EndMask, axis) ? length : Inside(end[axis], length);
            if ((first, last) != (0, length))
            {
                sliced = op.Step($".axis{axis}", new Slice(axis, first, last - first), sliced);
            }
        }

        op.ReturnMovedFrom(sliced, new Reshape(new Shape(op.Output.Shape.AsSpan()[1..])));
    }

    /// <summary>A position that counts from the end where it is negative, cut to the axis.</summary>
    private static int Inside(int position, int length) => Math.Clamp(position < 0 ? position + length : position, 0, length);

    private static bool Bit(int mask, int axis) => (mask & (1 << axis)) != 0;
}

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
        if (begin.Length > rank || end.Length != begin.Length || step.Length != begin.Length || step.Contains(0))
        {
            throw new ModelFormatException($"{op.Place} has {begin.Length} begins, {end.Length} ends and the steps [{string.Join(", ", step)}] for {rank} axes. The file is damaged; convert the model again.");
        }

        Value sliced = input;
        for (int axis = 0; axis < begin.Length; axis++)
        {
            int length = input.Type.Shape[axis];
            Range range = Bit(options.ShrinkMask, axis)
                ? new Range(Absolute(begin[axis], length), 1, 1)
                : Range.Of(Bit(options.BeginMask, axis) ? null : begin[axis], Bit(options.EndMask, axis) ? null : end[axis], step[axis], length);
            if (range != new Range(0, length, 1))
            {
                sliced = op.Step($".axis{axis}", range.ToOp(axis), sliced);
            }
        }

        op.ReturnMovedFrom(sliced, new Reshape(new Shape(op.Output.Shape.AsSpan()[1..])));
    }

    private static int Absolute(int position, int length) => position < 0 ? position + length : position;

    private static bool Bit(int mask, int axis) => (mask & (1 << axis)) != 0;

    /// <summary>Positions along one axis.</summary>
    private readonly record struct Range(int First, int Count, int Step)
    {
        /// <summary>An end that is left open is that of the axis; positions beyond it are cut to it.</summary>
        public static Range Of(int? begin, int? end, int step, int length)
        {
            // Backward, the last position is the first that is taken, and the end lies before position 0.
            (int lowest, int highest) = step > 0 ? (0, length) : (-1, length - 1);
            int first = begin is { } from ? Math.Clamp(Absolute(from, length), lowest, highest) : step > 0 ? lowest : highest;
            int last = end is { } to ? Math.Clamp(Absolute(to, length), lowest, highest) : step > 0 ? highest : lowest;
            long distance = (step > 0 ? last - first : first - last) + Math.Abs((long)step) - 1;
            return new Range(first, (int)Math.Max(distance / Math.Abs((long)step), 0), step);
        }

        public Op ToOp(int axis) => Step == 1 ? new Slice(axis, First, Count) : new StridedSlice(axis, First, Count, Step);
    }
}

namespace Bantam.Model;

/// <summary>A split as slices.</summary>
internal static class Parts
{
    /// <summary>One slice for each part of an axis.</summary>
    /// <exception cref="ShapeException">The lengths do not add up to the axis.</exception>
    public static Slice[] Of(TensorType input, int axis, ReadOnlySpan<int> lengths)
    {
        int resolved = Expect.Axis(new Slice(axis, 0, 0), input, axis);
        Slice[] slices = new Slice[lengths.Length];
        long start = 0;
        for (int i = 0; i < slices.Length; i++)
        {
            slices[i] = new Slice(axis, (int)Math.Min(start, int.MaxValue), lengths[i]);
            start += lengths[i];
        }

        return start == input.Shape[resolved]
            ? slices
            : throw new ShapeException($"Split cuts axis {axis} of {input} into parts of {string.Join(", ", lengths.ToArray())}, which add up to {start}, but the axis has {input.Shape[resolved]}.");
    }
}

namespace Bantam.Model;

/// <summary>A tensor seen along one axis: blocks of [length, step] elements, one after another.</summary>
internal static class AxisBlocks
{
    /// <summary>The length of an axis, and the elements from one position along it to the next (at least 1).</summary>
    public static (int Length, int Step) Of(Shape shape, int axis)
    {
        int step = 1;
        foreach (int length in shape.Lengths[(axis + 1)..])
        {
            step *= length;
        }

        return (shape[axis], Math.Max(step, 1));
    }

    /// <summary>A shape with another length along one axis.</summary>
    public static Shape WithLength(Shape shape, int axis, int length) => [.. shape.Lengths[..axis], length, .. shape.Lengths[(axis + 1)..]];
}

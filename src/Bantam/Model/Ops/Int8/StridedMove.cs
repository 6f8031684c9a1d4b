using System.Collections.Immutable;

namespace Bantam.Model;

/// <summary>A copy of codes from one regular grid of positions to another: what padding, transposing, slicing and joining have in common.</summary>
/// <param name="Lengths">How many codes along each axis of both grids.</param>
/// <param name="Source">The positions that are read.</param>
/// <param name="Target">The positions that are written.</param>
/// <remarks>Codes are moved as they are, whatever they mean. At most 8 axes.</remarks>
internal sealed record StridedMove(ImmutableArray<int> Lengths, StridedGrid Source, StridedGrid Target)
{
    /// <summary>How many codes are moved.</summary>
    public long Count => Lengths.Aggregate(1L, (product, length) => product * length);

    /// <summary>A block whose axes are put in another order.</summary>
    /// <param name="input">The shape of the input.</param>
    /// <param name="order">For each axis of the output, the axis of the input that it is.</param>
    /// <returns>The copy.</returns>
    public static StridedMove Transpose(Shape input, IReadOnlyList<int> order)
    {
        StridedGrid rows = StridedGrid.RowMajor(input);
        Shape output = new([.. order.Select(axis => input[axis])]);
        return Simplify(output, rows with { Strides = [.. order.Select(axis => rows.Strides[axis])] }, StridedGrid.RowMajor(output));
    }

    /// <summary>Every so many elements of a block, from a start on.</summary>
    /// <param name="input">The shape of the input.</param>
    /// <param name="starts">The first position along each axis.</param>
    /// <param name="steps">From one position to the next along each axis; negative walks backward.</param>
    /// <param name="output">How many positions are kept along each axis.</param>
    /// <returns>The copy.</returns>
    public static StridedMove Slice(Shape input, IReadOnlyList<int> starts, IReadOnlyList<int> steps, Shape output)
    {
        StridedGrid rows = StridedGrid.RowMajor(input);
        StridedGrid source = new(rows.At(starts), [.. rows.Strides.Select((stride, axis) => stride * steps[axis])]);
        return Simplify(output, source, StridedGrid.RowMajor(output));
    }

    /// <summary>A block put into a larger one.</summary>
    /// <param name="input">The shape of the input.</param>
    /// <param name="output">The shape of the output.</param>
    /// <param name="starts">Where the first element goes along each axis.</param>
    /// <returns>The copy.</returns>
    public static StridedMove Into(Shape input, Shape output, IReadOnlyList<int> starts)
    {
        StridedGrid rows = StridedGrid.RowMajor(output);
        return Simplify(input, StridedGrid.RowMajor(input), rows with { Offset = rows.At(starts) });
    }

    /// <summary>Copies the codes.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="source">Where they are read.</param>
    /// <param name="target">Where they are written; other positions stay as they are.</param>
    public void Run<T>(ReadOnlySpan<T> source, Span<T> target)
        where T : unmanaged
    {
        for (long i = 0; i < Count; i++)
        {
            long rest = i;
            int from = Source.Offset;
            int to = Target.Offset;
            for (int axis = Lengths.Length - 1; axis >= 0; axis--)
            {
                (rest, long position) = Math.DivRem(rest, Lengths[axis]);
                from += (int)position * Source.Strides[axis];
                to += (int)position * Target.Strides[axis];
            }

            target[to] = source[from];
        }
    }

    /// <summary>Leaves out axes of length 1 and merges neighbors that both grids walk as one.</summary>
    private static StridedMove Simplify(Shape lengths, StridedGrid source, StridedGrid target)
    {
        List<(int Length, int From, int To)> axes = [];
        for (int axis = 0; axis < lengths.Rank; axis++)
        {
            (int length, int from, int to) = (lengths[axis], source.Strides[axis], target.Strides[axis]);
            if (length == 1)
            {
                continue;
            }

            if (axes.Count > 0 && axes[^1].From == from * length && axes[^1].To == to * length)
            {
                axes[^1] = (axes[^1].Length * length, from, to);
            }
            else
            {
                axes.Add((length, from, to));
            }
        }

        return new StridedMove(
            [.. axes.Select(axis => axis.Length)],
            source with { Strides = [.. axes.Select(axis => axis.From)] },
            target with { Strides = [.. axes.Select(axis => axis.To)] });
    }
}

/// <summary>Positions of a memory: an offset, and the distance from one to the next along each axis.</summary>
/// <param name="Offset">The position of the first.</param>
/// <param name="Strides">The distances; negative ones walk backward.</param>
internal readonly record struct StridedGrid(int Offset, ImmutableArray<int> Strides)
{
    /// <summary>All positions of a shape in row-major order.</summary>
    public static StridedGrid RowMajor(Shape shape)
    {
        int[] strides = new int[shape.Rank];
        int stride = 1;
        for (int axis = shape.Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape[axis];
        }

        return new StridedGrid(0, [.. strides]);
    }

    /// <summary>The position at the given coordinates.</summary>
    public int At(IReadOnlyList<int> coordinates) => Offset + Strides.Select((stride, axis) => stride * coordinates[axis]).Sum();
}

namespace Bantam.Model;

/// <summary>When a buffer is in use: from the step that writes it to the last step that reads it, both included.</summary>
/// <param name="FirstStep">The step that writes the buffer.</param>
/// <param name="LastStep">The last step that reads it; not before <paramref name="FirstStep"/>.</param>
/// <param name="Size">Its size, in the unit of the arena (bytes for firmware, elements for a training step).</param>
public readonly record struct BufferLifetime(int FirstStep, int LastStep, int Size)
{
    /// <summary>Whether two buffers are ever in use at the same step.</summary>
    /// <param name="other">The other buffer.</param>
    /// <returns>Whether they must not share memory.</returns>
    public bool Overlaps(BufferLifetime other) => FirstStep <= other.LastStep && other.FirstStep <= LastStep;
}

/// <summary>Places buffers with known lifetimes in one block of memory.</summary>
public static class ArenaLayout
{
    /// <summary>Puts each buffer, in the given order, at the lowest offset where it meets no buffer that lives at the same time.</summary>
    /// <param name="buffers">The buffers.</param>
    /// <param name="order">The order of placement: a permutation of the buffers' indices.</param>
    /// <param name="offsets">Receives the offset of each buffer.</param>
    /// <returns>The size of the block: the highest end of any buffer.</returns>
    public static long Place(ReadOnlySpan<BufferLifetime> buffers, ReadOnlySpan<int> order, Span<long> offsets)
    {
        List<(long Start, long End)> taken = [];
        long size = 0;
        for (int k = 0; k < order.Length; k++)
        {
            BufferLifetime buffer = buffers[order[k]];
            taken.Clear();
            for (int j = 0; j < k; j++)
            {
                BufferLifetime placed = buffers[order[j]];
                if (placed.Overlaps(buffer))
                {
                    taken.Add((offsets[order[j]], offsets[order[j]] + placed.Size));
                }
            }

            taken.Sort();
            long offset = 0;
            foreach ((long start, long end) in taken)
            {
                if (offset + buffer.Size <= start)
                {
                    break;
                }

                offset = Math.Max(offset, end);
            }

            offsets[order[k]] = offset;
            size = Math.Max(size, offset + buffer.Size);
        }

        return size;
    }

    /// <summary>The buffers' indices from the largest to the smallest, ties by index: a good first order for <see cref="Place"/>.</summary>
    /// <param name="buffers">The buffers.</param>
    /// <returns>The order.</returns>
    public static int[] LargestFirst(ReadOnlySpan<BufferLifetime> buffers)
    {
        BufferLifetime[] copy = buffers.ToArray();
        return [.. Enumerable.Range(0, copy.Length).OrderByDescending(i => copy[i].Size).ThenBy(i => i)];
    }

    /// <summary>The most memory that is in use at any one step. No layout can be smaller.</summary>
    /// <param name="buffers">The buffers.</param>
    /// <returns>The lower bound, in the buffers' unit.</returns>
    public static long LowerBound(ReadOnlySpan<BufferLifetime> buffers)
    {
        long bound = 0;
        foreach (BufferLifetime at in buffers)
        {
            // The load only rises where some buffer begins, so these steps are enough.
            long load = 0;
            foreach (BufferLifetime other in buffers)
            {
                if (other.FirstStep <= at.FirstStep && at.FirstStep <= other.LastStep)
                {
                    load += other.Size;
                }
            }

            bound = Math.Max(bound, load);
        }

        return bound;
    }
}

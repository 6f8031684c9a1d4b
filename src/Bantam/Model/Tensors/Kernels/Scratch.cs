namespace Bantam.Model;

/// <summary>Memory that a kernel needs while it runs. Each thread keeps its own, so that only the first calls allocate.</summary>
internal static unsafe class Scratch
{
    private const int Alignment = 64;

    [ThreadStatic]
    private static byte[][]? s_buffers;

    /// <summary>What a buffer is for: a kernel holds at most one of each at a time.</summary>
    public enum Use
    {
        /// <summary>A packed matrix that the calling thread prepares for all parts.</summary>
        Weights,

        /// <summary>Weights as a fast algorithm needs them, which the calling thread prepares for all parts from packed ones.</summary>
        TransformedWeights,

        /// <summary>Tables that the calling thread prepares for all parts.</summary>
        Tables,

        /// <summary>Sums of each part, added up by the calling thread.</summary>
        Partials,

        /// <summary>A matrix that one part packs for itself.</summary>
        Panels,

        /// <summary>A few rows that one part copies for itself.</summary>
        Tile,

        /// <summary>One image with its padding.</summary>
        Image,

        /// <summary>A value or two for each row of a matrix, or a row.</summary>
        Row,
    }

    /// <summary>Gets memory for some values: uninitialized, aligned to a cache line, valid until the next request for the same use on this thread.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="use">What it is for.</param>
    /// <param name="count">How many values.</param>
    /// <returns>The address of the first one.</returns>
    public static T* Get<T>(Use use, long count)
        where T : unmanaged
    {
        long bytes = checked((count * sizeof(T)) + Alignment);
        s_buffers ??= new byte[Enum.GetValues<Use>().Length][];
        byte[]? buffer = s_buffers[(int)use];
        if (buffer is null || buffer.Length < bytes)
        {
            // Half as much again, so that slowly growing requests settle soon.
            long room = Math.Min(bytes + (bytes / 2), Array.MaxLength);
            buffer = GC.AllocateUninitializedArray<byte>(checked((int)Math.Max(room, bytes)), pinned: true);
            s_buffers[(int)use] = buffer;
        }

        // The array is pinned, so its address outlives this method's view of it.
        fixed (byte* start = buffer)
        {
            return (T*)(((nint)start + Alignment - 1) & -Alignment);
        }
    }
}

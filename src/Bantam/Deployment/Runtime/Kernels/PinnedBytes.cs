namespace Bantam.Deployment;

/// <summary>Memory that never moves and begins at a cache line.</summary>
internal sealed unsafe class PinnedBytes
{
    private const int Alignment = 64;

    private readonly byte[] _bytes;

    /// <summary>Takes memory, all of it 0.</summary>
    public PinnedBytes(long length)
    {
        _bytes = GC.AllocateArray<byte>(checked((int)(length + Alignment)), pinned: true);

        // The array is pinned, so its address outlives this method's view of it.
        fixed (byte* start = _bytes)
        {
            Start = (byte*)(((nint)start + Alignment - 1) & -Alignment);
        }
    }

    /// <summary>The first byte.</summary>
    public byte* Start { get; }
}

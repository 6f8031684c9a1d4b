using System.Runtime.InteropServices;

namespace Bantam.Deployment;

/// <summary>The memory of a plan's buffers on the host: the arena, and what the caller of generated code would own.</summary>
internal sealed class PlanMemory
{
    private readonly Plan _plan;
    private readonly byte[] _arena;
    private readonly byte[]?[] _owned;

    public PlanMemory(Plan plan)
    {
        _plan = plan;
        _arena = new byte[plan.ArenaBytes];
        _owned = [.. plan.Buffers.Select(buffer => buffer.Place == BufferPlace.Arena ? null : new byte[buffer.Bytes])];
    }

    /// <summary>The bytes of a buffer.</summary>
    public Span<byte> Bytes(int index) => _owned[index] is { } owned ? owned : _arena.AsSpan(_plan.Buffers[index].Offset, _plan.Buffers[index].Bytes);

    /// <summary>The codes of a buffer.</summary>
    public Span<T> Codes<T>(int index)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes(index));
}

using System.Runtime.InteropServices;
using Bantam.Model;

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
        _owned = [.. plan.Buffers.Select(buffer => buffer.Place == BufferPlace.Arena ? null : buffer.Place == BufferPlace.Constant ? [.. buffer.Data] : new byte[buffer.Bytes])];
        Reset();
    }

    /// <summary>Sets every state to the code of 0.</summary>
    public void Reset()
    {
        for (int i = 0; i < _plan.Buffers.Count; i++)
        {
            PlanBuffer buffer = _plan.Buffers[i];
            if (buffer.Place != BufferPlace.State)
            {
                continue;
            }

            if (buffer.Element == ElementType.Int8)
            {
                Codes<sbyte>(i).Fill((sbyte)buffer.Parameters.ZeroPoint);
            }
            else
            {
                Codes<short>(i).Fill((short)buffer.Parameters.ZeroPoint);
            }
        }
    }

    /// <summary>How the codes of a buffer are stored.</summary>
    public ElementType Element(int index) => _plan.Buffers[index].Element;

    /// <summary>The bytes of a buffer.</summary>
    public Span<byte> Bytes(int index) => _owned[index] is { } owned ? owned : _arena.AsSpan(_plan.Buffers[index].Offset, _plan.Buffers[index].Bytes);

    /// <summary>The codes of a buffer.</summary>
    public Span<T> Codes<T>(int index)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes(index));
}

using System.Buffers.Binary;
using Bantam.Model;

namespace Bantam.Keras;

/// <summary>Checks the lengths within an HDF5 file for which its reader would take memory before it finds that the file is shorter.</summary>
/// <remarks>Both kinds of block are found by their signatures, wherever they lie: global heaps (texts) and local heaps (names of links).</remarks>
internal static class HdfBounds
{
    private const int HeapHeader = 16;
    private const int ObjectHeader = 16;

    /// <summary>Checks a file.</summary>
    /// <exception cref="ModelFormatException">A block states more bytes than the file has.</exception>
    public static void Check(ReadOnlySpan<byte> file)
    {
        foreach (int start in Find(file, [.. "GCOL"u8, 1]))
        {
            CheckGlobalHeap(file[start..]);
        }

        foreach (int start in Find(file, [.. "HEAP"u8, 0]))
        {
            Require(LengthAt(file[start..], 8), file.Length);
        }
    }

    private static List<int> Find(ReadOnlySpan<byte> file, ReadOnlySpan<byte> signature)
    {
        List<int> starts = [];
        int next;
        for (int start = 0; (next = file[start..].IndexOf(signature)) >= 0; start += next + signature.Length)
        {
            starts.Add(start + next);
        }

        return starts;
    }

    /// <summary>A header with the size of the whole, then objects: number, references, size, and as many bytes, rounded up to eight.</summary>
    private static void CheckGlobalHeap(ReadOnlySpan<byte> heap)
    {
        ulong size = LengthAt(heap, 8);
        Require(size, heap.Length);
        int end = (int)size;
        int position = HeapHeader;
        while (position + ObjectHeader <= end && BinaryPrimitives.ReadUInt16LittleEndian(heap[position..]) != 0)
        {
            ulong length = LengthAt(heap, position + 8);
            Require(length, end - position - ObjectHeader);
            position += ObjectHeader + (((int)length + 7) & ~7);
        }
    }

    private static ulong LengthAt(ReadOnlySpan<byte> block, int position) => position + sizeof(ulong) <= block.Length
        ? BinaryPrimitives.ReadUInt64LittleEndian(block[position..])
        : throw new ModelFormatException("It is no complete HDF5 file: it ends within a heap. Save the network again.");

    private static void Require(ulong stated, int available)
    {
        if (stated > (ulong)Math.Max(available, 0))
        {
            throw new ModelFormatException($"It is no complete HDF5 file: a heap states {stated} bytes where {available} are left. Save the network again.");
        }
    }
}

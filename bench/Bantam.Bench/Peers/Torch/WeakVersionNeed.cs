using System.Buffers.Binary;
using System.Text;

namespace Bantam.Bench;

/// <summary>Lets a shared library load although a version that it names is unknown to the system's C++ library.</summary>
/// <remarks>
/// TorchSharp's library names a version of the C++ library for one symbol that no instruction refers to: the header of
/// a newer compiler mentions it. The format has a flag for "missing is no error"; setting it in a copy is enough.
/// Format: the ELF specification with the GNU version sections.
/// </remarks>
internal static class WeakVersionNeed
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    /// <summary>Marks a version of a 64-bit little-endian ELF file as dispensable.</summary>
    /// <param name="file">The bytes of the file, changed in place.</param>
    /// <param name="version">The version's name.</param>
    /// <returns>Whether anything changed.</returns>
    public static bool Mark(Span<byte> file, string version)
    {
        int sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(file[0x28..]);
        int sectionSize = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3A..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3C..]);
        bool changed = false;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> header = file.Slice(sections + (i * sectionSize), sectionSize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == VersionNeedSection)
            {
                int names = sections + ((int)BinaryPrimitives.ReadUInt32LittleEndian(header[0x28..]) * sectionSize);
                int nameBytes = (int)BinaryPrimitives.ReadUInt64LittleEndian(file[(names + 0x18)..]);
                changed |= MarkIn(file, (int)BinaryPrimitives.ReadUInt64LittleEndian(header[0x18..]), nameBytes, version);
            }
        }

        return changed;
    }

    /// <summary>Each library needed has a record, and behind it a chain of one record per version needed from it.</summary>
    private static bool MarkIn(Span<byte> file, int need, int names, string version)
    {
        bool changed = false;
        for (int next = -1; next != 0; need += next)
        {
            int entry = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(file[(need + 8)..]);
            for (int step = -1; step != 0; entry += step)
            {
                int name = names + (int)BinaryPrimitives.ReadUInt32LittleEndian(file[(entry + 8)..]);
                ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(file[(entry + 4)..]);
                if (NameAt(file, name) == version && (flags & WeakFlag) == 0)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(file[(entry + 4)..], (ushort)(flags | WeakFlag));
                    changed = true;
                }

                step = (int)BinaryPrimitives.ReadUInt32LittleEndian(file[(entry + 12)..]);
            }

            next = (int)BinaryPrimitives.ReadUInt32LittleEndian(file[(need + 12)..]);
        }

        return changed;
    }

    private static string NameAt(ReadOnlySpan<byte> file, int start)
    {
        ReadOnlySpan<byte> rest = file[start..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }
}

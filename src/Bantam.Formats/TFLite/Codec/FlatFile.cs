using System.Buffers.Binary;
using Bantam.Model;
using Google.FlatBuffers;

namespace Bantam.Formats;

/// <summary>The bytes of a FlatBuffers file that nobody vouches for: every position is checked before it is read.</summary>
/// <remarks>
/// A FlatBuffer may point to one vector from many places, so a small file can unfold into a huge one. What is taken out of it
/// is therefore charged to an allowance of <see cref="Multiple"/> times its size.
/// </remarks>
internal sealed class FlatFile
{
    /// <summary>The most bytes that may be read out of a file, as a multiple of its own.</summary>
    public const int Multiple = 16;

    /// <summary>What a table costs beside its values.</summary>
    private const int BytesPerTable = 64;

    private const int SmallestAllowance = 1 << 16;

    private readonly ByteBuffer _buffer;
    private long _allowance;

    public FlatFile(byte[] bytes)
    {
        Bytes = bytes;
        _buffer = new ByteBuffer(bytes);
        _allowance = ((long)Multiple * bytes.Length) + SmallestAllowance;
    }

    /// <summary>All bytes.</summary>
    public byte[] Bytes { get; }

    /// <summary>Whether the four letters that name the format stand where they belong.</summary>
    public bool HasIdentifier(ReadOnlySpan<byte> identifier) => Bytes.Length >= 8 && Bytes.AsSpan(4, 4).SequenceEqual(identifier);

    /// <summary>The table that holds everything.</summary>
    public FlatTable Root()
    {
        RequireInside(0, sizeof(uint));
        return new FlatTable(this, UInt32At(0));
    }

    /// <summary>Charges what is about to be read out.</summary>
    /// <exception cref="ModelFormatException">The file unfolds into more than it may.</exception>
    public void Charge(long bytes)
    {
        _allowance -= bytes;
        if (_allowance < 0)
        {
            throw new ModelFormatException($"Its parts overlap: read out, they are more than {Multiple} times the {Bytes.Length} bytes of the file. It was not written by a model converter.");
        }
    }

    public void ChargeTable() => Charge(BytesPerTable);

    /// <exception cref="ModelFormatException">The bytes reach over an end of the file.</exception>
    public void RequireInside(long position, long bytes)
    {
        if (position < 0 || bytes < 0 || position > Bytes.Length - bytes)
        {
            throw new ModelFormatException($"It points to byte {position} and {bytes} bytes from there, but has {Bytes.Length}. The file is truncated or damaged; get it again.");
        }
    }

    public byte ByteAt(long position) => _buffer.Get((int)position);

    public ushort UInt16At(long position) => _buffer.GetUshort((int)position);

    public int Int32At(long position) => _buffer.GetInt((int)position);

    public uint UInt32At(long position) => _buffer.GetUint((int)position);

    public float SingleAt(long position) => _buffer.GetFloat((int)position);

    public long Int64At(long position) => BinaryPrimitives.ReadInt64LittleEndian(Bytes.AsSpan((int)position));
}

using System.Buffers.Binary;
using System.Text;

namespace Bantam.Bench;

/// <summary>Writes one message of the Protocol Buffers wire format.</summary>
/// <remarks>A field is a key (number times 8 plus kind) and a value: kind 0 a variable-length integer, 2 bytes with their length, 5 four bytes.</remarks>
internal sealed class ProtobufWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>An integer.</summary>
    public void Integer(int field, long value)
    {
        Variable(((ulong)field << 3) | 0);
        Variable((ulong)value);
    }

    /// <summary>A 32-bit number.</summary>
    public void Single(int field, float value)
    {
        Variable(((ulong)field << 3) | 5);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.AddRange(bytes);
    }

    /// <summary>Bytes.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Variable(((ulong)field << 3) | 2);
        Variable((ulong)value.Length);
        _bytes.AddRange(value);
    }

    /// <summary>Text.</summary>
    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A message inside of this one.</summary>
    public void Message(int field, Action<ProtobufWriter> write)
    {
        ProtobufWriter inner = new();
        write(inner);
        Bytes(field, inner.ToArray());
    }

    public byte[] ToArray() => [.. _bytes];

    private void Variable(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
    }
}

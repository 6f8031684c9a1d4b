using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>A table of a FlatBuffers file. Fields have numbers, in the order in which the schema declares them.</summary>
internal readonly struct FlatTable
{
    private readonly FlatFile _file;
    private readonly long _position;
    private readonly long _fields;
    private readonly int _fieldCount;
    private readonly int _size;

    /// <exception cref="ModelFormatException">There is no table at that position.</exception>
    public FlatTable(FlatFile file, long position)
    {
        _file = file;
        _position = position;
        file.RequireInside(position, sizeof(int));
        long directory = position - file.Int32At(position);
        file.RequireInside(directory, 2 * sizeof(ushort));
        int directorySize = file.UInt16At(directory);
        _size = file.UInt16At(directory + sizeof(ushort));
        file.RequireInside(directory, directorySize);
        file.RequireInside(position, _size);
        _fields = directory + (2 * sizeof(ushort));
        _fieldCount = Math.Max((directorySize / sizeof(ushort)) - 2, 0);
        file.ChargeTable();
    }

    public bool Has(int field) => PositionOf(field, 1) != 0;

    public byte Byte(int field, byte absent = 0) => PositionOf(field, sizeof(byte)) is var at and not 0 ? _file.ByteAt(at) : absent;

    public bool Boolean(int field) => Byte(field) != 0;

    public int Int32(int field, int absent = 0) => PositionOf(field, sizeof(int)) is var at and not 0 ? _file.Int32At(at) : absent;

    public uint UInt32(int field) => PositionOf(field, sizeof(uint)) is var at and not 0 ? _file.UInt32At(at) : 0;

    public long Int64(int field) => PositionOf(field, sizeof(long)) is var at and not 0 ? _file.Int64At(at) : 0;

    public float Single(int field) => PositionOf(field, sizeof(float)) is var at and not 0 ? _file.SingleAt(at) : 0;

    /// <summary>A table; null where the field is absent.</summary>
    public FlatTable? Table(int field) => PositionOf(field, sizeof(uint)) is var at and not 0 ? new FlatTable(_file, at + _file.UInt32At(at)) : null;

    /// <summary>Tables; none where the field is absent.</summary>
    public FlatTable[] Tables(int field)
    {
        (long start, int count) = VectorOf(field, sizeof(uint));
        _file.Charge((long)count * sizeof(uint));
        FlatTable[] tables = new FlatTable[count];
        for (int i = 0; i < count; i++)
        {
            long at = start + (i * sizeof(uint));
            tables[i] = new FlatTable(_file, at + _file.UInt32At(at));
        }

        return tables;
    }

    /// <summary>Bytes of the file itself, not copied.</summary>
    public ReadOnlyMemory<byte> Bytes(int field)
    {
        (long start, int count) = VectorOf(field, sizeof(byte));
        return _file.Bytes.AsMemory((int)start, count);
    }

    public ImmutableArray<int> Int32s(int field)
    {
        ReadOnlySpan<byte> bytes = Vector(field, sizeof(int));
        int[] values = new int[bytes.Length / sizeof(int)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(i * sizeof(int))..]);
        }

        return ImmutableArray.Create(values);
    }

    public ImmutableArray<long> Int64s(int field)
    {
        ReadOnlySpan<byte> bytes = Vector(field, sizeof(long));
        long[] values = new long[bytes.Length / sizeof(long)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(i * sizeof(long))..]);
        }

        return ImmutableArray.Create(values);
    }

    public ImmutableArray<float> Singles(int field)
    {
        ReadOnlySpan<byte> bytes = Vector(field, sizeof(float));
        float[] values = new float[bytes.Length / sizeof(float)];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        }

        return ImmutableArray.Create(values);
    }

    /// <summary>A text; empty where the field is absent.</summary>
    public string Text(int field) => Encoding.UTF8.GetString(Vector(field, sizeof(byte)));

    private ReadOnlySpan<byte> Vector(int field, int width)
    {
        (long start, int count) = VectorOf(field, width);
        _file.Charge((long)count * Math.Max(width, sizeof(char)));
        return _file.Bytes.AsSpan((int)start, count * width);
    }

    /// <summary>Where a vector's elements start and how many there are, all of them inside of the file.</summary>
    private (long Start, int Count) VectorOf(int field, int width)
    {
        long at = PositionOf(field, sizeof(uint));
        if (at == 0)
        {
            return (0, 0);
        }

        long vector = at + _file.UInt32At(at);
        _file.RequireInside(vector, sizeof(uint));
        uint count = _file.UInt32At(vector);
        _file.RequireInside(vector + sizeof(uint), (long)count * width);
        return (vector + sizeof(uint), (int)count);
    }

    /// <summary>Where a field's value lies; 0 where the table does not have it.</summary>
    private long PositionOf(int field, int width)
    {
        if (field >= _fieldCount)
        {
            return 0;
        }

        int offset = _file.UInt16At(_fields + (field * sizeof(ushort)));
        if (offset == 0)
        {
            return 0;
        }

        return offset + width <= _size
            ? _position + offset
            : throw new ModelFormatException($"A field of the table at byte {_position} lies outside of it. The file is damaged; get it again.");
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>What stands before the values of an <c>.npy</c> file.</summary>
/// <remarks>Magic, version, the length of a text in 2 bytes (version 1) or 4, and the text: a dictionary of Python literals.</remarks>
internal sealed record NpyHeader(StoredType Type, bool IsColumnMajor, Shape Shape)
{
    /// <summary>The bytes before the text, for the longest version.</summary>
    public const int MaximumPreamble = 12;

    private const int MaximumText = 1 << 16;
    private const int Alignment = 64;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>The number of bytes of the values that follow.</summary>
    public long ValueBytes => (long)Shape.Count * Type.SizeBytes;

    /// <summary>Where the values begin, from the first bytes of a file.</summary>
    /// <param name="start">The first <see cref="MaximumPreamble"/> bytes, or all that there are.</param>
    /// <param name="name">What errors call the file.</param>
    /// <exception cref="ModelFormatException">The file is no array of NumPy.</exception>
    public static int LengthOf(ReadOnlySpan<byte> start, string name)
    {
        if (start.Length < MaximumPreamble || !start.StartsWith(Magic))
        {
            throw new ModelFormatException($"{name} is no NumPy array: it does not begin with the bytes 93 'NUMPY' and a header. Write it with numpy.save.");
        }

        (int preamble, uint text) = (start[6], start[7]) switch
        {
            (1, 0) => (10, BinaryPrimitives.ReadUInt16LittleEndian(start[8..])),
            (2 or 3, 0) => (12, BinaryPrimitives.ReadUInt32LittleEndian(start[8..])),
            _ => throw new ModelFormatException($"{name} has version {start[6]}.{start[7]} of the NumPy format; versions 1.0, 2.0 and 3.0 are read."),
        };
        return text <= MaximumText
            ? preamble + (int)text
            : throw new ModelFormatException($"{name} states a header of {text} bytes; at most {MaximumText} are read. The file is damaged.");
    }

    /// <summary>Parses the whole header.</summary>
    /// <param name="header">As many bytes as <see cref="LengthOf"/> says.</param>
    /// <param name="name">What errors call the file.</param>
    /// <exception cref="ModelFormatException">The header states something that cannot be read.</exception>
    public static NpyHeader Parse(ReadOnlySpan<byte> header, string name)
    {
        string text = Encoding.UTF8.GetString(header[(header[6] == 1 ? 10 : 12)..]);
        NpyDictionary fields = NpyDictionary.Parse(text, name);
        return new NpyHeader(TypeOf(fields.Descr, name), fields.FortranOrder, StoredTypes.ShapeOf(fields.Shape, name));
    }

    /// <summary>The header of version 1.0 for a row-major tensor, padded so that the values begin at a multiple of 64 bytes.</summary>
    public static byte[] Write(TensorType type)
    {
        string lengths = string.Join(", ", type.Shape.Lengths.ToArray().Select(length => length.ToString(CultureInfo.InvariantCulture)));
        string shape = type.Shape.Rank == 1 ? $"({lengths},)" : $"({lengths})";
        string dictionary = $"{{'descr': '{DescrOf(StoredTypes.Of(type.Element))}', 'fortran_order': False, 'shape': {shape}, }}";
        int length = (10 + dictionary.Length + 1 + Alignment - 1) / Alignment * Alignment;
        byte[] header = new byte[length];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(length - 10));
        Encoding.ASCII.GetBytes(dictionary.PadRight(length - 10 - 1) + "\n", header.AsSpan(10));
        return header;
    }

    private static string DescrOf(StoredType type) => type switch
    {
        StoredType.Int8 => "|i1",
        StoredType.Int16 => "<i2",
        StoredType.Int32 => "<i4",
        StoredType.Int64 => "<i8",
        StoredType.Float64 => "<f8",
        _ => "<f4",
    };

    private static StoredType TypeOf(string descr, string name) => descr switch
    {
        "|b1" => StoredType.Boolean,
        "|i1" or "<i1" => StoredType.Int8,
        "|u1" or "<u1" => StoredType.UInt8,
        "<i2" => StoredType.Int16,
        "<u2" => StoredType.UInt16,
        "<i4" => StoredType.Int32,
        "<u4" => StoredType.UInt32,
        "<i8" => StoredType.Int64,
        "<u8" => StoredType.UInt64,
        "<f2" => StoredType.Float16,
        "<f4" => StoredType.Float32,
        "<f8" => StoredType.Float64,
        ['>', ..] => throw new ModelFormatException($"{name} holds big-endian values ('{descr}'). Save them little-endian, for example array.astype('<{descr[1..]}')."),
        "|O" or "O" => throw new ModelFormatException($"{name} holds Python objects, which are pickled: reading them would run code from the file. Save plain numbers, with allow_pickle=False."),
        _ => throw new ModelFormatException($"{name} holds elements of type '{descr}'; booleans, integers and floats of 16 to 64 bits are read. Convert the array, for example with astype('<f4')."),
    };
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>One tensor as NumPy saves it: an <c>.npy</c> file.</summary>
/// <remarks>
/// <para>Read are versions 1 to 3, row- and column-major, booleans and all little-endian integers and floats of 8 to 64 bits. Types
/// that tensors lack are widened: booleans to Int8, unsigned integers to the next larger signed type, Float16 to Float32.
/// Written is version 1.0, row-major.</para>
/// <para>Nothing in a file is executed: arrays of Python objects are refused. Reading takes at most 16 times the file's size in memory and 1 MiB.</para>
/// </remarks>
public static class NpyFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, or holds what tensors cannot: objects, records, texts, big-endian values.</exception>
    public static Tensor Load(string path) => FormatFile.Read(path, bytes => Read(bytes));

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">All its bytes.</param>
    /// <param name="name">What errors call it.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ModelFormatException">The bytes are no array, or one that tensors cannot hold.</exception>
    public static Tensor Read(ReadOnlySpan<byte> file, string name = "The file")
    {
        int start = NpyHeader.LengthOf(file[..Math.Min(file.Length, NpyHeader.MaximumPreamble)], name);
        if (start > file.Length)
        {
            throw new ModelFormatException($"{name} ends within its header of {start} bytes. It is truncated.");
        }

        NpyHeader header = NpyHeader.Parse(file[..start], name);
        return file.Length - start == header.ValueBytes
            ? Decode(header, file[start..], name)
            : throw new ModelFormatException($"{name} must hold {header.ValueBytes} bytes of values for {header.Shape}, but holds {file.Length - start}. It is truncated or damaged.");
    }

    /// <summary>Writes a file. An existing one is replaced only when the new one is complete on the disk.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written; an existing one is as it was.</exception>
    public static void Save(Tensor tensor, string path)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        AtomicFile.Write(path, stream => Write(tensor, stream));
    }

    /// <summary>Writes a tensor in the layout of a file.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="stream">Receives the bytes.</param>
    public static void Write(Tensor tensor, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(NpyHeader.Write(tensor.Type));
        stream.Write(StoredTypes.BytesOf(tensor));
    }

    internal static Tensor Decode(NpyHeader header, ReadOnlySpan<byte> values, string name) =>
        StoredTypes.Decode(header.Type, header.Shape, header.IsColumnMajor ? RowMajor(header, values) : values, name);

    /// <summary>The values in row-major order, of a file in which the first axis varies fastest.</summary>
    private static byte[] RowMajor(NpyHeader header, ReadOnlySpan<byte> values)
    {
        int size = header.Type.SizeBytes;
        ReadOnlySpan<int> lengths = header.Shape.Lengths;
        byte[] result = new byte[values.Length];
        Span<int> index = stackalloc int[lengths.Length];
        for (int element = 0; element < header.Shape.Count; element++)
        {
            long source = 0;
            for (int axis = lengths.Length - 1; axis >= 0; axis--)
            {
                source = (source * lengths[axis]) + index[axis];
            }

            values.Slice((int)(source * size), size).CopyTo(result.AsSpan(element * size));
            for (int axis = lengths.Length - 1; axis >= 0 && ++index[axis] == lengths[axis]; axis--)
            {
                index[axis] = 0;
            }
        }

        return result;
    }
}

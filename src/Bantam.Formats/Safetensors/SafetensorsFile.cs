using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Several tensors by name in one <c>.safetensors</c> file, the usual form in which Python's frameworks exchange weights.</summary>
/// <remarks>
/// <para>The length of a JSON header in 8 bytes, the header (for each tensor its type, its shape and where its bytes lie), then the
/// values, little-endian and row-major. The tensors' bytes must cover the rest of the file without gap or overlap.</para>
/// <para>Read are BOOL, I8 to I64, U8 to U64, F16, BF16, F32 and F64; types that tensors lack are widened as <see cref="NpyFile"/> does.
/// Metadata is checked and left aside. Reading takes at most 16 times the file's size in memory and 1 MiB.</para>
/// </remarks>
public static class SafetensorsFile
{
    private const int Alignment = 8;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors in the order of the header.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is damaged, or holds what tensors cannot.</exception>
    public static IReadOnlyList<NamedTensor> Load(string path) => FormatFile.Read(path, bytes => Read(bytes));

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">All its bytes.</param>
    /// <returns>The tensors in the order of the header.</returns>
    /// <exception cref="ModelFormatException">The bytes are damaged, or hold what tensors cannot.</exception>
    public static IReadOnlyList<NamedTensor> Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < sizeof(ulong))
        {
            throw new ModelFormatException($"It has {file.Length} bytes, but a safetensors file begins with 8 bytes that say how long its header is.");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file);
        if (length > (ulong)(file.Length - sizeof(ulong)))
        {
            throw new ModelFormatException($"It states a header of {length} bytes, but only {file.Length - sizeof(ulong)} follow. It is truncated, or no safetensors file.");
        }

        ReadOnlySpan<byte> values = file[(sizeof(ulong) + (int)length)..];
        List<SafetensorsEntry> entries = SafetensorsHeader.Parse(file.Slice(sizeof(ulong), (int)length));
        RequireCover(entries, values.Length);
        List<NamedTensor> tensors = new(entries.Count);
        foreach (SafetensorsEntry entry in entries)
        {
            tensors.Add(new NamedTensor(entry.Name, StoredTypes.Decode(entry.Type, entry.Shape, values[(int)entry.Begin..(int)entry.End], $"'{entry.Name}'")));
        }

        return tensors;
    }

    /// <summary>Writes a file; equal tensors give equal bytes. An existing one is replaced only when the new one is complete on the disk.</summary>
    /// <param name="tensors">The tensors, with names that are no two the same.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written; an existing one is as it was.</exception>
    /// <exception cref="ArgumentException">Two tensors have one name, or one is called <c>__metadata__</c>.</exception>
    public static void Save(IReadOnlyList<NamedTensor> tensors, string path)
    {
        TensorNames.RequireDistinct(tensors);
        if (tensors.Any(tensor => tensor.Name == SafetensorsHeader.Metadata))
        {
            throw new ArgumentException($"No tensor may be called '{SafetensorsHeader.Metadata}': the format uses that name itself.", nameof(tensors));
        }

        AtomicFile.Write(path, stream =>
        {
            byte[] header = HeaderOf(tensors);
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (NamedTensor tensor in tensors)
            {
                stream.Write(StoredTypes.BytesOf(tensor.Value));
            }
        });
    }

    private static byte[] HeaderOf(IReadOnlyList<NamedTensor> tensors)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text))
        {
            long begin = 0;
            json.WriteStartObject();
            foreach (NamedTensor tensor in tensors)
            {
                long end = begin + tensor.Value.Type.SizeBytes;
                SafetensorsHeader.Write(json, new SafetensorsEntry(tensor.Name, StoredTypes.Of(tensor.Value.Element), tensor.Value.Shape, begin, end));
                begin = end;
            }

            json.WriteEndObject();
        }

        // Spaces behind the header let the values begin at a multiple of 8 bytes.
        byte[] padded = new byte[(text.WrittenCount + Alignment - 1) / Alignment * Alignment];
        padded.AsSpan().Fill((byte)' ');
        text.WrittenSpan.CopyTo(padded);
        return padded;
    }

    /// <summary>Bytes that no tensor covers could hide something; bytes that two cover make a small file large.</summary>
    private static void RequireCover(List<SafetensorsEntry> entries, int length)
    {
        long covered = 0;
        foreach (SafetensorsEntry entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != covered)
            {
                throw new ModelFormatException($"The bytes of '{entry.Name}' begin at {entry.Begin}, but the tensor before them ends at {covered}: there is a gap or an overlap. The file is damaged.");
            }

            covered = entry.End;
        }

        if (covered != length)
        {
            throw new ModelFormatException($"Its tensors take {covered} bytes, but {length} follow the header. It is truncated, or something was appended.");
        }
    }
}

using System.IO.Compression;
using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Several tensors by name as NumPy saves them: an <c>.npz</c> file, which is a zip archive of <c>.npy</c> entries.</summary>
/// <remarks>
/// A small archive can state terabytes. All entries together unpack to at most 100 times the archive's size and 1 MiB, whatever
/// the archive states; reading takes at most 4 times that. Entries are read by name, never written anywhere. See <see cref="NpyFile"/> for what an entry may hold.
/// </remarks>
public static class NpzFile
{
    private const string Ending = ".npy";
    private const int MaximumRatio = 100;
    private const long Allowance = 1 << 20;
    private const int MaximumEntries = 20_000;

    // Entries carry a time; a fixed one makes equal tensors equal files. The zip format begins at 1980.
    private static readonly DateTimeOffset s_entryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors in the order of the archive, without the ending <c>.npy</c> of their entries.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The archive is damaged, hostile, or holds what tensors cannot.</exception>
    public static IReadOnlyList<NamedTensor> Load(string path) => FormatFile.Read(path, Read);

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="file">All its bytes.</param>
    /// <returns>The tensors in the order of the archive.</returns>
    /// <exception cref="ModelFormatException">The archive is damaged, hostile, or holds what tensors cannot.</exception>
    public static IReadOnlyList<NamedTensor> Read(byte[] file)
    {
        ArgumentNullException.ThrowIfNull(file);
        try
        {
            using ZipArchive zip = new(new MemoryStream(file), ZipArchiveMode.Read);
            return Read(zip, Allowance + ((long)MaximumRatio * file.Length));
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new ModelFormatException($"It is no complete zip archive ({fault.Message}). Write it with numpy.savez.", fault);
        }
    }

    /// <summary>Writes a file; equal tensors give equal bytes. An existing one is replaced only when the new one is complete on the disk.</summary>
    /// <param name="tensors">The tensors, with names that are no two the same.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be written; an existing one is as it was.</exception>
    /// <exception cref="ArgumentException">Two tensors have one name.</exception>
    public static void Save(IReadOnlyList<NamedTensor> tensors, string path)
    {
        TensorNames.RequireDistinct(tensors);
        AtomicFile.Write(path, stream =>
        {
            using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (NamedTensor tensor in tensors)
            {
                ZipArchiveEntry entry = zip.CreateEntry(tensor.Name + Ending, CompressionLevel.Fastest);
                entry.LastWriteTime = s_entryTime;
                using Stream packed = entry.Open();
                NpyFile.Write(tensor.Value, packed);
            }
        });
    }

    private static List<NamedTensor> Read(ZipArchive zip, long budget)
    {
        if (zip.Entries.Count > MaximumEntries)
        {
            throw new ModelFormatException($"It has {zip.Entries.Count} entries; at most {MaximumEntries} are read.");
        }

        List<NamedTensor> tensors = [];
        HashSet<string> names = [];
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            string name = entry.FullName.EndsWith(Ending, StringComparison.Ordinal) ? entry.FullName[..^Ending.Length] : entry.FullName;
            if (!names.Add(name))
            {
                throw new ModelFormatException($"It holds '{name}' twice. Save each array under a name of its own.");
            }

            tensors.Add(new NamedTensor(name, Read(entry, ref budget)));
        }

        return tensors;
    }

    private static Tensor Read(ZipArchiveEntry entry, ref long budget)
    {
        string name = $"'{entry.FullName}'";
        using Stream packed = entry.Open();
        byte[] preamble = new byte[NpyHeader.MaximumPreamble];
        int start = NpyHeader.LengthOf(preamble.AsSpan(0, packed.ReadAtLeast(preamble, preamble.Length, throwOnEndOfStream: false)), name);
        byte[] text = new byte[Math.Max(start, preamble.Length)];
        preamble.CopyTo(text, 0);
        packed.ReadExactly(text.AsSpan(preamble.Length));
        NpyHeader header = NpyHeader.Parse(text.AsSpan(0, start), name);
        budget -= text.Length + header.ValueBytes;
        if (budget < 0 || header.ValueBytes > FormatFile.MaximumBytes)
        {
            throw new ModelFormatException($"{name} states {header.ValueBytes} bytes; all entries together may unpack to {MaximumRatio} times the size of the archive. Save the arrays uncompressed, with numpy.savez.");
        }

        byte[] values = new byte[header.ValueBytes];
        packed.ReadExactly(values);
        return packed.ReadByte() < 0
            ? NpyFile.Decode(header, values, name)
            : throw new ModelFormatException($"{name} holds more than the {header.ValueBytes} bytes of values that its header states. The archive is damaged.");
    }
}

using System.IO.Compression;
using Bantam.Model;

namespace Bantam.Fuzz;

/// <summary>Damages what lies in a zip archive and packs it again: otherwise checksums would hide the parser behind them.</summary>
internal sealed class ZipMutation(RandomStream random, Mutation mutation)
{
    /// <summary>Changes one entry, or which entries there are; archives that do not open are left as they are.</summary>
    public byte[] Apply(byte[] file)
    {
        List<(string Name, byte[] Bytes)>? entries = Unpack(file);
        if (entries is null or [])
        {
            return file;
        }

        int chosen = random.NextInt32(entries.Count);
        switch (random.NextInt32(8))
        {
            case 0:
                entries.RemoveAt(chosen);
                break;
            case 1:
                entries.Add(entries[chosen]);
                break;
            case 2:
                entries[chosen] = ($"../{entries[chosen].Name}", entries[chosen].Bytes);
                break;
            default:
                entries[chosen] = (entries[chosen].Name, mutation.Apply(entries[chosen].Bytes, [.. entries.Select(entry => entry.Bytes)]));
                break;
        }

        return Pack(entries);
    }

    private static List<(string Name, byte[] Bytes)>? Unpack(byte[] file)
    {
        try
        {
            using ZipArchive zip = new(new MemoryStream(file));
            List<(string, byte[])> entries = [];
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                using Stream packed = entry.Open();
                byte[] bytes = new byte[1 << 16];
                entries.Add((entry.FullName, bytes[..packed.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)]));
            }

            return entries;
        }
        catch (Exception fault) when (fault is InvalidDataException or IOException or ArgumentException or NotSupportedException or OverflowException)
        {
            return null;
        }
    }

    private static byte[] Pack(List<(string Name, byte[] Bytes)> entries)
    {
        MemoryStream file = new();
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.Fastest);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using Stream packed = entry.Open();
                packed.Write(bytes);
            }
        }

        return file.ToArray();
    }
}

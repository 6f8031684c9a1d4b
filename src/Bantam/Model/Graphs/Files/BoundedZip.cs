using System.IO.Compression;

namespace Bantam.Model;

/// <summary>Unpacks entries of archives that nobody vouches for.</summary>
public static class BoundedZip
{
    /// <summary>Unpacks one entry, at most so many bytes: the length that the archive states is not believed, because a zip bomb lies.</summary>
    /// <param name="zip">The archive.</param>
    /// <param name="name">The entry's full name.</param>
    /// <param name="maximumBytes">The most that it may unpack to.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ModelFormatException">There is no such entry, or it unpacks to more.</exception>
    public static byte[] Extract(ZipArchive zip, string name, long maximumBytes)
    {
        ArgumentNullException.ThrowIfNull(zip);
        ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new ModelFormatException($"It lacks the entry '{name}'. It was not written by Bantam, or is incomplete.");
        using Stream packed = entry.Open();
        using MemoryStream unpacked = new();
        byte[] buffer = new byte[1 << 16];
        int count;
        while ((count = packed.Read(buffer)) > 0)
        {
            if (unpacked.Length + count > Math.Min(maximumBytes, Array.MaxLength))
            {
                throw new ModelFormatException($"Its entry '{name}' unpacks to more than {maximumBytes} bytes, which is all that the network needs there. The file is damaged or hostile.");
            }

            unpacked.Write(buffer, 0, count);
        }

        return unpacked.ToArray();
    }
}

using System.Buffers.Binary;
using System.IO.Compression;

namespace Bantam.Training;

/// <summary>Reads whole data files into memory, expanding compressed ones, within a bound.</summary>
internal static class DataFile
{
    /// <summary>The largest file that is read, after expansion: small networks are trained on small data.</summary>
    internal const int MaximumBytes = 1 << 29;

    private const int FirstChunk = 1 << 16;

    /// <summary>Reads a file; one that starts as gzip or ends in <c>.br</c> (Brotli) is expanded.</summary>
    internal static byte[] Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream file = File.OpenRead(path);
        byte[] stored = ReadBounded(file, path, MaximumBytes);
        return path.EndsWith(".br", StringComparison.OrdinalIgnoreCase)
            ? Expand(new BrotliStream(new MemoryStream(stored), CompressionMode.Decompress), path, MaximumBytes)
            : ExpandGzip(stored, path);
    }

    /// <summary>Expands bytes that start as gzip does; others are returned as they are.</summary>
    internal static byte[] ExpandGzip(byte[] stored, string source, int maximum = MaximumBytes)
    {
        if (stored is not [0x1F, 0x8B, ..])
        {
            return stored;
        }

        byte[] expanded = Expand(new GZipStream(new MemoryStream(stored), CompressionMode.Decompress), source, maximum);

        // A gzip file ends with the length of what it holds. The decoder ignores whatever follows it.
        if (stored.Length < 18 || BinaryPrimitives.ReadUInt32LittleEndian(stored.AsSpan(^4)) != (uint)expanded.Length)
        {
            throw new DataFormatException(source, $"The gzip file expands to {expanded.Length} bytes, which is not the length that it ends with: it is truncated or followed by other bytes. Fetch it again.");
        }

        return expanded;
    }

    private static byte[] Expand(Stream expanding, string source, int maximum)
    {
        using (expanding)
        {
            try
            {
                return ReadBounded(expanding, source, maximum);
            }
            catch (Exception failure) when (failure is InvalidDataException or InvalidOperationException or IOException)
            {
                throw new DataFormatException(source, "The compressed file is corrupt or truncated. Fetch it again.");
            }
        }
    }

    /// <summary>Grows with what really arrives, so that neither a header nor a small compressed file can make it allocate much.</summary>
    private static byte[] ReadBounded(Stream stream, string source, int maximum)
    {
        byte[] buffer = new byte[FirstChunk];
        int length = 0;
        int read;
        while ((read = stream.Read(buffer, length, buffer.Length - length)) > 0)
        {
            length += read;
            if (length > maximum)
            {
                throw new DataFormatException(source, $"The file holds more than {maximum} bytes, which is more than any data set that Bantam reads. Cut it down.");
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(2L * length, maximum + 1L));
            }
        }

        return buffer[..length];
    }
}

using System.Buffers.Binary;

namespace Bantam.Training;

/// <summary>A recording of one channel.</summary>
/// <param name="SampleRate">Values per second, in Hz.</param>
/// <param name="Values">The values, from −1 to just below 1.</param>
public sealed record Recording(int SampleRate, float[] Values);

/// <summary>Reads recordings from WAV files: uncompressed, of 8, 16 or 24 bits.</summary>
public static class WavReader
{
    private const int Pcm = 1;
    private const int Extensible = 0xFFFE;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mixDown">Takes the mean of several channels; otherwise such files are refused.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="DataFormatException">The file is no WAV file, truncated, compressed, or of several channels.</exception>
    public static Recording Read(string path, bool mixDown = false) => Parse(DataFile.Read(path), path, mixDown);

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="source">What errors call it.</param>
    /// <param name="mixDown">Takes the mean of several channels; otherwise such files are refused.</param>
    /// <returns>The recording. 8 bits are unsigned about 128, the others signed.</returns>
    /// <exception cref="DataFormatException">The file is no WAV file, truncated, compressed, or of several channels.</exception>
    public static Recording Parse(ReadOnlySpan<byte> bytes, string source, bool mixDown = false)
    {
        if (bytes.Length < 12 || !bytes[..4].SequenceEqual("RIFF"u8) || !bytes[8..12].SequenceEqual("WAVE"u8))
        {
            throw new DataFormatException(source, "The file does not start as a WAV file does (RIFF, size, WAVE).");
        }

        WavFormat? format = null;
        ReadOnlySpan<byte> rest = bytes[12..];
        while (rest.Length >= 8)
        {
            ReadOnlySpan<byte> name = rest[..4];
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            if (length > rest.Length - 8)
            {
                throw new DataFormatException(source, $"The WAV file is truncated: a part of it should have {length} bytes, but {rest.Length - 8} are left. Fetch it again.");
            }

            ReadOnlySpan<byte> part = rest.Slice(8, (int)length);
            if (name.SequenceEqual("fmt "u8))
            {
                format = FormatOf(part, source, mixDown);
            }
            else if (name.SequenceEqual("data"u8))
            {
                return format is { } known
                    ? new Recording(known.SampleRate, ValuesOf(part, known, source))
                    : throw new DataFormatException(source, "The WAV file has data before it says of what kind; expected a 'fmt ' part first.");
            }

            // Parts of odd length are followed by one byte that belongs to nothing.
            rest = rest[Math.Min(rest.Length, 8 + (int)length + (int)(length & 1))..];
        }

        throw new DataFormatException(source, "The WAV file ends before its data: it is truncated. Fetch it again.");
    }

    private static WavFormat FormatOf(ReadOnlySpan<byte> part, string source, bool mixDown)
    {
        if (part.Length < 16)
        {
            throw new DataFormatException(source, $"The WAV file's 'fmt ' part has {part.Length} bytes; expected at least 16.");
        }

        int kind = BinaryPrimitives.ReadUInt16LittleEndian(part);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(part[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(part[4..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(part[14..]);
        if (kind == Extensible && part.Length >= 26)
        {
            kind = BinaryPrimitives.ReadUInt16LittleEndian(part[24..]);
        }

        if (kind != Pcm || bits is not (8 or 16 or 24))
        {
            throw new DataFormatException(source, $"The WAV file has {bits} bits of kind {kind}; expected uncompressed values (kind 1) of 8, 16 or 24 bits. Convert it.");
        }

        if (channels == 0 || (channels > 1 && !mixDown))
        {
            throw new DataFormatException(source, $"The WAV file has {channels} channels; expected 1. Convert it to mono, or ask for the mean of its channels (mixDown).");
        }

        return rate is >= 1 and <= 1_000_000
            ? new WavFormat((int)rate, channels, bits / 8)
            : throw new DataFormatException(source, $"The WAV file has {rate} values per second; expected 1 to 1,000,000.");
    }

    private static float[] ValuesOf(ReadOnlySpan<byte> data, WavFormat format, string source)
    {
        int frame = format.Channels * format.Bytes;
        if (data.Length % frame != 0)
        {
            throw new DataFormatException(source, $"The WAV file's data of {data.Length} bytes is no whole number of frames of {frame} bytes: it is truncated. Fetch it again.");
        }

        float[] values = new float[data.Length / frame];
        for (int i = 0; i < values.Length; i++)
        {
            float sum = 0;
            for (int c = 0; c < format.Channels; c++)
            {
                sum += ValueAt(data.Slice((i * frame) + (c * format.Bytes), format.Bytes));
            }

            values[i] = sum / format.Channels;
        }

        return values;
    }

    private static float ValueAt(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => (bytes[0] - 128) / 128f,
        2 => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768f,
        _ => ((bytes[0] << 8 | bytes[1] << 16 | bytes[2] << 24) >> 8) / 8388608f,
    };

    private readonly record struct WavFormat(int SampleRate, int Channels, int Bytes);
}

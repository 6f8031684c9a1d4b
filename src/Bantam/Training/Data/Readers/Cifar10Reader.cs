namespace Bantam.Training;

/// <summary>Reads the binary version of CIFAR-10: records of one label byte and a 32×32 color image as three planes.</summary>
/// <remarks>Files may be plain, gzipped, or Brotli-compressed (<c>.br</c>). Source: Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009.</remarks>
public static class Cifar10Reader
{
    private const int Classes = 10;
    private const int Side = 32;
    private const int Channels = 3;
    private const int PlaneBytes = Side * Side;
    private const int ImageBytes = Channels * PlaneBytes;
    private const int RecordBytes = 1 + ImageBytes;

    /// <summary>Reads files, one after the other, into one data set.</summary>
    /// <param name="name">What reports call the data.</param>
    /// <param name="paths">The files, at least 1.</param>
    /// <returns>Images [32, 32, 3] of bytes in red, green, blue; preprocessed to [0, 1].</returns>
    /// <exception cref="DataFormatException">A file is malformed, empty, or has a label out of range.</exception>
    public static Dataset Read(string name, params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return Parse(name, [.. paths.Select(path => (path, DataFile.Read(path)))]);
    }

    /// <summary>Reads files that are already in memory.</summary>
    /// <param name="name">What reports call the data.</param>
    /// <param name="files">What errors call each file, and its bytes, expanded.</param>
    /// <returns>The data set, as <see cref="Read"/> describes it.</returns>
    /// <exception cref="DataFormatException">A file is malformed, empty, or has a label out of range.</exception>
    public static Dataset Parse(string name, params IReadOnlyList<(string Source, byte[] Bytes)> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach ((string source, byte[] bytes) in files)
        {
            if (bytes.Length == 0 || bytes.Length % RecordBytes != 0)
            {
                throw new DataFormatException(source, $"Expected records of {RecordBytes} bytes (label, then 32x32 red, green, blue), but {bytes.Length} bytes are no whole number of them, at least 1. Use the binary version of CIFAR-10, complete.");
            }
        }

        int count = checked((int)files.Sum(f => (long)f.Bytes.Length / RecordBytes));
        byte[] pixels = new byte[checked(count * ImageBytes)];
        int[] labels = new int[count];
        int index = 0;
        foreach ((string source, byte[] bytes) in files)
        {
            for (int start = 0; start < bytes.Length; start += RecordBytes, index++)
            {
                labels[index] = bytes[start] < Classes
                    ? bytes[start]
                    : throw new DataFormatException(source, $"Label {bytes[start]} of record {start / RecordBytes} is out of range; expected 0 to 9. Is this CIFAR-10 in its binary version?");
                Interleave(bytes.AsSpan(start + 1, ImageBytes), pixels.AsSpan(index * ImageBytes, ImageBytes));
            }
        }

        return new Dataset(name, new LearningTask.Classification(Classes), [Side, Side, Channels], pixels, labels, new Preprocessing.Unit());
    }

    /// <summary>Planes (CHW) to pixels (HWC).</summary>
    private static void Interleave(ReadOnlySpan<byte> planes, Span<byte> pixels)
    {
        for (int c = 0; c < Channels; c++)
        {
            ReadOnlySpan<byte> plane = planes.Slice(c * PlaneBytes, PlaneBytes);
            for (int i = 0; i < PlaneBytes; i++)
            {
                pixels[(i * Channels) + c] = plane[i];
            }
        }
    }
}

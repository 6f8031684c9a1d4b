using System.Buffers.Binary;
using Bantam.Model;

namespace Bantam.Training;

/// <summary>The contents of an IDX file of bytes.</summary>
/// <param name="Shape">The axis lengths, outermost first.</param>
/// <param name="IsSigned">Whether each byte is a signed number (type 0x09) or an unsigned one (0x08).</param>
/// <param name="Bytes">The values, row-major.</param>
public readonly record struct IdxArray(Shape Shape, bool IsSigned, ReadOnlyMemory<byte> Bytes);

/// <summary>Reads IDX, the format of MNIST and its successors, plain or gzipped.</summary>
/// <remarks>Big-endian: two zero bytes, a type byte, the number of axes, their lengths as 32 bits each, the values. Types other than bytes are refused.</remarks>
public static class IdxReader
{
    private const byte UnsignedByte = 0x08;
    private const byte SignedByte = 0x09;
    private const int MaximumRank = 4;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, plain or gzipped whatever its name.</param>
    /// <returns>Its contents.</returns>
    /// <exception cref="DataFormatException">The file is not IDX of bytes, or its length is not what its header says.</exception>
    public static IdxArray Read(string path) => Parse(DataFile.Read(path), path);

    /// <summary>Reads images and their labels.</summary>
    /// <param name="name">What reports call the data.</param>
    /// <param name="imagesPath">Unsigned bytes [images, height, width] or [images, height, width, channels].</param>
    /// <param name="labelsPath">Unsigned bytes [images].</param>
    /// <param name="classes">The number of classes.</param>
    /// <returns>The images, preprocessed to [0, 1].</returns>
    /// <exception cref="DataFormatException">A file is malformed, the counts differ, or a label is out of range.</exception>
    public static Dataset ReadImages(string name, string imagesPath, string labelsPath, int classes)
    {
        IdxArray images = Read(imagesPath);
        IdxArray labels = Read(labelsPath);
        if (images.IsSigned || images.Shape.Rank is not (3 or 4))
        {
            throw new DataFormatException(imagesPath, $"Expected unsigned bytes [images, height, width] with or without channels, but got {images.Shape}. Exchanged images and labels?");
        }

        if (labels.IsSigned || labels.Shape.Rank != 1 || labels.Shape[0] != images.Shape[0])
        {
            throw new DataFormatException(labelsPath, $"Expected one label for each of the {images.Shape[0]} images, but got {labels.Shape}. Do the two files belong together?");
        }

        Shape sample = images.Shape.WithoutBatch();
        return new Dataset(
            name,
            new LearningTask.Classification(classes),
            sample.Rank == 3 ? sample : [sample[0], sample[1], 1],
            SampleValues.Of(images.Bytes),
            ClassLabels(labels.Bytes.Span, classes, labelsPath),
            new Preprocessing.Unit());
    }

    /// <summary>Reads bytes that are already in memory.</summary>
    /// <param name="file">The whole file, plain or gzipped. Not copied if plain.</param>
    /// <param name="source">What errors call it.</param>
    /// <returns>The contents.</returns>
    /// <exception cref="DataFormatException">The bytes are not IDX of bytes, or their number is not what the header says.</exception>
    public static IdxArray Parse(byte[] file, string source)
    {
        ArgumentNullException.ThrowIfNull(file);
        byte[] bytes = DataFile.ExpandGzip(file, source);
        if (bytes is not [0, 0, UnsignedByte or SignedByte, >= 1 and <= MaximumRank, ..])
        {
            throw new DataFormatException(source, $"Not an IDX file of bytes: expected it to start with 00 00, 08 or 09, and 1 to {MaximumRank} axes, but got {Convert.ToHexString(bytes.AsSpan(0, Math.Min(4, bytes.Length)))}.");
        }

        int header = 4 + (4 * bytes[3]);
        if (bytes.Length < header)
        {
            throw new DataFormatException(source, $"The header of {bytes[3]} axes needs {header} bytes, but the file ends after {bytes.Length}. Fetch it again.");
        }

        Shape shape = ReadShape(bytes.AsSpan(4, header - 4), source);
        if (bytes.Length - header != shape.Count)
        {
            throw new DataFormatException(source, $"The header says {shape}, which is {shape.Count} bytes, but {bytes.Length - header} follow: the file is truncated or something was appended. Fetch it again.");
        }

        return new IdxArray(shape, bytes[2] == SignedByte, bytes.AsMemory(header));
    }

    private static Shape ReadShape(ReadOnlySpan<byte> header, string source)
    {
        int[] lengths = new int[header.Length / 4];
        long count = 1;
        for (int axis = 0; axis < lengths.Length; axis++)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(header[(4 * axis)..]);
            count *= length;
            if (length is 0 or > DataFile.MaximumBytes || count > DataFile.MaximumBytes)
            {
                throw new DataFormatException(source, $"Axis {axis} has the length {length}; expected at least 1, and at most {DataFile.MaximumBytes} values in all. The header is corrupt.");
            }

            lengths[axis] = (int)length;
        }

        return new Shape(lengths);
    }

    private static int[] ClassLabels(ReadOnlySpan<byte> bytes, int classes, string source)
    {
        int[] labels = new int[bytes.Length];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = bytes[i] < classes
                ? bytes[i]
                : throw new DataFormatException(source, $"Label {bytes[i]} of sample {i} is out of range; expected 0 to {classes - 1}. Is the number of classes right?");
        }

        return labels;
    }
}

using System.IO.Compression;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class Cifar10ReaderTests
{
    private const int RecordBytes = 3073;

    private static byte[] Records(params byte[] labels)
    {
        byte[] bytes = new byte[labels.Length * RecordBytes];
        for (int i = 0; i < labels.Length; i++)
        {
            bytes[i * RecordBytes] = labels[i];
            for (int j = 1; j < RecordBytes; j++)
            {
                // Red planes count up from the label, green ones are 100 and blue ones 200.
                bytes[(i * RecordBytes) + j] = j <= 1024 ? (byte)(labels[i] + j - 1) : j <= 2048 ? (byte)100 : (byte)200;
            }
        }

        return bytes;
    }

    [Fact]
    public void Planes_become_pixels_and_files_follow_each_other()
    {
        Dataset data = Cifar10Reader.Parse("c", ("a", Records(3, 9)), ("b", Records(0))).WithPreprocessing(new Preprocessing.None());
        Assert.Equal(new Shape(32, 32, 3), data.SampleShape);
        Assert.Equal([3, 9, 0], data.CopyLabels());
        float[] image = new float[3072];
        data.CopyInput(1, image);
        Assert.Equal([9, 100, 200, 10, 100, 200], image[..6]);
    }

    [Fact]
    public void Malformed_files_are_refused()
    {
        Assert.Throws<DataFormatException>(() => Cifar10Reader.Parse("c", ("a", [])));
        Assert.Throws<DataFormatException>(() => Cifar10Reader.Parse("c", ("a", Records(1)[..^1])));
        Assert.Throws<DataFormatException>(() => Cifar10Reader.Parse("c", ("a", [.. Records(1), 0])));
        DataFormatException error = Assert.Throws<DataFormatException>(() => Cifar10Reader.Parse("c", ("a.bin", Records(1, 10))));
        Assert.Equal("a.bin: Label 10 of record 1 is out of range; expected 0 to 9. Is this CIFAR-10 in its binary version?", error.Message);
    }

    [Fact]
    public void Random_damage_never_causes_another_error() =>
        ReaderFuzz.Run(Records(1, 2), 500, bytes => Cifar10Reader.Parse("c", ("fuzz", bytes)));

    [Fact]
    public void Brotli_files_expand_and_damaged_ones_are_refused()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string path = Path.Combine(folder.FullName, "x.bin.br");
            byte[] stored = Brotli(Records(5));
            File.WriteAllBytes(path, stored);
            Assert.Equal([5], Cifar10Reader.Read("c", path).CopyLabels());
            ReaderFuzz.Run(stored, 300, bytes =>
            {
                File.WriteAllBytes(path, bytes);
                Cifar10Reader.Read("c", path);
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static byte[] Brotli(byte[] bytes)
    {
        using MemoryStream stored = new();
        using (BrotliStream brotli = new(stored, CompressionLevel.Optimal, leaveOpen: true))
        {
            brotli.Write(bytes);
        }

        return stored.ToArray();
    }
}

using System.IO.Compression;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class IdxReaderTests : IDisposable
{
    private static readonly byte[] TwoImages = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 255];
    private static readonly byte[] TwoLabels = [0, 0, 8, 1, 0, 0, 0, 2, 7, 0];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream stored = new();
        using (GZipStream gzip = new(stored, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return stored.ToArray();
    }

    private string Save(string name, byte[] bytes)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static DataFormatException Refuses(byte[] bytes) => Assert.Throws<DataFormatException>(() => IdxReader.Parse(bytes, "x.idx"));

    [Theory]
    [Trait("Ledger", "S105")]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_images_come_back_exactly_with_their_labels(bool compressed)
    {
        string images = Save("images", compressed ? Gzip(TwoImages) : TwoImages);
        string labels = Save("labels", compressed ? Gzip(TwoLabels) : TwoLabels);
        Dataset data = IdxReader.ReadImages("two", images, labels, classes: 8).WithPreprocessing(new Preprocessing.None());
        Assert.Equal(new Shape(2, 3, 1), data.SampleShape);
        Assert.Equal([7, 0], data.CopyLabels());
        float[] image = new float[6];
        data.CopyInput(1, image);
        Assert.Equal([7, 8, 9, 10, 11, 255], image);
    }

    [Theory]
    [Trait("Ledger", "S105")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_corrupt_magic_number_is_refused(int at)
    {
        byte[] bytes = [.. TwoImages];
        bytes[at] = 99;
        Assert.Contains("Not an IDX file", Refuses(bytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Signed_bytes_are_told_apart()
    {
        IdxArray array = IdxReader.Parse([0, 0, 9, 1, 0, 0, 0, 1, 200], "x");
        Assert.True(array.IsSigned);
        Assert.Equal([200], array.Bytes.ToArray());
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        Assert.Contains("truncated", Refuses(TwoImages[..^1]).Message, StringComparison.Ordinal);
        Assert.Contains("appended", Refuses([.. TwoImages, 0]).Message, StringComparison.Ordinal);
        Assert.Contains("header", Refuses(TwoImages[..9]).Message, StringComparison.Ordinal);
        Refuses([]);
        Refuses([0]);
    }

    [Fact]
    public void Absurd_sizes_are_refused_before_anything_is_allocated()
    {
        byte[] bytes = [0, 0, 8, 3, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refuses(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Refuses([0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 1]);
    }

    [Fact]
    public void Damaged_gzip_is_refused()
    {
        byte[] stored = Gzip(TwoImages);
        Refuses(stored[..^5]);
        Refuses([.. stored, 1, 2, 3, 4]);
        Refuses([0x1F, 0x8B]);
        byte[] flipped = [.. stored];
        flipped[^7] ^= 1;
        Refuses(flipped);
    }

    [Fact]
    public void A_gzip_bomb_stops_at_the_bound()
    {
        byte[] bomb = Gzip(new byte[10_000_000]);
        Assert.InRange(bomb.Length, 1, 20_000);
        DataFormatException error = Assert.Throws<DataFormatException>(() => DataFile.ExpandGzip(bomb, "bomb.gz", maximum: 1_000_000));
        Assert.Contains("more than 1000000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_do_not_belong_together_are_refused()
    {
        string images = Save("images", TwoImages);
        string labels = Save("labels", TwoLabels);
        string three = Save("three", [0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3]);
        Assert.Contains("belong together", Assert.Throws<DataFormatException>(() => IdxReader.ReadImages("x", images, three, 10)).Message, StringComparison.Ordinal);
        Assert.Contains("Exchanged", Assert.Throws<DataFormatException>(() => IdxReader.ReadImages("x", labels, images, 10)).Message, StringComparison.Ordinal);
        Assert.Contains("Label 7 of sample 0", Assert.Throws<DataFormatException>(() => IdxReader.ReadImages("x", images, labels, 7)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_damage_never_causes_another_error()
    {
        ReaderFuzz.Run(TwoImages, 3000, bytes => IdxReader.Parse(bytes, "fuzz"));
        ReaderFuzz.Run(Gzip(TwoImages), 3000, bytes => IdxReader.Parse(bytes, "fuzz"));
    }
}

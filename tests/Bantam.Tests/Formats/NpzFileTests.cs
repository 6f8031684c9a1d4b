using System.IO.Compression;
using Bantam.Formats;
using Bantam.Model;

namespace Bantam.Tests.Formats;

public sealed class NpzFileTests : IDisposable
{
    private const string FourFloats = "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }";

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Tensors_travel_with_their_names_and_equal_ones_make_equal_files()
    {
        NamedTensor[] tensors = [new("conv1.weight", Tensor.From<float>([2, 2], 1, 2, 3, 4)), new("steps", Tensor.From<long>([], 9))];
        (string first, string second) = (_folder.PathOf("a.npz"), _folder.PathOf("b.npz"));
        NpzFile.Save(tensors, first);
        NpzFile.Save(tensors, second);

        IReadOnlyList<NamedTensor> read = NpzFile.Load(first);
        Assert.Equal(tensors.Select(tensor => $"{tensor.Name} {TensorText.Of(tensor.Value)}"), read.Select(tensor => $"{tensor.Name} {TensorText.Of(tensor.Value)}"));
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public void Two_tensors_with_one_name_are_refused()
    {
        NamedTensor tensor = new("a", Tensor.Zeros([1]));
        Assert.Throws<ArgumentException>(() => NpzFile.Save([tensor, tensor], _folder.PathOf("a.npz")));
        Assert.Contains("holds 'a' twice", Fault(Zip(("a.npy", NpyFileTests.Npy(FourFloats, Zeros(16))), ("a.npy", NpyFileTests.Npy(FourFloats, Zeros(16))))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_small_archive_that_unpacks_to_much_is_refused_before_it_is_unpacked()
    {
        byte[] bomb = Zip(("zeros.npy", NpyFileTests.Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (33554432,), }", Zeros(1 << 20))));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("may unpack to 100 times the size of the archive", Fault(bomb), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (4,), }", "pickled")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }", "more than the 12 bytes")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }", "no complete zip archive")]
    public void Entries_are_judged_as_files_are(string header, string reason) =>
        Assert.Contains(reason, Fault(Zip(("a.npy", NpyFileTests.Npy(header, Zeros(16))))), StringComparison.Ordinal);

    [Fact]
    public void A_truncated_archive_is_refused_wherever_it_ends()
    {
        byte[] file = Zip(("a.npy", NpyFileTests.Npy(FourFloats, Zeros(16))));
        Assert.All(Enumerable.Range(0, file.Length), length => Assert.Throws<ModelFormatException>(() => NpzFile.Read(file[..length])));
    }

    public void Dispose() => _folder.Dispose();

    private static string Fault(byte[] file) => Assert.Throws<ModelFormatException>(() => NpzFile.Read(file)).Message;

    private static string Zeros(int count) => string.Concat(Enumerable.Repeat("00", count));

    private static byte[] Zip(params (string Name, byte[] Bytes)[] entries)
    {
        MemoryStream file = new();
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }

        return file.ToArray();
    }
}

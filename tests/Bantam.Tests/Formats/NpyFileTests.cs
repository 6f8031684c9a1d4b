using System.Text;
using Bantam.Formats;
using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Formats;

public sealed class NpyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string, string> Types { get; } = new()
    {
        { "|b1", "00 01 02", "Int8[3] 0 1 1" },
        { "|i1", "FF 00 7F", "Int8[3] -1 0 127" },
        { "|u1", "FF 00 7F", "Int16[3] 255 0 127" },
        { "<i2", "FF FF 00 00 FF 7F", "Int16[3] -1 0 32767" },
        { "<u2", "FF FF 00 00 FF 7F", "Int32[3] 65535 0 32767" },
        { "<i4", "FF FF FF FF 00 00 00 00 01 00 00 00", "Int32[3] -1 0 1" },
        { "<u4", "FF FF FF FF 00 00 00 00 01 00 00 00", "Int64[3] 4294967295 0 1" },
        { "<i8", "FE FF FF FF FF FF FF FF 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00", "Int64[3] -2 0 1" },
        { "<u8", "FE FF FF FF FF FF FF 7F 00 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00", "Int64[3] 9223372036854775806 0 1" },
        { "<f2", "00 3C 00 C0 01 00", "Float32[3] 1 -2 5.9604645E-08" },
        { "<f4", "00 00 80 3F 00 00 00 C0 00 00 00 00", "Float32[3] 1 -2 0" },
        { "<f8", "00 00 00 00 00 00 F0 3F 00 00 00 00 00 00 00 C0 00 00 00 00 00 00 00 00", "Float64[3] 1 -2 0" },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_of_number_becomes_one_that_holds_all_its_values(string descr, string bytes, string expected) =>
        Assert.Equal(expected, TensorText.Of(NpyFile.Read(Npy($"{{'descr': '{descr}', 'fortran_order': False, 'shape': (3,), }}", bytes))));

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", "00")]
    [InlineData("{'shape': (2, 2), 'descr': \"<f4\", 'fortran_order': False}", "00")]
    [InlineData("{'descr':'<f4','fortran_order':False,'shape':(2L,2L)}", "00")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", "01")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }", "02")]
    public void Keys_stand_in_any_order_and_versions_differ_in_the_length_alone(string header, string version)
    {
        byte[] file = Npy(header, string.Join(' ', Enumerable.Repeat("00 00 80 3F", 4)), version == "00" ? 1 : version == "01" ? 2 : 3);
        Assert.Equal("Float32[2, 2] 1 1 1 1", TensorText.Of(NpyFile.Read(file)));
    }

    [Fact]
    public void Columns_first_becomes_rows_first()
    {
        byte[] file = Npy("{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3), }", "01 04 02 05 03 06");
        Assert.Equal("Int8[2, 3] 1 2 3 4 5 6", TensorText.Of(NpyFile.Read(file)));
    }

    [Fact]
    public void Scalars_and_arrays_without_elements_are_arrays()
    {
        Assert.Equal("Int8[] 5", TensorText.Of(NpyFile.Read(Npy("{'descr': '|i1', 'fortran_order': False, 'shape': (), }", "05"))));
        Assert.Equal("Int8[0, 3]", TensorText.Of(NpyFile.Read(Npy("{'descr': '|i1', 'fortran_order': True, 'shape': (0, 3), }", ""))).TrimEnd());
    }

    [Theory]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", "big-endian values ('>f4'). Save them little-endian, for example array.astype('<f4')")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "pickled: reading them would run code from the file")]
    [InlineData("{'descr': '<U3', 'fortran_order': False, 'shape': (1,), }", "elements of type '<U3'")]
    [InlineData("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", "elements of type '<c8'")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "records of several fields")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", "axis of length -1")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536), }", "more elements than a tensor holds")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }", "no whole number of 64 bits")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296,), }", "axis of length 4294967296")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", "must hold 8 bytes of values")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1), }", "9 axes")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }", "neither True nor False")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'shape': (1,), }", "twice")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "is not a dictionary of 'descr', 'fortran_order' and 'shape'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}", "unknown key 'x'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } __import__('os')", "is not a dictionary")]
    public void What_cannot_be_read_is_refused_with_the_reason(string header, string reason) =>
        Assert.Contains(reason, Assert.Throws<ModelFormatException>(() => NpyFile.Read(Npy(header, "00 00 80 3F"))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("93 4E 55 4D 50 59")]
    [InlineData("93 4E 55 4D 50 59 04 00 00 00 00 00")]
    [InlineData("93 4E 55 4D 50 59 02 00 FF FF FF FF")]
    [InlineData("93 4E 55 4D 50 59 01 00 FF 00 7B 7D")]
    public void What_is_no_array_is_refused(string bytes) => Assert.Throws<ModelFormatException>(() => NpyFile.Read(Hex(bytes)));

    [Fact]
    public void A_truncated_file_is_refused_wherever_it_ends()
    {
        byte[] file = Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "00 00 80 3F");
        Assert.All(Enumerable.Range(0, file.Length), length => Assert.Throws<ModelFormatException>(() => NpyFile.Read(file.AsSpan(0, length))));
    }

    [Fact]
    public void What_is_written_is_read_again_and_begins_at_a_multiple_of_64_bytes() => Gen.Int[0, 5].List[0, 4].Sample(lengths =>
    {
        Shape shape = new([.. lengths]);
        Tensor tensor = Tensor.From(shape, [.. Enumerable.Range(0, shape.Count).Select(i => i / 4f)]);
        string path = _folder.PathOf("a.npy");
        NpyFile.Save(tensor, path);
        Assert.Equal(0, (new FileInfo(path).Length - tensor.Type.SizeBytes) % 64);
        Assert.Equal(TensorText.Of(tensor), TensorText.Of(NpyFile.Load(path)));
    }, iter: 50, threads: 1);

    [Fact]
    public void A_fault_names_the_file()
    {
        string path = _folder.PathOf("broken.npy");
        File.WriteAllText(path, "no array");
        Assert.StartsWith($"{path} cannot be read. ", Assert.Throws<ModelFormatException>(() => NpyFile.Load(path)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => NpyFile.Load(_folder.PathOf("absent.npy")));
    }

    public void Dispose() => _folder.Dispose();

    internal static byte[] Npy(string header, string values, int version = 1)
    {
        byte[] text = Encoding.ASCII.GetBytes(header + "\n");
        byte[] length = version == 1 ? [(byte)text.Length, 0] : [(byte)text.Length, 0, 0, 0];
        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. Hex(values)];
    }

    private static byte[] Hex(string bytes) => Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal));
}

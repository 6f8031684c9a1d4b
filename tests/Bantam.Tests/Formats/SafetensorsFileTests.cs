using System.Text;
using Bantam.Formats;
using Bantam.Model;

namespace Bantam.Tests.Formats;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Tensors_of_every_type_travel_with_their_names()
    {
        NamedTensor[] tensors =
        [
            new("f", Tensor.From<float>([2], 1, -2)), new("d", Tensor.From<double>([1, 1], 0.1)), new("b", Tensor.From<sbyte>([3], 1, 2, 3)),
            new("s", Tensor.From<short>([1], -5)), new("i", Tensor.From<int>([], 7)), new("l", Tensor.From<long>([0])),
        ];
        string path = _folder.PathOf("a.safetensors");
        SafetensorsFile.Save(tensors, path);

        Assert.Equal(tensors.Select(tensor => $"{tensor.Name} {TensorText.Of(tensor.Value)}"), SafetensorsFile.Load(path).Select(tensor => $"{tensor.Name} {TensorText.Of(tensor.Value)}"));
        Assert.Equal(0, BitConverter.ToInt64(File.ReadAllBytes(path)) % 8);
    }

    [Theory]
    [InlineData("U8", "FF", "Int16[1] 255")]
    [InlineData("BOOL", "01", "Int8[1] 1")]
    [InlineData("BF16", "80 3F", "Float32[1] 1")]
    [InlineData("F16", "00 3C", "Float32[1] 1")]
    public void Types_that_tensors_lack_are_widened(string type, string bytes, string expected)
    {
        int size = bytes.Split(' ').Length;
        byte[] file = Whole($$$"""{"__metadata__":{"format":"pt"},"a":{"dtype":"{{{type}}}","shape":[1],"data_offsets":[0,{{{size}}}]}}  """, Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)));
        Assert.Equal(expected, TensorText.Of(Assert.Single(SafetensorsFile.Read(file)).Value));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "takes 8 bytes, but its data_offsets span 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", "two ascending data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", "two ascending data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "lacks a dtype, a shape or two")]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[1,5]}}""", "gap or an overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", "gap or an overlap")]
    [InlineData("""{"a":{"dtype":"I8","shape":[3],"data_offsets":[0,3]}}""", "but 4 follow the header")]
    [InlineData("""{"a":{"dtype":"I8","shape":[5],"data_offsets":[0,5]}}""", "but 4 follow the header")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", "elements of type 'F8_E4M3'")]
    [InlineData("""{"a":{"dtype":"I8","shape":[-4],"data_offsets":[0,4]}}""", "axis of length -4")]
    [InlineData("""{"a":{"dtype":"I8","shape":[65536,65536],"data_offsets":[0,4]}}""", "more elements than a tensor holds")]
    [InlineData("""{"a":{"dtype":"I8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"I8","shape":[0],"data_offsets":[4,4]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"I8","dtype":"I8","shape":[4],"data_offsets":[0,4]}}""", "twice")]
    [InlineData("""{"a":{"dtype":"I8","shape":[4.5],"data_offsets":[0,4]}}""", "not the JSON")]
    [InlineData("""{"a":{"dtype":"I8","shape":[4],"data_offsets":[0,4]}} x""", "not the JSON")]
    [InlineData("""[]""", "not the JSON")]
    [InlineData("", "not the JSON")]
    public void A_header_that_does_not_fit_the_file_is_refused_with_the_reason(string header, string reason) =>
        Assert.Contains(reason, Assert.Throws<ModelFormatException>(() => SafetensorsFile.Read(Whole(header, new byte[4]))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_header_of_terabytes_is_refused_without_memory_for_it()
    {
        byte[] file = [.. BitConverter.GetBytes(1L << 50), (byte)'{', (byte)'}'];
        Assert.Contains("states a header of 1125899906842624 bytes", Assert.Throws<ModelFormatException>(() => SafetensorsFile.Read(file)).Message, StringComparison.Ordinal);
        Assert.Throws<ModelFormatException>(() => SafetensorsFile.Read([1, 2, 3]));
    }

    [Fact]
    public void The_name_of_the_metadata_is_no_name_of_a_tensor() =>
        Assert.Throws<ArgumentException>(() => SafetensorsFile.Save([new NamedTensor("__metadata__", Tensor.Zeros([1]))], _folder.PathOf("a.safetensors")));

    public void Dispose() => _folder.Dispose();

    private static byte[] Whole(string header, byte[] values) => [.. BitConverter.GetBytes((long)header.Length), .. Encoding.ASCII.GetBytes(header), .. values];
}

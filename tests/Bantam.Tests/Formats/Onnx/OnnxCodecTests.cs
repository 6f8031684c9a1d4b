using Bantam.Formats;
using Bantam.Model;

namespace Bantam.Tests.Formats;

public sealed class OnnxCodecTests
{
    [Fact]
    public void A_model_that_is_written_and_read_is_the_same()
    {
        OnnxModel model = OnnxModels.Of([-1, 3, 4, 4], OnnxModels.Node("Conv", ["x", "w"], "y", OnnxModels.Wholes("pads", 1, 1, 1, 1), OnnxModels.Whole("group", 1)))
            .With("w", [1, 3, 1, 1], 1, -2, float.Epsilon)
            .With("indices", OnnxElement.Int64, [2], -1, long.MaxValue);
        model.Metadata.Add(new OnnxEntry("author", "nobody"));
        model.Graph!.Quantizations.Add(new OnnxQuantization { TensorName = "y", Parameters = { new OnnxEntry("SCALE_TENSOR", "s") } });
        byte[] file = OnnxWriter.Model(model);
        OnnxModel read = OnnxReader.Model(file);
        Assert.Equal(file, OnnxWriter.Model(read));
        Assert.Equal("Conv", Assert.Single(read.Graph!.Nodes).OpType);
        Assert.Equal([1, 1, 1, 1], read.Graph.Nodes[0].Attributes[0].Wholes);
        Assert.Equal([-1, long.MaxValue], read.Graph.Initializers[1].Wholes);
        Assert.Equal(new OnnxDim(null, "N"), read.Graph.Inputs[0].Dims![0]);
        Assert.Equal("s", read.Graph.Quantizations[0].Parameters[0].Text);
    }

    [Fact]
    public void Real_files_keep_their_meaning_when_they_are_written_again()
    {
        foreach (string path in Directory.GetFiles(OnnxModels.DataFolder("models/onnx"), "*.onnx", SearchOption.AllDirectories))
        {
            byte[] once = OnnxWriter.Model(OnnxReader.Model(File.ReadAllBytes(path)));
            Assert.Equal(once, OnnxWriter.Model(OnnxReader.Model(once)));
        }
    }

    [Theory]
    [InlineData(nameof(OnnxElement.Int4), new byte[] { 0x78, 0x0F }, new long[] { -8, 7, -1 })]
    [InlineData(nameof(OnnxElement.UInt4), new byte[] { 0x78, 0x0F }, new long[] { 8, 7, 15 })]
    [InlineData(nameof(OnnxElement.Int2), new byte[] { 0b_00_11_10_01 }, new long[] { 1, -2, -1 })]
    [InlineData(nameof(OnnxElement.UInt2), new byte[] { 0b_00_11_10_01 }, new long[] { 1, 2, 3 })]
    [InlineData(nameof(OnnxElement.Int8), new byte[] { 0x80, 0x7F, 0xFF }, new long[] { -128, 127, -1 })]
    [InlineData(nameof(OnnxElement.UInt8), new byte[] { 0x80, 0x7F, 0xFF }, new long[] { 128, 127, 255 })]
    [InlineData(nameof(OnnxElement.UInt16), new byte[] { 0xFF, 0xFF, 1, 0, 0, 0x80 }, new long[] { 65535, 1, 32768 })]
    [InlineData(nameof(OnnxElement.Bool), new byte[] { 1, 0, 1 }, new long[] { 1, 0, 1 })]
    public void Packed_integers_are_read(string element, byte[] raw, long[] expected)
    {
        OnnxTensor tensor = new() { Name = "t", DataType = (int)Enum.Parse<OnnxElement>(element), Dims = { 3 }, Raw = raw };
        Assert.Equal(expected, ConstantTensor.Read(tensor, null).Wholes());
    }

    [Fact]
    public void Half_precision_is_read_from_bytes_and_from_lists()
    {
        OnnxTensor raw = new() { Name = "t", DataType = (int)OnnxElement.Float16, Dims = { 2 }, Raw = new byte[] { 0x00, 0x3C, 0x00, 0xC0 } };
        OnnxTensor list = new() { Name = "t", DataType = (int)OnnxElement.BFloat16, Dims = { 2 }, Wholes = { 0x3F80, 0xC000 } };
        Assert.Equal([1f, -2f], ConstantTensor.Read(raw, null).Singles());
        Assert.Equal([1f, -2f], ConstantTensor.Read(list, null).Singles());
    }

    [Theory]
    [InlineData("2147483647,2147483647", "holds at most")]
    [InlineData("1099511627776", "holds at most")]
    [InlineData("-3", "lengths are 0 or more")]
    [InlineData("1000000000", "needs 4000000000 bytes")]
    public void Tensors_that_claim_more_than_they_hold_are_refused_by_name(string dims, string reason)
    {
        OnnxTensor tensor = new() { Name = "big", DataType = (int)OnnxElement.Float32, Raw = new byte[4] };
        tensor.Dims.AddRange(dims.Split(',').Select(long.Parse));
        string message = Assert.Throws<ModelFormatException>(() => ConstantTensor.Read(tensor, null)).Message;
        Assert.Contains("'big'", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("a/../../secret.bin")]
    [InlineData("C:\\secret.bin")]
    [InlineData("link.bin")]
    [InlineData("")]
    public void External_data_outside_of_the_folder_is_refused(string location)
    {
        using TemporaryFolder folder = new();
        string models = Directory.CreateDirectory(folder.PathOf("models")).FullName;
        File.WriteAllBytes(folder.PathOf("secret.bin"), new byte[4]);
        File.CreateSymbolicLink(Path.Combine(models, "link.bin"), folder.PathOf("secret.bin"));
        OnnxTensor tensor = External(location);
        Assert.Contains("not in the model's folder", Assert.Throws<ModelFormatException>(() => ConstantTensor.Read(tensor, models)).Message, StringComparison.Ordinal);
        Assert.Contains("not in the model's folder", Assert.Throws<ModelFormatException>(() => ConstantTensor.Read(tensor, null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void External_data_beside_the_model_is_read_and_its_bounds_are_checked()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.PathOf("data.bin"), [0, 0, 0, 0, 0, 0, 0x80, 0x3F]);
        OnnxTensor tensor = External("data.bin");
        tensor.External.Add(new OnnxEntry("offset", "4"));
        Assert.Equal([1f], ConstantTensor.Read(tensor, folder.Path).Singles());
        tensor.External[1] = new OnnxEntry("offset", "5");
        Assert.Throws<ModelFormatException>(() => ConstantTensor.Read(tensor, folder.Path));
        tensor.External[1] = new OnnxEntry("offset", "-1");
        Assert.Throws<ModelFormatException>(() => ConstantTensor.Read(tensor, folder.Path));
    }

    [Fact]
    public void A_truncated_file_is_refused_at_every_length()
    {
        byte[] file = OnnxWriter.Model(OnnxModels.Of([1, 4], OnnxModels.Node("Gemm", ["x", "w"], "y")).With("w", [4, 2], 1, 2, 3, 4, 5, 6, 7, 8));
        for (int length = 0; length < file.Length; length++)
        {
            byte[] part = file[..length];
            Exception? fault = Record.Exception(() => OnnxFile.Read(part));
            Assert.True(fault is ModelFormatException or UnsupportedException, $"{length} bytes: {fault}");
        }
    }

    private static OnnxTensor External(string location)
    {
        OnnxTensor tensor = new() { Name = "t", DataType = (int)OnnxElement.Float32, Dims = { 1 }, IsExternal = true };
        tensor.External.Add(new OnnxEntry("location", location));
        return tensor;
    }
}

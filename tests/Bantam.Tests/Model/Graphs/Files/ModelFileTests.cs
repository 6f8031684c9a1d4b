using System.IO.Compression;
using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class ModelFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bantam-model").FullName;

    private string Path => System.IO.Path.Combine(_folder, "net.bantam");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Networks { get; } = ["lenet", "resnet8", "dscnn", "mlp", "every op"];

    [Theory, MemberData(nameof(Networks))]
    public void A_network_survives_bit_for_bit(string name)
    {
        Graph net = Named(name);
        ModelFile.Save(net, Path);
        Graph loaded = ModelFile.Load(Path);
        Assert.Equal(net.ContentHash(), loaded.ContentHash());
        Assert.Equal(net.Preprocessing, loaded.Preprocessing);
        Assert.Equal(net.ParameterCount, loaded.ParameterCount);
        Assert.Equal(net.Nodes.Select(node => node.Op), loaded.Nodes.Select(node => node.Op));
        Tensor batch = SampleTensors.Uniform(net.Input.SampleShape.WithBatch(3));
        Assert.Equal(net.Run(batch).ToArray<float>(), loaded.Run(batch).ToArray<float>());
        Assert.False(File.Exists(Path + ".partial"));
    }

    [Theory, MemberData(nameof(Networks))]
    public void The_same_network_gives_the_same_bytes(string name)
    {
        ModelFile.Save(Named(name), Path);
        byte[] first = File.ReadAllBytes(Path);
        ModelFile.Save(ModelFile.Load(Path), Path);
        Assert.Equal(first, File.ReadAllBytes(Path));
    }

    [Fact]
    public void Any_tool_can_open_the_archive()
    {
        ModelFile.Save(Named("mlp"), Path);
        using ZipArchive zip = ZipFile.OpenRead(Path);
        Assert.Equal(["graph.json", "parameters/dense1.weight.npy", "parameters/dense1.bias.npy", "parameters/dense2.weight.npy", "parameters/dense2.bias.npy", "hash.txt"], zip.Entries.Select(entry => entry.FullName));
        using Stream npy = zip.Entries[1].Open();
        byte[] start = new byte[8];
        npy.ReadExactly(start);
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0], start);
    }

    [Fact]
    public void A_folder_in_the_place_of_the_new_file_leaves_the_old_one()
    {
        byte[] before = Saved();
        Directory.CreateDirectory(Path + ".partial");
        Exception fault = Assert.ThrowsAny<Exception>(() => ModelFile.Save(Named("mlp").WithSeed(9), Path));
        Assert.True(fault is IOException or UnauthorizedAccessException);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_failure_in_the_middle_leaves_the_old_file_and_no_part()
    {
        byte[] before = Saved();
        Assert.Throws<IOException>(() => AtomicFile.Write(Path, stream =>
        {
            stream.Write(new byte[1000]);
            throw new IOException("disk full");
        }));
        Assert.Equal(before, File.ReadAllBytes(Path));
        Assert.False(File.Exists(Path + ".partial"));
    }

    [Fact]
    public void Someone_elses_half_written_file_is_not_deleted()
    {
        using FileStream other = new(Path + ".partial", FileMode.Create, FileAccess.Write, FileShare.None);
        other.Write(new byte[10]);
        other.Flush();
        Assert.Throws<IOException>(() => AtomicFile.WriteText(Path, "mine"));
        Assert.True(File.Exists(Path + ".partial"));
    }

    [Fact]
    public void A_stream_that_fails_midway_fails_the_save() =>
        Assert.Throws<IOException>(() => ModelFile.Write(Named("lenet"), new FullDisk(2000)));

    [Fact]
    public void A_network_that_diverged_does_not_replace_a_good_one()
    {
        byte[] before = Saved();
        Graph net = Named("mlp");
        net.Values[net.Parameters[0]].Span<float>()[3] = float.NaN;
        Assert.Contains("dense1.weight", Assert.Throws<ArgumentException>(() => ModelFile.Save(net, Path)).Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void An_op_of_a_user_names_itself_and_leaves_the_old_file()
    {
        byte[] before = Saved();
        GraphInput input = new([4]);
        Graph net = new(input, new Node("mine", new Twice(), input));
        UnsupportedException fault = Assert.Throws<UnsupportedException>(() => ModelFile.Save(net, Path));
        Assert.Contains("'mine'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Twice", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_file_that_is_not_there_is_not_found() =>
        Assert.Throws<FileNotFoundException>(() => ModelFile.Load(Path));

    private byte[] Saved()
    {
        ModelFile.Save(Named("mlp"), Path);
        return File.ReadAllBytes(Path);
    }

    private static Graph Named(string name) => name switch
    {
        "lenet" => LeNets.LeNet([28, 28, 1], 10).WithSeed(3),
        "resnet8" => ResNets.ResNet8([16, 16, 3], 10),
        "dscnn" => KeywordNetworks.DsCnnSmall([49, 10, 1], 12),
        "mlp" => Mlps.Mlp([4], [5], 2),
        _ => EveryOp(),
    };

    private static Graph EveryOp()
    {
        GraphInput input = new([6, 6, 2]);
        Node quantized = new("weights", new FakeQuantize(new AffineQuantizer(new QuantizationParameters([0.1f, 0.2f, 0.3f], [0, 0, 0], axis: 0, qMin: -127))), new Parameter("w", [3, 3, 3, 2], new GlorotUniform(18, 27)));
        Padding uneven = new() { Mode = PaddingMode.Explicit, Top = 1, Left = 0, Bottom = 2, Right = 1 };
        Node conv = new("conv", new Conv2d { Stride = new(1, 2), Padding = uneven, Activation = Activation.Relu6 }, input, quantized);
        Node concat = new("concat", new Concat(), conv, conv);
        Node pool = new("pool", new MaxPool { Kernel = new(2, 1), Stride = 1, Padding = Padding.Same }, concat);
        Node mean = new("mean", new AveragePool { Kernel = 2, Stride = 1 }, pool);
        Node depthwise = new("depthwise", new DepthwiseConv2d { Activation = Activation.Relu }, mean, new Parameter("d", [1, 1, 1, 6], new HeNormal(1)));
        Node scaled = new("scaled", new Scale(1e-3), depthwise);
        Node moved = new("moved", new Subtract(), new Node("product", new Multiply(), scaled, scaled), new Node("exp", new Exp(), scaled));
        Node reshaped = new("reshaped", new Reshape([6, moved.SampleShape.Count / 6]), new Node("sigmoid", new Sigmoid(), moved));
        Node transposed = new("transposed", new Transpose(), reshaped);
        return new Graph(input, new Node("softmax", new Softmax(), new Node("flat", new Flatten(), transposed))) { Preprocessing = "standard" };
    }

    private sealed record Twice : Op
    {
        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        protected internal override void Compute<T>(OpCall call)
        {
            for (int i = 0; i < call.Output.Count; i++)
            {
                call.Out<T>()[i] = call.In<T>(0)[i] + call.In<T>(0)[i];
            }
        }
    }

    /// <summary>Takes so many bytes and then fails, as a full disk does.</summary>
    private sealed class FullDisk(int capacity) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => Write(buffer.ToArray(), 0, buffer.Length);

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length + count > capacity)
            {
                throw new IOException("No space left on device.");
            }

            base.Write(buffer, offset, count);
        }
    }
}

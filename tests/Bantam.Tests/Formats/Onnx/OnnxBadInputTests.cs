using Bantam.Formats;
using Bantam.Model;

namespace Bantam.Tests.Formats;

public sealed class OnnxBadInputTests
{
    [Fact]
    public void Nodes_in_a_circle_are_refused() =>
        AssertBroken("circle", OnnxModels.Of([1, 4], OnnxModels.Node("Add", ["x", "b"], "a"), OnnxModels.Node("Relu", ["a"], "b"), OnnxModels.Node("Relu", ["b"], "y")));

    [Fact]
    public void A_value_that_is_written_twice_is_refused() =>
        AssertBroken("RELU y", OnnxModels.Of([1, 4], OnnxModels.Node("Relu", ["x"], "y"), OnnxModels.Node("Tanh", ["x"], "y")));

    [Fact]
    public void A_value_that_nobody_writes_is_refused() =>
        AssertBroken("reads 'nothing'", OnnxModels.Of([1, 4], OnnxModels.Node("Add", ["x", "nothing"], "y")));

    [Fact]
    public void An_output_that_nobody_writes_is_refused() =>
        AssertBroken("'y' is written by no node", OnnxModels.Of([1, 4], OnnxModels.Node("Relu", ["x"], "z")));

    [Fact]
    public void Two_inputs_of_one_name_are_refused()
    {
        OnnxModel model = OnnxModels.Of([1, 4], OnnxModels.Node("Relu", ["x"], "y"));
        model.Graph!.Inputs.Add(OnnxModels.Info("x", [1, 4]));
        AssertBroken("two inputs called 'x'", model);
    }

    [Fact]
    public void Two_initializers_of_one_name_are_refused() =>
        AssertBroken("'w'", OnnxModels.Of([1, 4], OnnxModels.Node("Add", ["x", "w"], "y")).With("w", [1], 1).With("w", [1], 2));

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_scale_that_is_no_scale_is_refused(float scale) =>
        AssertBroken(
            "a scale is",
            OnnxModels.Of([1, 2], OnnxModels.Node("DequantizeLinear", ["q", "s"], "w"), OnnxModels.Node("MatMul", ["x", "w"], "y"))
                .With("q", OnnxElement.Int8, [2, 1], 1, 2).With("s", [], scale));

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_with_the_node() =>
        AssertBroken("GEMM y", OnnxModels.Of([1, 4], OnnxModels.Node("Gemm", ["x", "w"], "y")).With("w", [3, 2], 1, 2, 3, 4, 5, 6));

    [Fact]
    public void A_shape_product_that_overflows_is_refused() =>
        AssertBroken(
            "RESHAPE y",
            OnnxModels.Of([1, 4], OnnxModels.Node("Reshape", ["x", "s"], "y")).With("s", OnnxElement.Int64, [3], long.MaxValue, 2, 4));

    [Fact]
    public void A_filled_constant_of_terabytes_is_refused() =>
        AssertBroken(
            "holds at most",
            OnnxModels.Of([1, 4], OnnxModels.Node("ConstantOfShape", ["s"], "c"), OnnxModels.Node("Add", ["x", "c"], "y")).With("s", OnnxElement.Int64, [2], 1L << 40, 4));

    [Fact]
    public void An_unknown_operator_is_unsupported_and_named()
    {
        OnnxNode node = OnnxModels.Node("Fancy", ["x"], "y");
        node.Domain = "com.example";
        string message = Assert.Throws<UnsupportedException>(() => Load(OnnxModels.Of([1, 4], node))).Message;
        Assert.Contains("'FANCY y'", message, StringComparison.Ordinal);
        Assert.Contains("com.example.Fancy", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(29)]
    [InlineData(long.MaxValue)]
    public void An_unknown_opset_is_unsupported(long version)
    {
        OnnxModel model = OnnxModels.Of([1, 4], OnnxModels.Node("Relu", ["x"], "y"));
        model.Opsets[0].Version = version;
        Assert.Contains("6 to 28", Assert.Throws<UnsupportedException>(() => Load(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_length_other_than_the_batch_must_be_given()
    {
        OnnxModel model = OnnxModels.Of([-1, -1], OnnxModels.Node("Relu", ["x"], "y"));
        Assert.Contains("axis 1", Assert.Throws<UnsupportedException>(() => Load(model)).Message, StringComparison.Ordinal);
        OnnxImportOptions options = new() { InputShapes = new OnnxImportOptions().InputShapes.Add("x", [1, 3]) };
        Assert.Equal(new Shape(3), OnnxFile.Read(OnnxWriter.Model(model), options).Input.SampleShape);
    }

    [Theory]
    [InlineData("models/onnx/mnist-8/model.onnx", 150)]
    [InlineData("models/onnx/mnist-atmega.onnx", 150)]
    [InlineData("models/onnx/mnist-pytorch.onnx", 40)]
    [InlineData("models/onnx/qonnx-tfc/TFC_1W1A.onnx", 40)]
    [InlineData("models/onnx/qonnx-tfc/TFC_2W2A.onnx", 40)]
    [InlineData("models/onnx/light/light_squeezenet.onnx", 100)]
    [InlineData("models/onnx/light/light_shufflenet.onnx", 20)]
    public void A_damaged_file_is_read_or_refused_but_never_fails_otherwise(string path, int mutations)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(OnnxModels.DataFolder("models/onnx"), "../..", path));
        RandomStream random = new(7, path);
        for (int i = 0; i < mutations; i++)
        {
            byte[] damaged = Damaged(file, random);
            Exception? fault = Record.Exception(() => OnnxFile.Read(damaged));
            Assert.True(fault is null or ModelFormatException or UnsupportedException, $"Mutation {i}: {fault}");
        }
    }

    /// <summary>A few bytes changed, near the structure more often than in the weights, or the end cut off.</summary>
    private static byte[] Damaged(byte[] file, RandomStream random)
    {
        byte[] damaged = [.. file];
        int reach = random.NextInt32(2) == 0 ? Math.Min(file.Length, 2048) : file.Length;
        for (int i = random.NextInt32(4); i >= 0; i--)
        {
            damaged[random.NextInt32(reach)] = (byte)random.NextInt32(256);
        }

        return random.NextInt32(8) == 0 ? damaged[..random.NextInt32(file.Length)] : damaged;
    }

    private static Graph Load(OnnxModel model) => OnnxFile.Read(OnnxWriter.Model(model));

    private static void AssertBroken(string reason, OnnxModel model) =>
        Assert.Contains(reason, Assert.Throws<ModelFormatException>(() => Load(model)).Message, StringComparison.Ordinal);
}

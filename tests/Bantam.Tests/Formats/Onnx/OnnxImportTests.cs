using Bantam.Formats;
using Bantam.Model;

namespace Bantam.Tests.Formats;

public sealed class OnnxImportTests
{
    [Fact]
    public void Images_become_NHWC_and_no_transpose_stays()
    {
        Graph graph = Load(Convolutional());
        Assert.Equal(new Shape(2, 3, 2), graph.Input.SampleShape);
        Assert.DoesNotContain(graph.Nodes, node => node.Op is Permute or Transpose);
        Assert.Equal(["Conv2d", "Flatten", "Dense"], graph.Nodes.Select(node => node.Op.Name));
    }

    [Fact]
    public void The_weights_after_flattened_images_change_places_so_that_the_function_stays()
    {
        float[] image = [.. Enumerable.Range(0, 12).Select(i => (i * 0.25f) - 1)];
        Graph first = Load(Convolutional(), new OnnxImportOptions { KeepsChannelsFirst = true });
        Tensor channelsFirst = Tensor.From<float>([1, 2, 2, 3], image);
        float[] expected = first.Run(channelsFirst).ToArray<float>();
        float[] actual = Load(Convolutional()).Run(new Permute([0, 2, 3, 1]).Apply(channelsFirst).Contiguous()).ToArray<float>();
        Assert.Equal(expected, actual);

        // y = Σ w·(k·x + b) over C, H, W, worked out in the order of ONNX.
        double[] kernel = [1, 2, -1, 0.5];
        double sum = 0;
        for (int o = 0; o < 2; o++)
        {
            for (int p = 0; p < 6; p++)
            {
                double convolved = (kernel[2 * o] * image[p]) + (kernel[(2 * o) + 1] * image[6 + p]) + (o == 0 ? 0.5 : -0.25);
                sum += ((o * 6) + p) * 0.1 * convolved;
            }
        }

        Assert.Equal(sum, actual[0], 4);
    }

    [Fact]
    public void Values_that_are_constant_are_computed_when_the_model_is_read()
    {
        OnnxModel model = OnnxModels.Of(
            [1, 2, 3],
            OnnxModels.Node("Shape", ["x"], "shape"),
            OnnxModels.Node("Gather", ["shape", "zero"], "batch"),
            OnnxModels.Node("Unsqueeze", ["batch", "zeros"], "first"),
            OnnxModels.Node("Concat", ["first", "rest"], "target", OnnxModels.Whole("axis", 0)),
            OnnxModels.Node("Reshape", ["x", "target"], "y"))
            .With("zero", OnnxElement.Int64, [], 0).With("zeros", OnnxElement.Int64, [1], 0).With("rest", OnnxElement.Int64, [1], -1);
        Graph graph = Load(model);
        Assert.IsType<Flatten>(Assert.Single(graph.Nodes).Op);
        Assert.Equal(new Shape(4, 6), graph.Run(Tensor.Zeros([4, 2, 3])).Shape);
    }

    [Fact]
    public void Quantized_weights_keep_their_integers()
    {
        OnnxModel model = OnnxModels.Of(
            [1, 2],
            OnnxModels.Node("DequantizeLinear", ["q", "s", "z"], "w", OnnxModels.Whole("axis", 1)),
            OnnxModels.Node("MatMul", ["x", "w"], "y"))
            .With("q", OnnxElement.Int8, [2, 3], -128, 127, 5, 6, -7, 0).With("s", [3], 0.5f, 0.25f, 2).With("z", OnnxElement.Int8, [3], 0, 1, -2);
        Graph graph = Load(model);
        Parameter parameter = Assert.Single(graph.Parameters);
        Assert.Equal(ElementType.Int8, parameter.Type.Element);
        Assert.Equal(new sbyte[] { -128, 6, 127, -7, 5, 0 }, graph.Values[parameter].ToArray<sbyte>());
        Assert.Equal(0, Assert.IsType<DequantizeLinear>(graph.Nodes[0].Op).Parameters.Axis);
        Assert.Equal([-64f, 31.5f, 14f], graph.Run(Tensor.From<float>([1, 2], 1, 0)).ToArray<float>());
    }

    [Fact]
    public void Activations_of_unsigned_codes_round_to_the_same_levels_with_signed_ones()
    {
        OnnxModel model = OnnxModels.Of([1, 3], OnnxModels.Node("QuantizeLinear", ["x", "s", "z"], "q"), OnnxModels.Node("DequantizeLinear", ["q", "s", "z"], "y"))
            .With("s", [], 0.1f).With("z", OnnxElement.UInt8, [], 128);
        Graph graph = Load(model);
        QuantizationParameters encoding = Assert.IsType<FakeQuantize>(Assert.Single(graph.Nodes).Op).Quantizer.Encoding;
        Assert.Equal((0, -128, 127), (encoding.ZeroPoint, encoding.QMin, encoding.QMax));
        Assert.Equal([-12.8f, 0.1f, 12.7f], graph.Run(Tensor.From<float>([1, 3], -99, 0.12f, 99)).ToArray<float>());
    }

    [Theory]
    [InlineData("mnist-8/model.onnx", 0)]
    [InlineData("mnist-atmega.onnx", 0)]
    [InlineData("qonnx-tfc/TFC_2W2A.onnx", 0)]
    [InlineData("light/light_squeezenet.onnx", 0)]
    [InlineData("light/light_shufflenet.onnx", 16)]
    public void Networks_of_images_hold_no_transposes_but_those_that_shuffle_channels(string file, int transposes)
    {
        Graph graph = OnnxFile.Load(Path.Combine(OnnxModels.DataFolder("models/onnx"), file));
        Assert.Equal(transposes, graph.Nodes.Count(node => node.Op is Permute or Transpose));
    }

    [Fact]
    public void The_bias_behind_a_layer_becomes_its_own()
    {
        Graph graph = OnnxFile.Load(Path.Combine(OnnxModels.DataFolder("models/onnx"), "mnist-8/model.onnx"));
        Assert.Equal(
            ["Conv2d", "Relu", "MaxPool", "Conv2d", "Relu", "MaxPool", "Flatten", "Dense"],
            graph.Nodes.Select(node => node.Op.Name));
    }

    [Fact]
    public void Integer_operators_and_float_ones_between_conversions_are_the_same_network()
    {
        OnnxNode integer = OnnxModels.Node("QLinearConv", ["q", "s", "z", "w", "ws", "wz", "t", "u", "b"], "r");
        Graph operators = Load(Quantized(OnnxModels.Node("QuantizeLinear", ["x", "s", "z"], "q"), integer, OnnxModels.Node("DequantizeLinear", ["r", "t", "u"], "y")));
        Graph conversions = Load(Quantized(
            OnnxModels.Node("QuantizeLinear", ["x", "s", "z"], "q"),
            OnnxModels.Node("DequantizeLinear", ["q", "s", "z"], "xd"),
            OnnxModels.Node("DequantizeLinear", ["w", "ws", "wz"], "wd", OnnxModels.Whole("axis", 0)),
            OnnxModels.Node("DequantizeLinear", ["b", "bs"], "bd", OnnxModels.Whole("axis", 0)),
            OnnxModels.Node("Conv", ["xd", "wd", "bd"], "c"),
            OnnxModels.Node("QuantizeLinear", ["c", "t", "u"], "r"),
            OnnxModels.Node("DequantizeLinear", ["r", "t", "u"], "y")));
        string[] expected = ["FakeQuantize", "DequantizeLinear", "DequantizeLinear", "Conv2d", "FakeQuantize"];
        Assert.Equal(expected, operators.Nodes.Select(node => node.Op.Name));
        Assert.Equal(expected, conversions.Nodes.Select(node => node.Op.Name));
        Assert.Equal([ElementType.Int8, ElementType.Int32], conversions.Parameters.Select(parameter => parameter.Type.Element));
        Tensor images = Tensor.From<float>([1, 2, 3, 2], [.. Enumerable.Range(0, 12).Select(i => (i * 0.17f) - 1)]);
        Assert.Equal(operators.Run(images).ToArray<float>(), conversions.Run(images).ToArray<float>());
    }

    private static OnnxModel Quantized(params OnnxNode[] nodes) => OnnxModels.Of([1, 2, 2, 3], nodes)
        .With("s", [], 0.01f).With("z", OnnxElement.UInt8, [], 120)
        .With("t", [], 0.02f).With("u", OnnxElement.UInt8, [], 100)
        .With("w", OnnxElement.Int8, [2, 2, 1, 1], 127, -128, 3, 64).With("ws", [2], 0.01f, 0.005f).With("wz", OnnxElement.Int8, [2], 0, 0)
        .With("b", OnnxElement.Int32, [2], 1000, -2000).With("bs", [2], 0.01f * 0.01f, 0.01f * 0.005f);

    [Fact]
    public void The_documents_name_every_operator_that_is_read()
    {
        string text = string.Join(' ', File.ReadAllText(Repository.PathOf("docs/onnx.md")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(string.Join(", ", OpReaders.Names.Select(name => $"`{name}`")), text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_float_import_trains_and_is_stored()
    {
        Graph graph = Load(Convolutional());
        Assert.Equal(4 + 2 + 12 + 1, graph.ParameterCount);
        using TemporaryFolder folder = new();
        ModelFile.Save(graph, folder.PathOf("model.bantam"));
        Assert.Equal(graph.ContentHash(), ModelFile.Load(folder.PathOf("model.bantam")).ContentHash());
    }

    private static OnnxModel Convolutional() => OnnxModels.Of(
        [-1, 2, 2, 3],
        OnnxModels.Node("Conv", ["x", "k"], "c"),
        OnnxModels.Node("Add", ["c", "b"], "a"),
        OnnxModels.Node("Flatten", ["a"], "f"),
        OnnxModels.Node("Gemm", ["f", "w", "d"], "y"))
        .With("k", [2, 2, 1, 1], 1, 2, -1, 0.5f)
        .With("b", [2, 1, 1], 0.5f, -0.25f)
        .With("w", [12, 1], [.. Enumerable.Range(0, 12).Select(i => i * 0.1f)])
        .With("d", [1], 0);

    private static Graph Load(OnnxModel model, OnnxImportOptions? options = null) => OnnxFile.Read(OnnxWriter.Model(model), options);
}

using Bantam.Formats;
using Bantam.Model;
using Bantam.Tests.Deployment;

namespace Bantam.Tests.Formats;

/// <summary>How written ONNX files look.</summary>
public sealed class OnnxExportTests
{
    private static readonly string[] s_dense = ["Conv", "Relu", "MaxPool", "Flatten", "Gemm", "Softmax"];

    [Fact]
    public void Images_are_NCHW_throughout_and_nothing_is_transposed()
    {
        OnnxGraph written = Written(Images());

        Assert.Equal(s_dense, written.Nodes.Select(node => node.OpType));
        Assert.Equal("N,3,8,6", Lengths(written.Inputs.Single()));
        Assert.Equal("N,5", Lengths(written.Outputs.Single()));
    }

    [Fact]
    public void Images_can_enter_and_leave_as_NHWC_through_one_transpose_each()
    {
        Graph graph = Graph.Create([8, 6, 3], x => x.Conv2d(4, 3).Relu().Conv2d(2, 1));
        OnnxGraph written = Written(graph, new OnnxExportOptions { KeepsChannelsLast = true });

        Assert.Equal(["Transpose", "Conv", "Relu", "Conv", "Transpose"], written.Nodes.Select(node => node.OpType));
        Assert.Equal("N,8,6,3", Lengths(written.Inputs.Single()));
        Assert.Equal("N,8,6,2", Lengths(written.Outputs.Single()));
    }

    [Fact]
    public void Every_value_has_its_name_and_shape_and_every_layer_says_its_work()
    {
        OnnxModel model = OnnxReader.Model(OnnxFile.Write(Images()));
        OnnxGraph written = model.Graph!;

        Assert.Equal(written.Nodes.SelectMany(node => node.Outputs).Except(written.Outputs.Select(output => output.Name)), written.Values.Select(value => value.Name));
        Assert.Equal(["conv1.weight", "conv1.bias", "dense1.weight", "dense1.bias"], written.Initializers.Select(tensor => tensor.Name));
        Assert.Equal("Conv2d: 5,184 MACs", written.Nodes[0].Description);
        Assert.Equal(("Bantam", 8L, 17L), (model.ProducerName, model.IrVersion, model.Opsets.Single().Version));
        Assert.Contains(new OnnxEntry("macs", "5,424"), model.Metadata);
    }

    [Fact]
    public void A_quantized_layer_has_integers_behind_every_input_and_bias_scales_that_are_products()
    {
        OnnxGraph written = Written(SampleNetworks.Quantized("convolutions"));
        Dictionary<string, OnnxNode> producers = written.Nodes.ToDictionary(node => node.Outputs[0]);
        Dictionary<string, OnnxTensor> constants = written.Initializers.ToDictionary(tensor => tensor.Name);

        Assert.Contains(written.Nodes, node => node.OpType == "Conv");
        foreach (OnnxNode layer in written.Nodes.Where(node => node.OpType == "Conv"))
        {
            Assert.All(layer.Inputs, input => Assert.Equal("DequantizeLinear", producers[input].OpType));
            OnnxNode[] sources = [.. layer.Inputs.Select(input => producers[input])];
            Assert.Equal((int)OnnxElement.Int8, constants[sources[1].Inputs[0]].DataType);
            Assert.Equal(0, sources[1].Attributes.Single(attribute => attribute.Name == "axis").Whole);
            if (sources.Length == 3)
            {
                Assert.Equal((int)OnnxElement.Int32, constants[sources[2].Inputs[0]].DataType);
                float input = Scales(sources[0])[0];
                Assert.Equal(Scales(sources[1]).Select(scale => input * scale), Scales(sources[2]));
            }
        }

        Assert.Contains(written.Nodes, node => node.OpType == "Conv" && node.Inputs.Count == 3);

        float[] Scales(OnnxNode node) => ConstantTensor.Read(constants[node.Inputs[1]], null).Singles();
    }

    [Fact]
    public void Unsigned_activations_are_128_more()
    {
        Graph graph = SampleNetworks.Quantized("convolutions");
        long[] signed = ZeroPoints(OnnxQuantizers.Int8);
        long[] unsigned = ZeroPoints(OnnxQuantizers.UInt8);

        Assert.Equal(signed.Select(zeroPoint => zeroPoint + 128), unsigned);

        long[] ZeroPoints(OnnxQuantizers form)
        {
            OnnxGraph written = Written(graph, new OnnxExportOptions { Quantizers = form });
            return [.. written.Nodes.Where(node => node.OpType == "QuantizeLinear").Select(node => ConstantTensor.Read(written.Initializers.Single(tensor => tensor.Name == node.Inputs[2]), null).Whole(0))];
        }
    }

    [Theory]
    [InlineData(13, 7)]
    [InlineData(17, 8)]
    [InlineData(18, 8)]
    [InlineData(19, 9)]
    [InlineData(21, 10)]
    public void The_version_of_the_format_follows_from_that_of_the_operators(int opset, long version)
    {
        OnnxModel model = OnnxReader.Model(OnnxFile.Write(Images(), new OnnxExportOptions { Opset = opset }));

        Assert.Equal((opset, version), (model.Opsets.Single().Version, model.IrVersion));
    }

    [Theory]
    [InlineData(null, 21, OnnxElement.Int4)]
    [InlineData(17, 17, OnnxElement.Int8)]
    public void Weights_of_4_bits_choose_the_version_that_has_them(int? wanted, long opset, object element)
    {
        QuantizationParameters codes = new([0.25f, 0.5f], [0, 0], 0, -8, 7);
        Parameter weight = new("weight", new TensorType(ElementType.Int8, [2, 3]), Initializer.Of(0), isTrainable: false);
        GraphInput input = new([3]);
        Node dense = new("dense", new Dense(), input, new Node("weight.real", new DequantizeLinear(codes), weight));
        Graph graph = new([input], [dense], new ParameterStore().With(new Dictionary<Parameter, Tensor> { [weight] = Tensor.From<sbyte>([2, 3], -8, 7, 1, 2, -3, 4) }));
        byte[] written = OnnxFile.Write(graph, new OnnxExportOptions { Opset = wanted });
        OnnxModel model = OnnxReader.Model(written);
        Tensor batch = Tensor.From<float>([2, 3], 1, 2, 3, -4, 5, 6);

        Assert.Equal(opset, model.Opsets.Single().Version);
        Assert.Equal((int)(OnnxElement)element, model.Graph!.Initializers.Single(tensor => tensor.Name == "weight").DataType);
        Assert.Equal(graph.Run(batch).ToArray<float>(), OnnxFile.Read(written).Run(batch).ToArray<float>());
    }

    [Fact]
    public void An_op_without_an_operator_is_refused_by_name()
    {
        Graph graph = Graph.Create([4, 2], x => x.Then("memory", new Lstm(), new Parameter("w", [12, 2], new Uniform(1)), new Parameter("r", [12, 3], new Uniform(1))));

        Assert.Contains("'memory' is Lstm", Assert.Throws<UnsupportedException>(() => OnnxFile.Write(graph)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(22)]
    public void A_version_that_cannot_be_written_is_refused(int opset) =>
        Assert.Contains("13 to 21", Assert.Throws<UnsupportedException>(() => OnnxFile.Write(Images(), new OnnxExportOptions { Opset = opset })).Message, StringComparison.Ordinal);

    [Fact]
    public void Codes_that_QDQ_lacks_are_refused_with_the_form_that_has_them()
    {
        Graph graph = Graph.Create([3], x => x.Then("few", new FakeQuantize(new AffineQuantizer(new QuantizationParameters([0.5f], [0], null, 0, 3)))));

        Assert.Contains("OnnxQuantizers.Quant", Assert.Throws<UnsupportedException>(() => OnnxFile.Write(graph, new OnnxExportOptions { Quantizers = OnnxQuantizers.Int8 })).Message, StringComparison.Ordinal);
        Assert.Equal("Quant", Written(graph).Nodes.Single().OpType);
    }

    [Fact]
    public void An_output_that_is_given_twice_has_two_names()
    {
        GraphInput input = new([3]);
        Node relu = new("relu", new Relu(), input);
        OnnxGraph written = Written(new Graph([input], [relu, relu, input], new ParameterStore()));

        Assert.Equal(3, written.Outputs.Select(output => output.Name).Append("input").Distinct().Count() - 1);
    }

    private static Graph Images() => Graph.Create([8, 6, 3], x => x.Conv2d(4, 3).Relu().MaxPool(2).Flatten().Dense(5).Softmax());

    private static OnnxGraph Written(Graph graph, OnnxExportOptions? options = null) => OnnxReader.Model(OnnxFile.Write(graph, options)).Graph!;

    private static string Lengths(OnnxValueInfo value) => string.Join(',', value.Dims!.Select(dim => dim.Length?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? dim.Name));
}

using Bantam.Deployment;
using Bantam.Formats;
using Bantam.Model;
using Bantam.Tests.Deployment;

namespace Bantam.Tests.Formats;

/// <summary>What was written is read back as the same network.</summary>
public sealed class TfliteRoundTripTests
{
    /// <summary>All but those that pool with rows of padding that the format cannot name.</summary>
    public static TheoryData<string> Networks { get; } = [.. SampleNetworks.Names.Concat(Enumerable.Range(0, 16).Select(seed => $"random{seed}")).Where(name => !PoolsWithPadding(name))];

    public static TheoryData<string> Published { get; } = [.. RealModels.Names.Where(name => !name.Contains("audio", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_quantized_network_keeps_its_integers(string name)
    {
        Graph original = SampleNetworks.Quantized(name);
        Plan before = Lowering.Lower(original);
        Plan after = Lowering.Lower(TfliteFile.Read(TfliteFile.Write(original)));

        Assert.Equal(ConstantsOf(before), ConstantsOf(after));
        sbyte[] samples = SampleNetworks.Codes(before.Input.Bytes, 20);
        Assert.Equal(PlanSamples.Run(before, samples).Outputs, PlanSamples.Run(after, samples).Outputs);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_float_network_computes_the_same(string name)
    {
        Graph original = InferencePasses.Apply(SampleNetworks.Create(name));
        Tensor batch = SampleNetworks.Batch(original, 1, "round trip");

        float[] expected = original.Run(batch).ToArray<float>();
        float[] actual = TfliteFile.Read(TfliteFile.Write(original)).Run(batch).ToArray<float>();

        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * (1 + Math.Abs(pair.First))));
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void A_published_model_computes_the_same_after_it_was_written(string name)
    {
        Graph first = TfliteFile.Read(RealModels.Bytes(name));
        byte[] written = TfliteFile.Write(first);
        Graph second = TfliteFile.Read(written);
        Tensor batch = SampleNetworks.Batch(first, 1, "round trip");

        Assert.Equal(first.Run(batch).ToArray<float>(), second.Run(batch).ToArray<float>());
        Assert.Equal(written, TfliteFile.Write(TfliteFile.Read(written)));
    }

    [Theory]
    [InlineData("ad", "ad01_int8")]
    [InlineData("kws", "kws_ref_model")]
    [InlineData("resnet", "pretrainedResnet_quant")]
    [InlineData("vww", "vww_96_int8")]
    [Trait("Ledger", "S364")]
    public void A_written_file_gives_the_bytes_of_TensorFlow_Lite_Micro(string golden, string file)
    {
        byte[] written = TfliteFile.Write(TfliteFile.Read(RealModels.Bytes($"mlperf-tiny/{file}")));
        PlanRuntime runtime = new(Lowering.Lower(TfliteFile.Read(written)));

        Assert.Equal(RealModels.Codes($"golden/{golden}/output_s1.bin"), runtime.Run(RealModels.Codes($"golden/{golden}/input_s1.bin")).ToArray());
    }

    [Fact]
    public void Recurrent_layers_resizing_and_slices_come_back_as_they_were()
    {
        Graph graph = Graph.Create([6, 5, 3], x => x
            .Then("up", new Resize(new Size2d(9, 7)) { Interpolation = Interpolation.Bilinear, Mapping = PixelMapping.HalfPixel })
            .Then("near", new Resize(new Size2d(4, 5)) { Mapping = PixelMapping.Asymmetric, Rounding = PixelRounding.Down })
            .Then("backward", new StridedSlice(1, 3, 2, -3))
            .Then("steps", new StridedSlice(2, 1, 2, 3))
            .Then("few", new Slice(3, 1, 2))
            .Then("sequence", new Reshape([4, 2]))
            .Then("lstm", new Lstm { CellClip = 3 }, Weights("w", 12, 2), Weights("r", 12, 3), Weights("b", 12))
            .Then("frame", new Reshape([12]))
            .Then("svdf", new Svdf(2), Weights("u", 6, 12), Weights("v", 6, 4), Weights("c", 3)));
        Tensor batch = SampleNetworks.Batch(graph, 1, "recurrent");

        Assert.Equal(graph.Run(batch).ToArray<float>(), TfliteFile.Read(TfliteFile.Write(graph)).Run(batch).ToArray<float>());

        static Parameter Weights(string name, params ReadOnlySpan<int> shape) => new(name, new Shape(shape), new Uniform(1));
    }

    [Fact]
    public void Transposed_convolutions_come_back_as_they_were()
    {
        Graph graph = Graph.Create([3, 4, 2], x => x
            .Then("same", new ConvTranspose2d { Stride = 2, Padding = Padding.Same }, new Parameter("k", [2, 3, 3, 4], new Uniform(1)), new Parameter("b", [4], new Uniform(1)))
            .Then("valid", new ConvTranspose2d { Stride = new Size2d(3, 1) }, new Parameter("l", [4, 2, 3, 1], new Uniform(1))));
        Tensor batch = SampleNetworks.Batch(graph, 1, "transposed");

        Assert.Equal(graph.Run(batch).ToArray<float>(), TfliteFile.Read(TfliteFile.Write(graph)).Run(batch).ToArray<float>());
    }

    [Fact]
    public void Pooling_with_rows_of_padding_is_refused_by_name()
    {
        Graph graph = Graph.Create([4, 4, 1], x => x.MaxPool(2, 2, Padding.All(1)));

        Assert.Contains("'maxpool1'", Assert.Throws<UnsupportedException>(() => TfliteFile.Write(graph)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_written_file_is_laid_out_as_runtimes_expect_it()
    {
        byte[] bytes = TfliteFile.Write(SampleNetworks.Quantized("convolutions"));
        TfliteModel model = TfliteReader.Read(bytes);

        Assert.Equal("TFL3"u8.ToArray(), bytes[4..8]);
        Assert.Equal("min_runtime_version", model.Metadata.Single().Name);
        Assert.Equal(16, model.Metadata.Single().Data.Length);
        Assert.Equal("serving_default", model.Signature!.Key);
        Assert.StartsWith("serving_default_", model.Tensors[model.Inputs[0]].Name, StringComparison.Ordinal);
        Assert.StartsWith("StatefulPartitionedCall:0", model.Tensors[model.Outputs[0]].Name, StringComparison.Ordinal);
        Assert.Equal((TfliteType.Int8, TfliteType.Int8), (model.Tensors[model.Inputs[0]].Type, model.Tensors[model.Outputs[0]].Type));
        Assert.All(model.Operators.Where(op => op.Code == TfliteOpcode.Conv2d), op => Assert.Equal(3, op.Version));
        Assert.All(model.Tensors.Where(tensor => tensor.IsConstant), tensor => Assert.Equal(0, OffsetOf(bytes, tensor.Data) % 16));
    }

    [Fact]
    public void The_scale_of_a_bias_is_the_product_of_those_of_input_and_weights_in_single_precision()
    {
        TfliteModel model = TfliteReader.Read(TfliteFile.Write(SampleNetworks.Quantized("convolutions")));

        foreach (TfliteOperator op in model.Operators.Where(op => op.Code == TfliteOpcode.Conv2d && op.Inputs.Length == 3))
        {
            TfliteTensor[] inputs = [.. op.Inputs.Select(input => model.Tensors[input])];
            float[] products = [.. inputs[1].Quantization!.Scales.Select(scale => inputs[0].Quantization!.Scales[0] * scale)];
            Assert.Equal(products, inputs[2].Quantization!.Scales);
        }
    }

    private static bool PoolsWithPadding(string name) =>
        SampleNetworks.Create(name).Nodes.Any(node => node.Op is MaxPool { Padding.Mode: PaddingMode.Explicit } or AveragePool { Padding.Mode: PaddingMode.Explicit });

    private static int OffsetOf(byte[] bytes, ReadOnlyMemory<byte> data) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(data, out ArraySegment<byte> segment) && segment.Array == bytes ? segment.Offset : -1;

    private static List<string> ConstantsOf(Plan plan) =>
    [
        .. plan.Steps.Select(step => step switch
        {
            ConvolutionStep s => s.Constants,
            DepthwiseStep s => s.Constants,
            DenseStep s => s.Constants,
            _ => null,
        }).OfType<LinearConstants>().Select(constants => string.Join(' ', constants.Weights) + '|' + string.Join(' ', constants.Bias) + '|' + string.Join(' ', constants.Parameters.Multipliers)),
    ];
}

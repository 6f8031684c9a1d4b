using Bantam.Deployment;
using Bantam.Formats;
using Bantam.Model;
using Bantam.Tests.Deployment;
using Bantam.Tests.Model;

namespace Bantam.Tests.Formats;

/// <summary>What was written as ONNX is read back as the same network.</summary>
public sealed class OnnxRoundTripTests
{
    public static TheoryData<string> SampleNames { get; } = [.. SampleNetworks.Names.Concat(Enumerable.Range(0, 16).Select(seed => $"random{seed}"))];

    public static TheoryData<string> ZooNames { get; } = [.. Networks.Names];

    public static TheoryData<string> Ops { get; } = [.. OpSamples.All.Where(IsWritable).Select(sample => sample.Name)];

    public static TheoryData<string> Published { get; } = ["ad01_int8", "kws_ref_model", "pretrainedResnet_quant", "vww_96_int8"];

    [Theory]
    [MemberData(nameof(SampleNames))]
    [Trait("Ledger", "S364")]
    public void A_float_network_computes_the_same(string name) => AssertSame(SampleNetworks.Create(name), 2, null);

    [Theory]
    [MemberData(nameof(ZooNames))]
    [Trait("Speed", "Slow")]
    public void A_network_of_the_zoo_computes_the_same(string name) => AssertSame(Networks.Create(name), 1, null);

    [Theory]
    [MemberData(nameof(Ops))]
    [Trait("Ledger", "S046")]
    public void Every_op_computes_the_same(string name)
    {
        OpSample sample = OpSamples.Named(name);
        Tensor[] operands = sample.FloatInputs();
        int[] computed = TakesWeights(sample.Op) ? [1] : [1, operands.Length];
        foreach (int count in computed.Distinct())
        {
            Graph graph = GraphOf(sample, operands, count);
            foreach (int opset in new[] { 13, 17, 21 })
            {
                Graph read = OnnxFile.Read(OnnxFile.Write(graph, new OnnxExportOptions { Opset = opset }));
                AssertClose(graph.Run(operands[..count])[0], read.Run(operands[..count])[0]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(SampleNames))]
    [Trait("Ledger", "S364")]
    public void A_quantized_network_keeps_its_integers(string name)
    {
        Graph original = SampleNetworks.Quantized(name);
        Plan before = Lowering.Lower(original);
        sbyte[] samples = SampleNetworks.Codes(before.Input.Bytes, 20);
        sbyte[] expected = SampleNetworks.RunOnHost(before, samples);
        foreach (OnnxQuantizers form in new[] { OnnxQuantizers.Int8, OnnxQuantizers.UInt8 })
        {
            Plan after = Lowering.Lower(OnnxFile.Read(OnnxFile.Write(original, new OnnxExportOptions { Quantizers = form })));

            Assert.Equal(ConstantsOf(before), ConstantsOf(after));
            Assert.Equal(expected, SampleNetworks.RunOnHost(after, samples));
        }
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void A_published_quantized_model_gives_the_same_bytes(string name)
    {
        Graph original = TfliteFile.Read(RealModels.Bytes($"mlperf-tiny/{name}"));
        Plan before = Lowering.Lower(original);
        sbyte[] samples = SampleNetworks.Codes(before.Input.Bytes, 4);

        Plan after = Lowering.Lower(OnnxFile.Read(OnnxFile.Write(original)));

        Assert.Equal(ConstantsOf(before), ConstantsOf(after));
        Assert.Equal(SampleNetworks.RunOnHost(before, samples), SampleNetworks.RunOnHost(after, samples));
    }

    [Theory]
    [InlineData("mnist-8/model.onnx")]
    [InlineData("mnist-pytorch.onnx")]
    [InlineData("mnist-atmega.onnx")]
    [InlineData("qonnx-tfc/TFC_1W1A.onnx")]
    [InlineData("qonnx-tfc/TFC_2W2A.onnx")]
    public void A_published_network_computes_the_same(string file)
    {
        Graph graph = OnnxFile.Load(Path.Combine(OnnxModels.DataFolder("models/onnx"), file));
        AssertSame(graph, 3, null);
        Assert.Equal(graph.Nodes.Any(node => node.Op is Sign or FakeQuantize), OnnxReader.Model(OnnxFile.Write(graph)).Graph!.Nodes.Any(node => node.Domain == OnnxDialect.QuantDomain));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Networks_of_1_to_8_bits_travel_as_Quant(int bits)
    {
        QuantizationParameters weights = bits == 1 ? Codes(-2, 1) : Codes(-(1 << (bits - 1)) + 1, (1 << (bits - 1)) - 1);
        QuantizationParameters activations = Codes(0, (1 << bits) - 1);
        Graph graph = Graph.Create([6, 5, 3], x =>
        {
            Node kernel = Weight("conv.weight", [4, 3, 3, 3], bits, weights);
            GraphBuilder y = x.Then("conv", new Conv2d { Padding = Padding.Same }, kernel).Relu().Then("codes", new FakeQuantize(new AffineQuantizer(activations))).Flatten();
            return y.Then("dense", new Dense(), Weight("dense.weight", [5, 120], bits, weights));
        });

        AssertSame(graph, 2, new OnnxExportOptions { Quantizers = OnnxQuantizers.Quant });

        static QuantizationParameters Codes(int low, int high) => new([0.25f], [0], null, low, high);
        static Node Weight(string name, Shape shape, int bits, QuantizationParameters codes)
        {
            Parameter parameter = new(name, shape, new Uniform(1));
            return bits == 1
                ? new Node($"{name}.signed", new Scale(0.5), new Node($"{name}.sign", new Sign { StraightThrough = true }, parameter))
                : new Node($"{name}.rounded", new FakeQuantize(new AffineQuantizer(codes)), parameter);
        }
    }

    private static void AssertSame(Graph graph, int batch, OnnxExportOptions? options)
    {
        Tensor samples = SampleNetworks.Batch(graph, graph.Input.Type.Shape[0] == 1 ? batch : graph.Input.Type.Shape[0], "round trip");
        Graph read = OnnxFile.Read(OnnxFile.Write(graph, options));
        AssertClose(graph.Run(samples), read.Run(samples));
        Assert.Equal(graph.Output.SampleShape, read.Output.SampleShape);
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.All(expected.ToArray<float>().Zip(actual.ToArray<float>()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * (1 + Math.Abs(pair.First))));
    }

    private static List<string> ConstantsOf(Plan plan) =>
    [
        .. plan.Steps.Select(step => step switch
        {
            ConvolutionStep s => s.Constants,
            DepthwiseStep s => s.Constants,
            DenseStep s => s.Constants,
            TransposedConvolutionStep s => s.Constants,
            _ => null,
        }).OfType<LinearConstants>().Select(constants => $"{string.Join(' ', constants.Weights)}|{string.Join(' ', constants.Bias)}|{constants.Parameters}"),
    ];

    private static bool TakesWeights(Op op) => op is Dense or Conv2d or DepthwiseConv2d or ConvTranspose2d or BatchNorm;

    private static bool IsWritable(OpSample sample) => Array.TrueForAll(sample.Shapes, shape => shape.Rank > 0 && shape.Count > 0) && (TakesWeights(sample.Op)
        || sample.Op is Add or Subtract or Multiply or Divide or Maximum or Minimum or Scale or Exp or Log or Sqrt or Abs or Round or Floor or Ceiling or Power or Clip
            or Relu or Relu6 or BoundedRelu or LeakyRelu or Elu or HardSwish or Sigmoid or Tanh or Softmax or LogSoftmax
            or Sum or Mean or Max or ArgMax or MatMul or MaxPool or AveragePool or GlobalAveragePool or Standardize or LocalResponseNorm
            or Flatten or Reshape or Squeeze or Unsqueeze or Permute or Transpose or Concat or Pad or Slice or StridedSlice
            or Resize { Mapping: not PixelMapping.CenteredHalfPixel } or FakeQuantize or Sign);

    /// <summary>The op with its first operands as inputs and the others as parameters.</summary>
    private static Graph GraphOf(OpSample sample, Tensor[] operands, int inputs)
    {
        GraphInput[] computed = [.. operands[..inputs].Select((operand, i) => new GraphInput($"x{i}", operand.Shape.WithoutBatch(), operand.Shape[0]))];
        Parameter[] constant = [.. operands[inputs..].Select((operand, i) => new Parameter($"p{i}", operand.Shape, Initializer.Of(0)))];
        Node node = new("y", sample.Op, [.. computed, .. constant]);

        // An output in another order would be read in the order that its images had.
        node = sample.Op is Permute or Transpose or Unsqueeze ? new Node("row", new Flatten(), node) : node;
        Dictionary<Parameter, Tensor> values = constant.Zip(operands[inputs..]).ToDictionary(pair => pair.First, pair => pair.Second);
        return new Graph(computed, [node], new ParameterStore().With(values));
    }
}

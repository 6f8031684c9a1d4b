using Bantam.Compression;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Tests.Deployment;

namespace Bantam.Tests.Compression;

public sealed class PostTrainingQuantizationTests
{
    [Fact]
    [Trait("Ledger", "S281")]
    public void The_default_is_int8_with_per_channel_weights_and_percentile_activations()
    {
        PostTrainingQuantization pass = new([]);
        Assert.Equal(Granularity.PerChannel, pass.WeightGranularity);
        Assert.Equal(new PercentileCalibrator(99.99), pass.Calibrator);
        Assert.Equal(PassSafety.Unsafe, pass.Safety);
        foreach (QuantizationParameters encoding in EncodingsOf(SampleNetworks.Quantized("depthwise")))
        {
            bool isWeight = encoding.IsSymmetric && encoding.QMin == -127;
            Assert.Equal(isWeight ? (-127, 127) : (-128, 127), (encoding.QMin, encoding.QMax));
            Assert.Equal(isWeight, encoding.Axis is not null);
        }
    }

    /// <summary>Two output channels with weights up to 0.1 and up to 10: one scale for both costs the small one a factor of 100.</summary>
    [Fact]
    [Trait("Ledger", "S266")]
    public void A_scale_for_each_channel_makes_the_error_of_a_small_channel_a_hundredth()
    {
        const int inputs = 5000;
        Graph graph = Graph.Create([inputs], x => x.Dense(2, bias: false));
        RandomStream random = new(1, "weights");
        Tensor weights = Tensor.Zeros([2, inputs]);
        for (int i = 0; i < weights.Count; i++)
        {
            weights.Span<float>()[i] = (i < inputs ? 0.1f : 10f) * (i % inputs == 0 ? 1 : random.Uniform(-1, 1));
        }

        graph = graph.With(graph.Values.With([KeyValuePair.Create(graph.Parameters[0], weights)]));
        double perTensor = LargestErrorOfChannel0(graph, weights, Granularity.PerTensor);
        double perChannel = LargestErrorOfChannel0(graph, weights, Granularity.PerChannel);
        Assert.InRange(perTensor / perChannel, 99, 101);

        // Metadata in the plan: a multiplier and a shift for each channel; as floats they would be four bytes for each scale.
        Assert.Equal([0.1f / 127, 10f / 127], WeightEncoding(graph, Granularity.PerChannel).Scales, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Single(WeightEncoding(graph, Granularity.PerTensor).Scales);
        Assert.Equal(0, WeightEncoding(graph, Granularity.PerChannel).Axis);
    }

    [Fact]
    [Trait("Ledger", "S245")]
    public void Scales_of_weights_depend_on_no_data_and_those_of_activations_do()
    {
        Graph graph = InferencePasses.Apply(SampleNetworks.Create("convolutions"));
        Graph one = new PostTrainingQuantization([SampleNetworks.Batch(graph, 8, "one")]).Apply(graph);
        Graph other = new PostTrainingQuantization([SampleNetworks.Batch(graph, 8, "other")]).Apply(graph);
        Assert.All(EncodingsOf(one).Zip(EncodingsOf(other)), pair => Assert.Equal(pair.First.Axis is not null, pair.First == pair.Second));
    }

    [Fact]
    public void Without_calibration_data_the_error_says_what_to_pass()
    {
        Graph graph = Graph.Create([4], x => x.Dense(2));
        foreach (Tensor[] nothing in new Tensor[][] { [], [Tensor.Zeros([0, 4])] })
        {
            InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => new PostTrainingQuantization(nothing).Apply(graph));
            Assert.Contains("calibration data", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_network_that_has_diverged_is_refused()
    {
        Graph graph = Graph.Create([4], x => x.Dense(2));
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(
            () => new PostTrainingQuantization([Tensor.From<float>([1, 4], 1, 2, float.NaN, 4)]).Apply(graph));
        Assert.Contains("diverged", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_is_quantized_once()
    {
        Graph quantized = SampleNetworks.Quantized("reshapes");
        UnsupportedException refused = Assert.Throws<UnsupportedException>(
            () => new PostTrainingQuantization([SampleNetworks.Batch(quantized, 2, "again")]).Apply(quantized));
        Assert.Contains("already", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_old_graph_stays_as_it_is()
    {
        Graph graph = InferencePasses.Apply(SampleNetworks.Create("residual"));
        string before = graph.ContentHash();
        new PostTrainingQuantization([SampleNetworks.Batch(graph, 2, "calibration")]).Apply(graph);
        Assert.Equal(before, graph.ContentHash());
    }

    [Fact]
    public void Layers_may_share_a_weight()
    {
        GraphInput input = new([3]);
        Parameter weight = new("shared", [3, 3], new HeNormal(3));
        Node first = new("first", new Dense(), input, weight);
        Graph graph = new(input, new Node("second", new Dense(), first, weight));
        Plan plan = Lowering.Lower(new PostTrainingQuantization([SampleNetworks.Batch(graph, 4, "shared")]).Apply(graph));
        Assert.Equal(["first", "second"], plan.StepNames);
    }

    /// <summary>Such channels are what batch normalization leaves when its factor goes to zero.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1e-30f)]
    [InlineData(1e-10f)]
    public void A_channel_that_is_all_but_dead_still_gives_its_bias(float weight)
    {
        Graph graph = Graph.Create([6, 6, 2], x => x.Conv2d(3, 3).Relu());
        Dictionary<Parameter, Tensor> values = new(ReferenceEqualityComparer.Instance)
        {
            [graph.Parameters[0]] = graph.Values[graph.Parameters[0]].Clone(),
            [graph.Parameters[1]] = Tensor.From<float>([3], 0.1f, 1.25f, -0.2f),
        };
        values[graph.Parameters[0]].Span<float>().Slice(18, 18).Fill(weight);
        graph = InferencePasses.Apply(graph.With(graph.Values.With(values)));
        Tensor batch = SampleNetworks.Batch(graph, 8, "dead");
        Plan plan = Lowering.Lower(new PostTrainingQuantization([batch]).Apply(graph));
        PlanRuntime runtime = new(plan);
        runtime.Run(batch.Span<float>()[..72]);
        float[] output = new float[plan.Output.Bytes];
        runtime.Dequantize(output);
        for (int pixel = 0; pixel < 36; pixel++)
        {
            Assert.InRange(output[(3 * pixel) + 1], 1.25f - plan.Output.Parameters.Scale, 1.25f + plan.Output.Parameters.Scale);
        }
    }

    /// <summary>The scale of an activation that was always zero is free; a coarse one would coarsen the bias of the next layer.</summary>
    [Fact]
    public void What_follows_an_activation_of_zeros_keeps_its_precision()
    {
        Graph graph = Graph.Create([8], x => x.Dense(4).Relu().Dense(3));
        Dictionary<Parameter, Tensor> values = new(ReferenceEqualityComparer.Instance)
        {
            [graph.Parameters[1]] = Tensor.Full([4], -100f),
            [graph.Parameters[3]] = Tensor.From<float>([3], 0.011f, -0.003f, 0.02f),
        };
        graph = InferencePasses.Apply(graph.With(graph.Values.With(values)));
        Tensor batch = SampleNetworks.Batch(graph, 4, "zeros");
        PlanRuntime runtime = new(Lowering.Lower(new PostTrainingQuantization([batch]).Apply(graph)));
        runtime.Run(batch.Span<float>()[..8]);
        float[] output = new float[3];
        runtime.Dequantize(output);
        Assert.Equal([0.011f, -0.003f, 0.02f], output, (expected, actual) => Math.Abs(expected - actual) <= 1e-4f);
    }

    [Theory]
    [InlineData(5f, -128)]
    [InlineData(-5f, 127)]
    public void Constant_activations_have_a_zero_point_at_an_end(float value, int zeroPoint)
    {
        Graph graph = Graph.Create([4], x => x.Dense(2));
        Graph quantized = new PostTrainingQuantization([Tensor.Full([3, 4], value)]).Apply(graph);
        QuantizationParameters input = EncodingsOf(quantized).First();
        Assert.Equal(zeroPoint, input.ZeroPoint);
        Assert.Equal(value, input.Dequantize(input.Quantize(value)), 5);
    }

    private static double LargestErrorOfChannel0(Graph graph, Tensor weights, Granularity granularity)
    {
        QuantizationParameters encoding = WeightEncoding(graph, granularity);
        double largest = 0;
        foreach (float weight in weights.Span<float>()[..(weights.Count / 2)])
        {
            largest = Math.Max(largest, Math.Abs(weight - (double)encoding.Dequantize(encoding.Quantize(weight))));
        }

        return largest;
    }

    private static QuantizationParameters WeightEncoding(Graph graph, Granularity granularity)
    {
        PostTrainingQuantization pass = new([SampleNetworks.Batch(graph, 2, "weights")]) { WeightGranularity = granularity };
        return pass.Apply(graph).Nodes.Where(node => node.IsConstant).Select(node => ((FakeQuantize)node.Op).Quantizer.Encoding).Single();
    }

    private static IEnumerable<QuantizationParameters> EncodingsOf(Graph graph) =>
        graph.Nodes.Select(node => node.Op).OfType<FakeQuantize>().Select(op => op.Quantizer.Encoding);
}

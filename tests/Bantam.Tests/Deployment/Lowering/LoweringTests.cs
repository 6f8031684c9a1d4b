using Bantam.Compression;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

public sealed class LoweringTests
{
    [Fact]
    public void An_op_without_an_int8_form_is_named()
    {
        Graph graph = Graph.Create([4], x => x.Dense(3).Then("curve", new Exp()));
        Refused(Quantized(graph), "'curve'", "Exp");
    }

    [Fact]
    public void A_normalization_that_nothing_absorbed_is_named_with_what_to_do()
    {
        Graph graph = Graph.Create([4, 4, 2], x => x.MaxPool(2).BatchNorm().Relu());
        Refused(Quantized(graph), "'batchnorm1'", "directly after");
    }

    [Fact]
    public void A_network_in_floating_point_is_refused()
    {
        Refused(Graph.Create([4], x => x.Dense(3)), "'dense1'", "Quantize the network first");
        Refused(Graph.Create([4, 4, 2], x => x.Flatten()), "'flatten1'", "Quantize the network first");
        Refused(Graph.Create([4, 4, 2], x => x.Relu()), "'input'", "Quantize the network first");
    }

    [Fact]
    public void Weights_in_floating_point_are_refused()
    {
        GraphInput input = new([3]);
        Node quantized = new("codes", Codes(0.1f), input);
        Parameter weight = new("w", [2, 3], Initializer.Of(1));
        Node dense = new("layer", new Dense(), quantized, weight);
        Refused(new Graph(input, new Node("out", Codes(0.1f), dense)), "'layer'", "not quantized");
    }

    [Fact]
    public void Scales_along_the_wrong_axis_of_weights_are_refused()
    {
        GraphInput input = new([3]);
        Node quantized = new("codes", Codes(0.1f), input);
        Parameter weight = new("w", [3, 3], Initializer.Of(1));
        Node weights = new("w.codes", new FakeQuantize(new AffineQuantizer(QuantizationParameters.PerChannelSymmetric([1, 1, 1], 1))), weight);
        Node dense = new("layer", new Dense(), quantized, weights);
        Refused(new Graph(input, new Node("out", Codes(0.1f), dense)), "'layer'", "axis 1");
    }

    [Fact]
    public void A_value_with_two_meanings_of_its_codes_is_refused()
    {
        GraphInput input = new([3]);
        Node fine = new("fine", Codes(0.1f), input);
        Node coarse = new("coarse", Codes(0.2f), input);
        Refused(new Graph(input, new Node("out", Codes(1), new Node("sum", new Add(), fine, coarse))), "'input'", "two ways");
    }

    [Fact]
    public void Activations_with_other_codes_than_int8_are_refused_with_the_node()
    {
        GraphInput input = new([3]);
        Node quantized = new("codes", Codes(0.1f), input);
        FakeQuantize unsigned = new(new AffineQuantizer(QuantizationParameters.AsymmetricFromRange(0, 1, 0, 255)));
        Refused(new Graph(input, new Node("out", unsigned, new Node("curve", new Sigmoid(), quantized))), "'curve'", "codes [0, 255]");
    }

    [Fact]
    public void A_sum_that_could_leave_32_bits_is_refused()
    {
        Graph graph = WithWeights(Graph.Create([140_000], x => x.Dense(1)), 1);
        Refused(Quantized(graph), "'dense1'", "32 bits");
    }

    [Fact]
    public void A_bias_that_could_not_be_stored_is_refused()
    {
        GraphInput input = new([3]);
        Node quantized = new("codes", Codes(1e-6f), input);
        Node weights = new("w.codes", new FakeQuantize(new AffineQuantizer(QuantizationParameters.SymmetricFromAbsMax(1e-6f))), new Parameter("w", [2, 3], Initializer.Of(0)));
        Node dense = new("layer", new Dense(), quantized, weights, new Parameter("b", [2], Initializer.Of(1000)));
        Refused(new Graph(input, new Node("out", Codes(10), dense)), "'layer'", "bias");
    }

    [Fact]
    public void Softmax_over_more_scores_than_its_sum_has_room_for_is_refused() =>
        Refused(Quantized(Graph.Create([5000], x => x.Softmax())), "'softmax1'", "4095");

    [Fact]
    public void Scales_too_far_apart_are_refused_with_the_node()
    {
        GraphInput input = new([3]);
        Node quantized = new("codes", Codes(1e8f), input);
        Refused(new Graph(input, new Node("out", Codes(1e-8f), new Node("twice", new Relu(), quantized))), "'twice'", "2^30");
    }

    [Fact]
    public void A_network_without_a_computation_is_refused()
    {
        Graph graph = Graph.Create([2, 2], x => x.Flatten());
        Refused(Quantized(graph), "computes nothing");
    }

    [Fact]
    public void An_interior_value_can_be_the_output()
    {
        Graph whole = SampleNetworks.Create("convolutions");
        Graph part = new(whole.Input, whole.Nodes.First(node => node.Op is Relu), whole.Values);
        Plan plan = Lowering.Lower(Quantized(InferencePasses.Apply(part)));
        Assert.Equal(["conv1"], plan.StepNames);
        Assert.Equal(BufferPlace.Output, plan.Buffers[1].Place);
    }

    [Fact]
    public void Ops_that_only_relabel_cost_no_step_and_no_memory()
    {
        Plan plan = Lowering.Lower(Quantized(Graph.Create([6], x => x.Reshape([3, 2]).Flatten().Dense(2).Reshape([2, 1]))));
        Assert.Equal(["dense1"], plan.StepNames);
        Assert.Equal(0, plan.ArenaBytes);
        Assert.Equal(12, plan.Macs);
    }

    [Fact]
    [Trait("Ledger", "S350")]
    public void Folding_changes_outputs_by_rounding_only_and_leaves_fewer_nodes()
    {
        foreach (string name in new[] { "convolutions", "depthwise", "residual" })
        {
            Graph graph = SampleNetworks.Create(name);
            Graph folded = InferencePasses.Apply(graph);
            Assert.True(folded.Nodes.Count < graph.Nodes.Count);
            Assert.DoesNotContain(folded.Nodes, node => node.Op is BatchNorm);
            Tensor batch = SampleNetworks.Batch(graph, 8, "folding");
            float[] before = graph.Run(batch).ToArray<float>();
            float[] after = folded.Run(batch).ToArray<float>();
            float largest = before.Max(Math.Abs);
            Assert.All(before.Zip(after), pair => Assert.InRange(pair.Second - pair.First, -1e-5f * largest, 1e-5f * largest));
        }
    }

    private static FakeQuantize Codes(float scale) => new(new AffineQuantizer(QuantizationParameters.PerTensor(scale, 0)));

    private static Graph Quantized(Graph graph) => new PostTrainingQuantization([SampleNetworks.Batch(graph, 4, "lowering")]).Apply(graph);

    private static Graph WithWeights(Graph graph, float value) =>
        graph.With(graph.Values.With(graph.Parameters.Select(parameter => KeyValuePair.Create(parameter, Tensor.Full(parameter.Shape, value)))));

    private static void Refused(Graph graph, params string[] words)
    {
        UnsupportedException refused = Assert.Throws<UnsupportedException>(() => Lowering.Lower(graph));
        Assert.All(words, word => Assert.Contains(word, refused.Message, StringComparison.Ordinal));
    }
}

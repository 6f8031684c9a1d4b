using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class PassTests
{
    public static TheoryData<Pass> Passes { get; } = [new FoldBatchNorm(), new FoldBatchNormForward(), new FuseActivation(), new DropRedundantBias()];

    [Theory, MemberData(nameof(Passes))]
    [Trait("Ledger", "S350"), Trait("Ledger", "S169")]
    public void Outputs_stay_within_1e_5_and_nodes_or_parameters_fall(Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Assert.Equal(PassSafety.Safe, pass.Safety);
        Assert.False(string.IsNullOrEmpty(pass.Name));
        for (ulong seed = 0; seed < 10; seed++)
        {
            Graph net = Random(seed);
            string hash = net.ContentHash();
            Graph result = pass.Apply(net);
            Assert.Equal(hash, net.ContentHash());
            AssertSameOutputs(net, result, 1e-5);
            Assert.True(result.Nodes.Count < net.Nodes.Count || result.ParameterCount < net.ParameterCount);
        }
    }

    [Fact]
    [Trait("Ledger", "S350")]
    public void All_passes_together_leave_linear_layers_only()
    {
        Graph net = Trained(ResNets.ResNet8([16, 16, 3], 10), 1);
        Graph result = InferencePasses.Apply(net);
        AssertSameOutputs(net, result, 1e-5);
        Assert.DoesNotContain(result.Nodes, node => node.Op is BatchNorm or Relu);
        Assert.Equal(net.Nodes.Count - net.Nodes.Count(node => node.Op is BatchNorm or Relu), result.Nodes.Count);
    }

    [Fact]
    [Trait("Ledger", "S024")]
    public void Two_dense_layers_without_an_activation_between_them_are_one()
    {
        Graph net = Graph.Create([2], x => x.Dense(2).Dense(1));
        net = net.With(net.Values.With(
        [
            new(net.Parameters[0], Tensor.From<float>([2, 2], 1, 2, 3, 4)),
            new(net.Parameters[1], Tensor.From<float>([2], 1, 1)),
            new(net.Parameters[2], Tensor.From<float>([1, 2], 1, -1)),
            new(net.Parameters[3], Tensor.From<float>([1], 2)),
        ]));
        Graph result = new MergeLinear().Apply(net);
        Assert.Single(result.Nodes);
        Assert.Equal([-2, -2], result.Values[result.Parameters[0]].ToArray<float>());
        Assert.Equal([2], result.Values[result.Parameters[1]].ToArray<float>());
        Tensor samples = SampleTensors.Uniform([1000, 2]);
        SampleTensors.AssertNear(SampleTensors.ToFloat64(net.Run(samples)).ToArray<double>(), result.Run(samples), 1e-6);

        Graph unbiased = Graph.Create([3], x => x.Dense(5, bias: false).Dense(2, bias: false).Relu());
        Assert.Equal(2, new MergeLinear().Apply(unbiased).Nodes.Count);
        AssertSameOutputs(unbiased, new MergeLinear().Apply(unbiased), 1e-5);
        Graph bent = Graph.Create([3], x => x.Dense(5).Relu().Dense(2));
        Assert.Equal(3, new MergeLinear().Apply(bent).Nodes.Count);
    }

    [Fact]
    [Trait("Ledger", "S350")]
    public void Folding_follows_its_formula()
    {
        Graph net = Trained(Graph.Create([3], x => x.Dense(2).BatchNorm()), 4);
        Graph result = new FoldBatchNorm().Apply(net);
        float[] w = net.Values[net.Parameters[0]].ToArray<float>();
        float[] b = net.Values[net.Parameters[1]].ToArray<float>();
        float[] gamma = net.Values[net.Parameters[2]].ToArray<float>();
        float[] beta = net.Values[net.Parameters[3]].ToArray<float>();
        float[] moments = net.Values[net.Parameters[4]].ToArray<float>();
        for (int k = 0; k < 2; k++)
        {
            double scale = gamma[k] / Math.Sqrt(moments[2 + k] + 1e-5);
            Assert.Equal(beta[k] + ((b[k] - moments[k]) * scale), result.Values[result.Parameters[1]].At<float>(k), 1e-6);
            for (int j = 0; j < 3; j++)
            {
                Assert.Equal(w[(k * 3) + j] * scale, result.Values[result.Parameters[0]].At<float>(k, j), 1e-6);
            }
        }
    }

    [Fact]
    [Trait("Ledger", "S055")]
    public void Dropping_redundant_biases_changes_outputs_by_rounding_only()
    {
        Graph net = Trained(Graph.Create([6, 6, 2], x => x.Conv2d(5, 3).BatchNorm().Relu().Flatten().Dense(4).BatchNorm()), 2);
        Graph result = new DropRedundantBias().Apply(net);
        Assert.Equal(net.ParameterCount - 9, result.ParameterCount);
        Assert.Equal(net.Nodes.Count, result.Nodes.Count);
        AssertSameOutputs(net, result, 1e-6);
        AssertSameOutputs(net, new FoldBatchNorm().Apply(result), 1e-6);
    }

    [Fact]
    [Trait("Ledger", "S056")]
    public void After_an_activation_a_normalization_folds_only_forward()
    {
        Graph net = Trained(Graph.Create([4], x => x.Dense(5).Relu().BatchNorm().Dense(3)), 3);
        Assert.Equal(net.Nodes, new FoldBatchNorm().Apply(net).Nodes);
        Graph fused = new FuseActivation().Apply(net);
        Assert.Equal(fused.Nodes, new FoldBatchNorm().Apply(fused).Nodes);
        Graph forward = new FoldBatchNormForward().Apply(net);
        Assert.DoesNotContain(forward.Nodes, node => node.Op is BatchNorm);
        AssertSameOutputs(net, forward, 1e-5);
    }

    [Fact]
    [Trait("Ledger", "S056")]
    public void Padding_hinders_folding_forward()
    {
        Graph padded = Trained(Graph.Create([6, 6, 2], x => x.Conv2d(3, 3).Relu().BatchNorm().Conv2d(3, 3)), 3);
        Assert.Equal(padded.Nodes, new FoldBatchNormForward().Apply(padded).Nodes);
        Graph valid = Trained(Graph.Create([6, 6, 2], x => x.Conv2d(3, 3).Relu().BatchNorm().Conv2d(3, 3, padding: Padding.Valid)), 3);
        Graph folded = new FoldBatchNormForward().Apply(valid);
        Assert.Equal(valid.Nodes.Count - 1, folded.Nodes.Count);
        AssertSameOutputs(valid, folded, 1e-5);
    }

    [Theory, MemberData(nameof(Passes))]
    public void A_value_that_another_node_reads_is_left_alone(Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Graph net = Trained(
            Graph.Create([4], x =>
            {
                GraphBuilder shared = x.Dense(4);
                GraphBuilder normalized = shared.BatchNorm();
                return normalized.Add(shared.Relu()).Add(normalized.Dense(4)).Add(shared);
            }),
            5);
        Assert.Equal(net.Nodes, pass.Apply(net).Nodes);
    }

    [Theory, MemberData(nameof(Passes))]
    public void Shared_parameters_and_computed_weights_are_left_alone(Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        GraphInput input = new([4]);
        Parameter weight = new("w", [4, 4], new HeNormal(4));
        Parameter bias = new("b", [4], Initializer.Of(1));
        Value first = Normalized("one", new Node("first", new Dense(), input, weight, bias));
        Value second = Normalized("two", new Node("second", new Dense(), first, weight, bias));
        Node computed = new("computed", new Scale(2), new Parameter("v", [4, 4], new HeNormal(4)));
        Value third = Normalized("three", new Node("third", new Dense(), second, computed, new Parameter("c", [4], Initializer.Of(1))));
        Graph net = Trained(new Graph(input, third), 6);
        Assert.Equal(net.Nodes, pass.Apply(net).Nodes);

        static Node Normalized(string name, Value value) => new(
            name,
            new BatchNorm(),
            value,
            new Parameter($"{name}.gamma", [4], Initializer.Of(1)),
            new Parameter($"{name}.beta", [4], Initializer.Of(0)),
            new Parameter($"{name}.moments", [2, 4], new UnitMoments(), isTrainable: false));
    }

    [Fact]
    public void A_fused_activation_is_bit_identical()
    {
        Graph net = Trained(Graph.Create([7, 5, 3], x => x.Conv2d(9, 3).Relu().DepthwiseConv2d(3).Relu6().Flatten().Dense(5).Relu()), 8);
        Graph result = new FuseActivation().Apply(net);
        Assert.Equal(net.Nodes.Count - 3, result.Nodes.Count);
        AssertSameOutputs(net, result, 0);
    }

    /// <summary>A network in which every pass finds work, of random sizes.</summary>
    private static Graph Random(ulong seed)
    {
        RandomStream random = new(seed, "net");
        Graph net = Graph.Create([5 + random.NextInt32(4), 5 + random.NextInt32(4), 1 + random.NextInt32(3)], x => x
            .Conv2d(1 + random.NextInt32(9), new Size2d(1 + random.NextInt32(3), 3), stride: 1 + random.NextInt32(2)).BatchNorm().Relu()
            .DepthwiseConv2d(3).BatchNorm().Relu6()
            .Conv2d(1 + random.NextInt32(7), 1, bias: false).Relu().BatchNorm()
            .Conv2d(1 + random.NextInt32(7), 1, padding: Padding.Valid).Sigmoid()
            .Flatten().Dense(1 + random.NextInt32(9)).BatchNorm().Relu()
            .BatchNorm().Dense(3));
        return Trained(net, seed);
    }

    /// <summary>Every parameter as if training had moved it: normalizations are no identities.</summary>
    private static Graph Trained(Graph net, ulong seed) => net.With(net.Values.WithSeed(seed).With(net.Parameters
        .Where(p => !p.Name.EndsWith("weight", StringComparison.Ordinal))
        .Select(p => KeyValuePair.Create(p, Moved(p, seed)))));

    private static Tensor Moved(Parameter parameter, ulong seed)
    {
        Tensor value = SampleTensors.Uniform(parameter.Shape, seed ^ (ulong)parameter.Name.Length);
        bool isVariance = !parameter.IsTrainable;
        Span<float> values = value.Span<float>();
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = isVariance && i >= values.Length / 2 ? 0.5f + Math.Abs(values[i]) : 0.5f * values[i];
        }

        return value;
    }

    private static void AssertSameOutputs(Graph expected, Graph actual, double tolerance)
    {
        Tensor batch = SampleTensors.Uniform(expected.Input.SampleShape.WithBatch(100), 77);
        SampleTensors.AssertNear([.. expected.Run(batch).ToArray<float>().Select(value => (double)value)], actual.Run(batch), tolerance);
    }
}

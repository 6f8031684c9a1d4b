using Bantam.Model;
using Bantam.Tests.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class DeadUnitsTests
{
    private static readonly Dataset s_vectors = Data([4], 150);

    [Fact]
    [Trait("Ledger", "S035")]
    public void Exactly_the_units_with_a_hopeless_bias_are_dead()
    {
        Graph net = WithBias(Mlps.Mlp([4], [10], 2), 1, 4, 9);
        DeadUnitReport report = Assert.Single(DeadUnits.Find(net, s_vectors));
        Assert.Equal("relu1", report.Node);
        Assert.Equal(10, report.Units);
        Assert.Equal([1, 4, 9], report.Dead);
        Assert.Equal(0.3, report.Fraction);
    }

    [Fact]
    [Trait("Ledger", "S035")]
    public void Fused_activations_are_judged_like_nodes_of_their_own()
    {
        Graph net = new FuseActivation().Apply(WithBias(Mlps.Mlp([4], [10], 2), 0));
        DeadUnitReport report = Assert.Single(DeadUnits.Find(net, s_vectors));
        Assert.Equal("dense1", report.Node);
        Assert.Equal([0], report.Dead);
    }

    [Fact]
    public void A_channel_is_alive_if_one_pixel_is()
    {
        Graph net = Graph.Create([5, 5, 1], x => x.Conv2d(6, 3).Relu6().Flatten().Dense(2));
        DeadUnitReport report = Assert.Single(DeadUnits.Find(WithBias(net, 5), Data([5, 5, 1], 20)));
        Assert.Equal(6, report.Units);
        Assert.Equal([5], report.Dead);
    }

    [Fact]
    public void A_network_without_rectifiers_has_no_report() =>
        Assert.Empty(DeadUnits.Find(Mlps.Mlp([4], [], 2), s_vectors));

    private static Graph WithBias(Graph net, params int[] units)
    {
        Parameter bias = net.Parameters[1];
        Tensor value = Tensor.Full(bias.Shape, 0.5f);
        foreach (int unit in units)
        {
            value.Span<float>()[unit] = -1e3f;
        }

        return net.With(net.Values.With([new(bias, value)]));
    }

    private static Dataset Data(Shape sample, int count) => new(
        "toy",
        new LearningTask.Classification(2),
        sample,
        SampleTensors.Uniform(sample.WithBatch(count)).ToArray<float>(),
        new int[count],
        new Preprocessing.None());
}

using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class NetworkBlockTests
{
    [Fact]
    [Trait("Ledger", "S143"), Trait("Ledger", "S158")]
    public void The_first_inception_block_has_the_published_cost()
    {
        Graph net = Graph.Create([28, 28, 192], x => x.Inception(new InceptionWidths(64, 96, 128, 16, 32, 32)));
        Assert.Equal(new Shape(28, 28, 256), net.Output.SampleShape);
        Assert.Equal(163_328, net.Parameters.Where(p => p.Name.EndsWith(".weight", StringComparison.Ordinal)).Sum(p => p.Shape.Count));
        Assert.Equal(128_049_152, CostCounter.Count(net).Macs);

        CostReport plain = CostCounter.Count(Graph.Create([28, 28, 192], x => x.Conv2d(32, 5)));
        CostReport narrow = CostCounter.Count(Graph.Create([28, 28, 192], x => x.Conv2d(16, 1).Conv2d(32, 5)));
        Assert.Equal((153_632, 120_422_400), (plain.Parameters, plain.Macs));
        Assert.Equal((15_920, 12_443_648), (narrow.Parameters, narrow.Macs));
    }

    [Fact]
    [Trait("Ledger", "S147")]
    public void A_bottleneck_has_a_seventeenth_of_the_weights()
    {
        Graph narrow = Graph.Create([14, 14, 256], x => x.Bottleneck(256, new BottleneckMiddle(64)));
        Graph wide = Graph.Create([14, 14, 256], x => x.ResidualBlock(256));
        Assert.Equal((69_632, 1_179_648), (Weights(narrow), Weights(wide)));
    }

    [Fact]
    public void A_dense_block_of_6_layers_has_21_links()
    {
        Graph net = Graph.Create([8, 8, 64], x => x.DenseBlock(6, 32));
        Assert.Equal(new Shape(8, 8, 256), net.Output.SampleShape);
        Assert.Equal(6, net.Nodes.Count(node => node.Op is Concat));
        Assert.Equal(21, Enumerable.Range(1, 6).Sum());
        Assert.Equal(new Shape(4, 4, 128), Graph.Create([8, 8, 64], x => x.DenseBlock(6, 32).Transition()).Output.SampleShape);
    }

    [Fact]
    [Trait("Ledger", "S150")]
    public void A_separable_block_costs_an_eighth()
    {
        Graph net = Graph.Create([1, 1, 64], x => x.DepthwiseSeparable(128));
        Assert.Equal(8_768, CostCounter.Count(net).Macs);
        Assert.Equal(73_728, CostCounter.Count(Graph.Create([1, 1, 64], x => x.Conv2d(128, 3))).Macs);
    }

    [Fact]
    [Trait("Ledger", "S159")]
    public void Groups_divide_weights_and_MACs_exactly()
    {
        CostReport full = Grouped(1);
        foreach (int groups in new[] { 2, 4, 8, 16 })
        {
            CostReport part = Grouped(groups);
            Assert.Equal((full.Parameters / groups, full.Macs / groups), (part.Parameters, part.Macs));
        }

        static CostReport Grouped(int groups) => CostCounter.Count(Graph.Create([6, 6, 16], x => x.Conv2d(32, 3, new Conv2d { Groups = groups }, bias: false)));
    }

    [Fact]
    public void A_shortcut_without_weights_leaves_pixels_out_and_adds_zero_channels()
    {
        Graph net = Graph.Create([4, 4, 2], x => x.PaddedResidualBlock(4, stride: 2)).WithSeed(1);
        Parameter last = net.Parameters.Last(p => p.Name.EndsWith(".gamma", StringComparison.Ordinal));
        net = net.With(net.Values.With([new(last, Tensor.Zeros([4]))]));
        Tensor x = SampleTensors.Uniform([1, 4, 4, 2]);
        float[] y = net.Run(x).ToArray<float>();
        float[] pixels = x.ToArray<float>();
        Assert.Equal([0, Math.Max(pixels[4], 0), Math.Max(pixels[5], 0), 0], y[4..8]);
    }

    [Fact]
    public void An_inverted_residual_adds_its_start_where_the_shape_stays()
    {
        Graph same = Graph.Create([4, 4, 8], x => x.InvertedResidual(8));
        Graph smaller = Graph.Create([4, 4, 8], x => x.InvertedResidual(8, stride: 2));
        Assert.IsType<Add>(((Node)same.Output).Op);
        Assert.IsType<BatchNorm>(((Node)smaller.Output).Op);
        Assert.Equal(new Shape(2, 2, 8), smaller.Output.SampleShape);
    }

    [Fact]
    public void Absurd_attributes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MobileNets.MobileNetV1([32, 32, 3], 10, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MobileNets.MobileNetV2([32, 32, 3], 10, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => ResNets.ForSmallImages([32, 32, 3], 10, 21));
        Assert.Throws<ArgumentOutOfRangeException>(() => Graph.Create([8, 8, 4], x => x.DenseBlock(0, 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Graph.Create([8, 8, 4], x => x.Transition(0)));
        Assert.Throws<ShapeException>(() => Networks.Create("alexnet", [8, 8, 3], 10));
    }

    private static long Weights(Graph net) => net.Parameters.Where(p => p.Name.EndsWith(".weight", StringComparison.Ordinal)).Sum(p => (long)p.Shape.Count);
}

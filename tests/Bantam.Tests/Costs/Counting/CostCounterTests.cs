using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class CostCounterTests
{
    [Fact]
    [Trait("Ledger", "S156")]
    public void A_dense_layer_costs_inputs_times_outputs()
    {
        Graph net = Graph.Create([4096], x => x.Dense(1000));
        CostReport report = CostCounter.Count(net);
        Assert.Equal(4_096_000, net.Parameters[0].Shape.Count);
        Assert.Equal(4_097_000, report.Parameters);
        Assert.Equal(4_096_000, report.Macs);
        Assert.Equal(4 * 4_097_000, report.WeightBytes);
    }

    [Fact]
    [Trait("Ledger", "S157")]
    public void Units_are_counted_for_each_layer_in_sum_and_at_the_peak()
    {
        Graph net = Graph.Create([224, 224, 3], x => x.Conv2d(64, 3).Relu().Conv2d(64, 3).Relu().MaxPool(2));
        CostReport report = CostCounter.Count(net, bytesPerActivation: 1, bytesPerWeight: 1);
        LayerCost second = report.Layers.Single(layer => layer.Name == "conv2");
        Assert.Equal(3_211_264, second.Units);
        Assert.Equal(3_211_264, second.ActivationBytes);
        Assert.Equal(36_928, second.Parameters);
        Assert.Equal(1_849_688_064, second.Macs);
        Assert.Equal((4 * 3_211_264) + (112 * 112 * 64), report.Units);
        Assert.Equal(2 * 3_211_264, report.PeakActivationElements);
        Assert.Equal(2 * 3_211_264, report.PeakActivationBytes);
        Assert.Equal(4 * 2 * 3_211_264, CostCounter.Count(net).PeakActivationBytes);
    }

    [Fact]
    [Trait("Ledger", "S157")]
    public void Counting_vgg16_touches_no_value()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        CostReport report = CostCounter.Count(Vgg16());
        Assert.Equal(138_357_544, report.Parameters);
        Assert.Equal(15_470_264_320, report.Macs);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void The_peak_of_a_residual_block_includes_its_shortcut()
    {
        Graph net = Graph.Create([8, 8, 4], x =>
        {
            GraphBuilder first = x.Conv2d(4, 3);
            return first.Conv2d(4, 3).Conv2d(4, 3).Add(first);
        });
        Assert.Equal(3 * 256, CostCounter.Count(net).PeakActivationElements);
        Assert.Equal(2 * 256, CostCounter.Count(Graph.Create([8, 8, 4], x => x.Conv2d(4, 3).Conv2d(4, 3))).PeakActivationElements);
    }

    [Fact]
    public void Views_need_no_memory_and_shared_parameters_count_once()
    {
        Graph net = Graph.Create([4, 4, 1], x => x.Flatten().Reshape([2, 8]).Flatten());
        CostReport views = CostCounter.Count(net);
        Assert.All(views.Layers, layer => Assert.Equal(0, layer.ActivationBytes));
        Assert.Equal(16, views.PeakActivationElements);

        GraphInput input = new([4]);
        Parameter weight = new("w", [4, 4], new HeNormal(4));
        Graph shared = new(input, new Node("b", new Dense(), new Node("a", new Dense(), input, weight), weight));
        Assert.Equal(16, CostCounter.Count(shared).Parameters);
        Assert.Equal(32, CostCounter.Count(shared).Macs);
    }

    [Fact]
    public void A_device_tells_whether_values_fit()
    {
        Graph net = Graph.Create([96, 96, 3], x => x.Conv2d(8, 3).GlobalAveragePool().Dense(2));
        Assert.Null(CostCounter.Count(net).Fits);
        Assert.False(CostCounter.Count(net, Devices.CortexM0Plus).Fits);
        Assert.True(CostCounter.Count(net, Devices.CortexM4).Fits);
        Assert.Same(Devices.CortexM4, CostCounter.Count(net, Devices.CortexM4).Device);
        Assert.False(CostCounter.Count(Vgg16(), 1, 1, Devices.CortexM55).Fits);
    }

    [Fact]
    public void A_count_beyond_63_bits_is_refused_in_words()
    {
        Graph huge = Graph.Create([32_768, 32_768, 1], x =>
        {
            GraphBuilder end = x;
            for (int i = 0; i < 9; i++)
            {
                end = end.Conv2d(1, 32_767, bias: false);
            }

            return end;
        });
        OverflowException fault = Assert.Throws<OverflowException>(() => CostCounter.Count(huge));
        Assert.Contains("exceeds 63 bits", fault.Message, StringComparison.Ordinal);
        Assert.Contains("[32768, 32768, 1]", fault.Message, StringComparison.Ordinal);
    }

    private static Graph Vgg16() => Graph.Create([224, 224, 3], x =>
    {
        GraphBuilder end = x;
        foreach ((int channels, int count) in new[] { (64, 2), (128, 2), (256, 3), (512, 3), (512, 3) })
        {
            for (int i = 0; i < count; i++)
            {
                end = end.Conv2d(channels, 3).Relu();
            }

            end = end.MaxPool(2);
        }

        return end.Flatten().Dense(4096).Relu().Dense(4096).Relu().Dense(1000);
    });
}

using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Parameters and multiply-accumulates against published figures, or sums made layer by layer.</summary>
public sealed class ZooTests
{
    [Fact]
    public void LeNet5_has_the_figures_of_the_pruning_literature()
    {
        Graph net = LeNets.LeNet5([28, 28, 1], 10);
        Assert.Equal(431_080, net.ParameterCount);
        Assert.Equal(2_293_000, CostCounter.Count(net).Macs);
    }

    [Fact]
    public void LeNet_300_100_has_the_figures_of_the_pruning_literature()
    {
        Graph net = LeNets.LeNet300100([28, 28, 1], 10);
        Assert.Equal(266_610, net.ParameterCount);
        Assert.Equal(266_200, CostCounter.Count(net).Macs);
    }

    [Fact]
    public void LeNet_is_small()
    {
        Graph net = LeNets.LeNet([28, 28, 1], 10);
        Assert.Equal((25 * 8) + 16 + (25 * 8 * 16) + 32 + (256 * 10) + 10, net.ParameterCount);
        Assert.Equal((24 * 24 * 25 * 8) + (8 * 8 * 25 * 8 * 16) + 2560, LinearMacs(net));
    }

    [Fact]
    public void ResNet8_has_the_figures_of_MLPerf_Tiny()
    {
        Graph net = ResNets.ResNet8([32, 32, 3], 10);
        Assert.Equal(12_501_632, LinearMacs(net));

        // The published 78,666 counts the running statistics (4 values per channel instead of 2).
        Assert.Equal(78_666, net.Parameters.Sum(p => p.Shape.Count));
        Assert.Equal(78_186, net.ParameterCount);
    }

    [Fact]
    public void MobileNet_at_a_quarter_of_its_width_is_the_sum_of_its_layers()
    {
        Graph net = MobileNets.MobileNetV1Quarter([96, 96, 3], 2);
        (int Channels, int Size)[] blocks =
        [
            (16, 48), (32, 24), (32, 24), (64, 12), (64, 12), (128, 6), (128, 6), (128, 6), (128, 6), (128, 6), (128, 6), (256, 3), (256, 3),
        ];
        long macs = 48 * 48 * 27 * 8;
        long parameters = (27 * 8) + 16;
        int channels = 8;
        foreach ((int outputs, int size) in blocks)
        {
            macs += size * size * ((9 * channels) + (channels * outputs));
            parameters += (9 * channels) + (2 * channels) + (channels * outputs) + (2 * outputs);
            channels = outputs;
        }

        Assert.Equal(macs + 512, LinearMacs(net));
        Assert.Equal(parameters + 514, net.ParameterCount);
        Assert.Equal(7_489_664, LinearMacs(net)); // the figure of MLPerf Tiny's person detector
    }

    [Fact]
    public void The_small_keyword_spotter_is_the_sum_of_its_layers()
    {
        Graph net = KeywordNetworks.DsCnnSmall([49, 10, 1], 12);
        const int Pixels = 25 * 5;
        Assert.Equal((Pixels * 40 * 64) + (4 * Pixels * ((9 * 64) + (64 * 64))) + (64 * 12), LinearMacs(net));
        Assert.Equal((40 * 64) + 128 + (4 * ((9 * 64) + 128 + (64 * 64) + 128)) + (64 * 12) + 12, net.ParameterCount);
    }

    [Fact]
    public void An_autoencoder_gives_back_as_many_values_as_it_reads()
    {
        Graph net = Mlps.Autoencoder([5, 128], 128, 8);
        Assert.Equal(new Shape(640), net.Output.SampleShape);
        Assert.Equal((640 * 128) + (128 * 8) + (8 * 128) + (128 * 640), LinearMacs(net));
    }

    private static long LinearMacs(Graph net) => net.Nodes.Where(node => node.Op is not BatchNorm).Sum(node => node.Cost.Macs);
}

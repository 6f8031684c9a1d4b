using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Networks of the common pattern, features by convolution and then a classifier, at the size of a microcontroller.</summary>
public sealed class SmallNetworksTests
{
    private const int FlashBytes = 64 * 1024;
    private const int RamBytes = 32 * 1024;

    public static TheoryData<string> Names { get; } = ["lenet", "ds-cnn-s", "mobilenet-v1, an eighth as wide"];

    [Theory, MemberData(nameof(Names))]
    [Trait("Ledger", "S142")]
    public void Int8_values_fit_64_KiB_of_flash_and_32_KiB_of_RAM(string name)
    {
        CostReport cost = CostCounter.Count(Named(name), bytesPerActivation: 1, bytesPerWeight: 1);
        Assert.InRange(cost.WeightBytes, 1, FlashBytes);
        Assert.InRange(cost.PeakActivationBytes, 1, RamBytes);
    }

    [Theory, MemberData(nameof(Names))]
    [Trait("Ledger", "S142")]
    public void Resolution_falls_depth_grows_and_a_classifier_ends_it(string name)
    {
        Graph net = Named(name);
        Shape[] maps = [.. net.Nodes.Where(node => node.Op is Conv2d or DepthwiseConv2d or MaxPool).Select(node => node.SampleShape)];
        Assert.True(maps.Length >= 4);
        foreach ((Shape before, Shape after) in maps.Zip(maps.Skip(1)))
        {
            Assert.True(after[0] * after[1] <= before[0] * before[1]);
            Assert.True(after[2] >= before[2]);
        }

        Assert.Contains(net.Nodes, node => node.Op is Dense);
        Assert.Equal(1, net.Output.SampleShape.Rank);
    }

    private static Graph Named(string name) => name switch
    {
        "lenet" => LeNets.LeNet([28, 28, 1], 10),
        "ds-cnn-s" => KeywordNetworks.DsCnnSmall([49, 10, 1], 12),
        _ => MobileNets.MobileNetV1([28, 28, 1], 10, 0.125),
    };
}

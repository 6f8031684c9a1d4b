using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Features by convolution, then a classifier: small enough for a microcontroller, the shape of the pattern is the same.</summary>
internal static class SmallNetworksStudy
{
    private const int FlashBytes = 64 * 1024;
    private const int RamBytes = 32 * 1024;

    private static readonly string[] Names = ["lenet", "ds-cnn-s", "kws-ref", "resnet8", "mobilenet-v1-025"];

    public static Study Study { get; } = new()
    {
        Id = "small-networks",
        Title = "The common pattern, small: features by convolution, then a classifier",
        Lines = "849-851, 860-862",
        Ledger = ["S142"],
        Fill = page =>
        {
            CostReport[] costs = [.. Names.Select(name => CostCounter.Count(Networks.Create(name), bytesPerActivation: 1, bytesPerWeight: 1))];
            foreach ((string name, CostReport cost) in Names.Zip(costs))
            {
                page.Agrees($"{name}: resolution never rises on the way", "yes", Falls(name) ? "yes" : "no");
                if (name is "lenet" or "ds-cnn-s")
                {
                    page.Agrees($"{name}: int8 values fit 64 KiB of flash and 32 KiB of RAM", "yes", Fits(cost) ? "yes" : "no");
                }
                else
                {
                    page.Reports($"{name}: int8 values fit 64 KiB of flash and 32 KiB of RAM", Fits(cost) ? "yes" : "no");
                }
            }

            page.Bars(
                "memory",
                "Small networks in int8",
                Names,
                new BarColumn("weights, bytes", [.. costs.Select(cost => (double)cost.WeightBytes)], Numbers.Short),
                new BarColumn("peak of activations, bytes", [.. costs.Select(cost => (double)cost.PeakActivationBytes)], Numbers.Short),
                new BarColumn("MACs", [.. costs.Select(cost => (double)cost.Macs)], Numbers.Short));
        },
    };

    private static bool Fits(CostReport cost) => cost.WeightBytes <= FlashBytes && cost.PeakActivationBytes <= RamBytes;

    private static bool Falls(string name)
    {
        int[] heights = [.. Networks.Create(name).Nodes.Where(node => !node.IsConstant && node.SampleShape.Rank == 3).Select(node => node.SampleShape[0])];
        return heights.Zip(heights.Skip(1)).All(pair => pair.Second <= pair.First);
    }
}

using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>The ResNets: version 1 has the stride in the 1×1 convolution, version 1.5 in the 3×3 one, which costs more MACs.</summary>
internal static class ResNetsStudy
{
    private static readonly (string Name, long Parameters, long Macs)[] Published =
    [
        ("resnet18", 11_689_512, 1_814_073_344),
        ("resnet50", 25_557_032, 3_857_973_248),
        ("resnet50-v1.5", 25_557_032, 4_089_184_256),
        ("resnet152", 60_192_808, 11_282_415_616),
        ("resnet152-v1.5", 60_192_808, 11_513_626_624),
    ];

    public static Study Study { get; } = new()
    {
        Id = "resnets",
        Title = "ResNet-18, 50 and 152, and their bottleneck block",
        Lines = "2140-2160, 2197",
        Ledger = ["S146", "S147"],
        Fill = page =>
        {
            CostReport[] costs = [.. Published.Select(row => CostCounter.Count(Networks.Create(row.Name)))];
            foreach (((string name, long parameters, long macs), CostReport cost) in Published.Zip(costs))
            {
                page.Agrees($"{name}: parameters", parameters, cost.Parameters);
                page.Agrees($"{name}: MACs", macs, cost.Macs);
            }

            page.Agrees("the notes' ResNet with 152 layers: MACs", 11e9, costs[3].Macs, tolerance: 0.5e9);
            Graph narrow = Graph.Create([14, 14, 256], x => x.Bottleneck(256, new BottleneckMiddle(64)));
            Graph wide = Graph.Create([14, 14, 256], x => x.ResidualBlock(256));
            page.Agrees("bottleneck 256-64-64-256: weights", 69_632, Weights.Of(narrow));
            page.Agrees("two 3×3 at 256 channels: weights", 1_179_648, Weights.Of(wide));
            page.Agrees("times as many", 16.9, (double)Weights.Of(wide) / Weights.Of(narrow), tolerance: 0.05);
            page.Bars(
                "costs",
                "ResNets on 224×224",
                [.. Published.Select(row => row.Name)],
                new BarColumn("parameters", [.. costs.Select(cost => (double)cost.Parameters)], Numbers.Short),
                new BarColumn("MACs", [.. costs.Select(cost => (double)cost.Macs)], Numbers.Short));
        },
    };
}

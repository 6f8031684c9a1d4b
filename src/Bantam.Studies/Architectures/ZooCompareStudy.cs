using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>The notes' table of four networks, recomputed: parameters and MACs are counted, errors are quoted.</summary>
internal static class ZooCompareStudy
{
    // Top-5 errors on ImageNet as the notes print them: quoted, never computed here. AlexNet's is that of an ensemble.
    private static readonly (string Name, string Network, double Top5Error)[] Rows =
    [
        ("AlexNet", "alexnet", 16.4),
        ("VGG16", "vgg16", 7.4),
        ("Inception-v3", "inception-v3", 5.6),
        ("ResNet-152", "resnet152", 4.5),
    ];

    public static Study Study { get; } = new()
    {
        Id = "zoo-compare",
        Title = "Four networks compared: layers, parameters, MACs, top-5 error",
        Lines = "2080-2088, 2184-2200, 2220-2230",
        Ledger = ["S151", "S152"],
        Fill = page =>
        {
            CostReport[] costs = [.. Rows.Select(row => CostCounter.Count(Networks.Create(row.Network)))];
            page.Agrees("AlexNet: parameters, millions", 61.0, costs[0].Parameters / 1e6, tolerance: 0.05);
            page.Agrees("AlexNet: MACs, millions", 724, costs[0].Macs / 1e6, tolerance: 0.5);
            page.Corrects("E16", "AlexNet: layers", notes: 7, right: 8, ours: Learned(costs[0]));
            page.Agrees("VGG16: parameters, millions", 138.4, costs[1].Parameters / 1e6, tolerance: 0.05);
            page.Corrects("E17", "VGG16: MACs, billions", notes: 2.8, right: 15.47, ours: costs[1].Macs / 1e9, tolerance: 0.005);
            page.Agrees("VGG16: layers", 16, Learned(costs[1]));
            page.Agrees("Inception-v3: parameters, millions", 23.8, costs[2].Parameters / 1e6, tolerance: 0.05);
            page.Agrees("Inception-v3: MACs, billions", 5.71, costs[2].Macs / 1e9, tolerance: 0.005);
            page.Corrects("E18", "Inception-v3: convolutions and the dense layer", notes: 69, right: 95, ours: Learned(costs[2]));
            page.Agrees("ResNet-152: parameters, millions", 60.2, costs[3].Parameters / 1e6, tolerance: 0.05);
            page.Agrees("ResNet-152: MACs, billions", 11.28, costs[3].Macs / 1e9, tolerance: 0.005);
            page.Agrees("ResNet-152, version 1.5: MACs, billions", 11.51, Cost.Of(Networks.Create("resnet152-v1.5")).Macs / 1e9, tolerance: 0.005);
            page.Agrees("ResNet-152 / VGG16: parameters", 0.44, (double)costs[3].Parameters / costs[1].Parameters, tolerance: 0.005);
            page.Agrees("ResNet-152 / VGG16: MACs", 0.73, (double)costs[3].Macs / costs[1].Macs, tolerance: 0.005);
            page.Agrees("ResNet-152 has the lower listed error", "yes", Rows[3].Top5Error < Rows[1].Top5Error ? "yes" : "no");
            foreach (((string name, _, double error), CostReport cost) in Rows.Zip(costs))
            {
                page.Reports($"{name}: top-5 accuracy for each GMAC, %", (100 - error) / (cost.Macs / 1e9), "quoted error");
                page.Reports($"{name}: top-5 accuracy for each million parameters, %", (100 - error) / (cost.Parameters / 1e6), "quoted error");
            }

            page.Plots("error", new PlotFigure(
                "Top-5 error (quoted) by MACs (counted)",
                new PlotAxis("MACs", IsLogarithmic: true),
                new PlotAxis("top-5 error, %"),
                [new PlotSeries("networks", [.. Rows.Zip(costs, (row, cost) => new PlotPoint(cost.Macs, row.Top5Error, row.Name))], PlotMark.Dots)]));
        },
    };

    private static int Learned(CostReport cost) => cost.Layers.Count(layer => layer.Macs > 0);
}

using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>VGG16: one kind of window, stacked; the first dense layer holds most of the weights.</summary>
internal static class Vgg16Study
{
    public static Study Study { get; } = new()
    {
        Id = "vgg16",
        Title = "VGG16: 3×3 convolutions stacked, and three dense layers",
        Lines = "853-862, 2195",
        Ledger = ["S141"],
        Fill = page =>
        {
            Graph net = Networks.Create("vgg16");
            CostReport cost = CostCounter.Count(net);
            LayerCost[] learned = [.. cost.Layers.Where(layer => layer.Macs > 0)];
            long dense = MacsOf(learned, "Dense");
            long convolution = MacsOf(learned, "Conv2d");

            page.Agrees("layers with weights", 16, learned.Length);
            page.Agrees("parameters", 138_357_544, cost.Parameters);
            page.Corrects("E17", "MACs", notes: 2.8e9, right: 15_470_264_320, ours: cost.Macs);
            page.Corrects("E17", "network with 2.8 G MACs", notes: "VGG", right: "densenet121", ours: NearestTo(2.834e9));
            page.Agrees("MACs of convolutions", 15_346_630_656, convolution);
            page.Agrees("MACs of convolutions, % of all", 99.2, 100.0 * convolution / cost.Macs, tolerance: 0.05);
            page.Agrees("MACs of dense layers", 123_633_664, dense);
            page.Agrees("weights of dense layers, % of all", 89.4, 100.0 * dense / Weights.Of(net), tolerance: 0.05);
            page.Bars(
                "layers",
                "VGG16: where weights and MACs are",
                [.. learned.Select(layer => layer.Name)],
                new BarColumn("parameters", [.. learned.Select(layer => (double)layer.Parameters)], Numbers.Short),
                new BarColumn("MACs", [.. learned.Select(layer => (double)layer.Macs)], Numbers.Short));
        },
    };

    private static long MacsOf(LayerCost[] layers, string op) => layers.Where(layer => layer.Op == op).Sum(layer => layer.Macs);

    private static string NearestTo(double macs) =>
        Networks.Names.MinBy(name => Math.Abs(CostCounter.Count(Networks.Create(name)).Macs - macs))!;
}

using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>What a convolution and a dense layer cost: weights, parameters, MACs and units.</summary>
internal static class LayerCostsStudy
{
    private static readonly int[] Kernels = [1, 3, 5, 7];

    public static Study Study { get; } = new()
    {
        Id = "layer-costs",
        Title = "What a convolution, a dense layer and an activation cost",
        Lines = "2031-2045, 2209",
        Ledger = ["S155", "S156", "S157"],
        Fill = page =>
        {
            CostReport convolution = Cost.Of(Convolution(5));
            Graph dense = Graph.Create([4096], x => x.Dense(1000));
            LayerCost second = CostCounter.Count(Networks.Create("vgg16")).Layers.First(layer => layer.Name == "conv2");

            page.Agrees("5×5, 192 → 32 on 28×28: weights R·S·C·M", 153_600, Weights.Of(Convolution(5)));
            page.Agrees("parameters W + M", 153_632, convolution.Parameters);
            page.Agrees("MACs E·F·R·S·C·M", 120_422_400, convolution.Macs);
            page.Agrees("dense 4096 → 1000: weights", 4_096_000, Weights.Of(dense));
            page.Agrees("dense: parameters", 4_097_000, dense.ParameterCount);
            page.Agrees("dense: MACs", 4_096_000, Cost.Of(dense).Macs);
            page.Agrees("VGG16 conv1_2: units of the output", 3_211_264, second.Units);
            page.Corrects("E15", "height out for 6 rows, 3×3, stride 2, no padding", notes: 2.5, right: 2, ours: Height(6));
            page.Plots("kernels", new PlotFigure(
                "MACs by kernel size, 192 → 32 channels on 28×28",
                new PlotAxis("kernel size"),
                new PlotAxis("MACs"),
                [new PlotSeries("MACs", [.. Kernels.Select(kernel => new PlotPoint(kernel, Cost.Of(Convolution(kernel)).Macs))])]));
        },
    };

    private static Graph Convolution(int kernelSize) => Graph.Create([28, 28, 192], x => x.Conv2d(32, kernelSize));

    private static int Height(int rows) => Graph.Create([rows, rows, 1], x => x.Conv2d(1, 3, stride: 2, padding: Padding.Valid)).Output.SampleShape[0];
}

using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>The Inception module 3a of GoogLeNet, and what its narrow 1×1 convolution saves.</summary>
internal static class InceptionModuleStudy
{
    public static Study Study { get; } = new()
    {
        Id = "inception-module",
        Title = "An Inception module, and its bottleneck before the 5×5 convolution",
        Lines = "2109-2138",
        Ledger = ["S143", "S158"],
        Fill = page =>
        {
            Graph module = Graph.Create([28, 28, 192], x => x.Inception(new InceptionWidths(64, 96, 128, 16, 32, 32)));
            Graph plain = Graph.Create([28, 28, 192], x => x.Conv2d(32, 5));
            Graph narrow = Graph.Create([28, 28, 192], x => x.Conv2d(16, 1).Conv2d(32, 5));
            CostReport all = CostCounter.Count(narrow);

            page.Agrees("module 3a: channels out", 256, module.Output.SampleShape[^1]);
            page.Agrees("module 3a: weights", 163_328, Weights.Of(module));
            page.Agrees("module 3a: MACs", 128_049_152, CostCounter.Count(module).Macs);
            page.Agrees("plain 5×5, 192 → 32: weights", 153_600, Weights.Of(plain));
            page.Agrees("plain: parameters with biases", 153_632, plain.ParameterCount);
            page.Agrees("plain: MACs", 120_422_400, CostCounter.Count(plain).Macs);
            page.Corrects("E70", "width of the bottleneck", notes: "not given", right: 16, ours: narrow.Nodes[0].SampleShape[^1]);
            page.Agrees("bottleneck: weights", 15_872, Weights.Of(narrow));
            page.Agrees("bottleneck: parameters with biases", 15_920, narrow.ParameterCount);
            page.Agrees("bottleneck, 1×1: MACs", 2_408_448, all.Layers[0].Macs);
            page.Agrees("bottleneck, 5×5: MACs", 10_035_200, all.Layers[1].Macs);
            page.Agrees("bottleneck: MACs", 12_443_648, all.Macs);
            page.Agrees("weights, plain / bottleneck", 9.677, (double)Weights.Of(plain) / Weights.Of(narrow), tolerance: 0.0005);
            page.Agrees("MACs, plain / bottleneck", 9.677, 120_422_400.0 / all.Macs, tolerance: 0.001);
            page.Bars(
                "bottleneck",
                "A 5×5 convolution on 28×28×192, plain and behind a bottleneck",
                ["plain", "bottleneck"],
                new BarColumn("weights", [Weights.Of(plain), Weights.Of(narrow)], Numbers.Short),
                new BarColumn("MACs", [CostCounter.Count(plain).Macs, all.Macs], Numbers.Short));
        },
    };
}

using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Grouped and depthwise separable convolutions: ResNeXt and MobileNet.</summary>
internal static class CheapConvolutionsStudy
{
    private static readonly int[] Groups = [1, 2, 4, 8, 16];

    public static Study Study { get; } = new()
    {
        Id = "cheap-convolutions",
        Title = "Grouped and separable convolutions: ResNeXt and MobileNet",
        Lines = "2095-2105, 2290-2298",
        Ledger = ["S149", "S150", "S159"],
        Fill = page =>
        {
            CostReport[] grouped = [.. Groups.Select(Grouped)];
            foreach ((int groups, CostReport cost) in Groups.Zip(grouped).Skip(1))
            {
                page.Agrees($"{groups} groups: weights, 16 → 32 channels, 3×3", grouped[0].Parameters / groups, cost.Parameters);
                page.Agrees($"{groups} groups: MACs on 6×6", grouped[0].Macs / groups, cost.Macs);
            }

            page.Agrees("ResNeXt-50 32×4d: parameters", 25_028_904, Count("resnext50").Parameters);
            page.Agrees("ResNeXt-50 32×4d: MACs", 4_230_479_872, Count("resnext50").Macs);
            page.Agrees("ResNeXt-101 32×8d: GMACs", 16.41, Count("resnext101").Macs / 1e9, tolerance: 0.005);
            page.Agrees("MobileNet V1: parameters", 4_231_976, Count("mobilenet-v1").Parameters);
            page.Agrees("MobileNet V1: MACs", 568_740_352, Count("mobilenet-v1").Macs);
            long separable = Cost.Of(Graph.Create([1, 1, 64], x => x.DepthwiseSeparable(128))).Macs;
            long full = Cost.Of(Graph.Create([1, 1, 64], x => x.Conv2d(128, 3))).Macs;
            page.Agrees("separable 3×3, 64 → 128: MACs a pixel", 8_768, separable);
            page.Agrees("full 3×3, 64 → 128: MACs a pixel", 73_728, full);
            page.Agrees("separable / full = 1/128 + 1/9", (1.0 / 128) + (1.0 / 9), (double)separable / full, tolerance: 1e-15);
            page.Plots("groups", new PlotFigure(
                "MACs by the number of groups, 3×3, 16 → 32 channels on 6×6",
                new PlotAxis("groups", IsLogarithmic: true),
                new PlotAxis("MACs", IsLogarithmic: true),
                [new PlotSeries("MACs", [.. Groups.Zip(grouped, (groups, cost) => new PlotPoint(groups, cost.Macs))])]));
        },
    };

    private static CostReport Count(string name) => CostCounter.Count(Networks.Create(name));

    private static CostReport Grouped(int groups) =>
        CostCounter.Count(Graph.Create([6, 6, 16], x => x.Conv2d(32, 3, new Conv2d { Groups = groups }, bias: false)));
}

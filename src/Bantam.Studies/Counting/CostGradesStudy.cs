using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>The notes grade costs in words; here the words follow from the shares that AlexNet's layers have.</summary>
internal static class CostGradesStudy
{
    private const double High = 0.5;
    private const double VeryHigh = 0.9;
    private const double Low = 0.1;

    public static Study Study { get; } = new()
    {
        Id = "cost-grades",
        Title = "Parameters, units and MACs: which kind of layer is costly in what",
        Lines = "2204-2217",
        Ledger = ["S160"],
        Fill = page =>
        {
            CostReport net = CostCounter.Count(Networks.Create("alexnet"));
            CostReport single = CostCounter.Count(Networks.Create("alexnet-single"));
            (double parameters, double units, double macs) = SharesOf(net, "Dense");

            page.Agrees("dense layers: parameters are high, half of all or more", "yes", YesNo(parameters >= High));
            page.Agrees("dense layers: units are low, a tenth of all or less", "yes", YesNo(units <= Low));
            page.Corrects("E74", "dense layers: MACs", notes: "high", right: "low", ours: macs <= Low ? "low" : "high");
            page.Agrees("convolutions: MACs are very high, nine tenths of all or more", "yes", YesNo(1 - macs >= VeryHigh));
            page.Agrees("convolutions: units are high, half of all or more", "yes", YesNo(1 - units >= High));
            page.Agrees("conv2, ungrouped / grouped: MACs", 2, (double)MacsOf(single, "conv2") / MacsOf(net, "conv2"));
            page.Reports("dense layers: share of parameters, %", 100 * parameters);
            page.Reports("dense layers: share of units, %", 100 * units);
            page.Reports("dense layers: share of MACs, %", 100 * macs);
            page.Bars(
                "shares",
                "AlexNet: shares of layers with weights",
                ["dense", "convolution"],
                new BarColumn("parameters", [parameters, 1 - parameters], Numbers.Percent),
                new BarColumn("units", [units, 1 - units], Numbers.Percent),
                new BarColumn("MACs", [macs, 1 - macs], Numbers.Percent));
        },
    };

    private static (double Parameters, double Units, double Macs) SharesOf(CostReport net, string op)
    {
        LayerCost[] learned = [.. net.Layers.Where(layer => layer.Macs > 0)];
        LayerCost[] part = [.. learned.Where(layer => layer.Op == op)];
        return (
            (double)part.Sum(layer => layer.Parameters) / learned.Sum(layer => layer.Parameters),
            (double)part.Sum(layer => layer.Units) / learned.Sum(layer => layer.Units),
            (double)part.Sum(layer => layer.Macs) / learned.Sum(layer => layer.Macs));
    }

    private static long MacsOf(CostReport net, string layer) => net.Layers.Single(row => row.Name == layer).Macs;

    private static string YesNo(bool value) => value ? "yes" : "no";
}

using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>The notes' resources of ResNet-50, and why activations need a convention: 187 MB or 7 MB, of the same network.</summary>
internal static class ResNet50ResourcesStudy
{
    private const double Million = 1e6;
    private const int Float32Bytes = 4;
    private const int InputElements = 224 * 224 * 3;

    public static Study Study { get; } = new()
    {
        Id = "resnet50-resources",
        Title = "ResNet-50 on 224×224: 3.9 G of what, and which activations are 187 MB",
        Lines = "2252-2277, 2295, 2302, 2307",
        Ledger = ["S161"],
        Fill = page =>
        {
            CostReport net = CostCounter.Count(Networks.Create("resnet50"));
            double convolutions = OutputsOf(net, "Conv2d");
            double normalizations = OutputsOf(net, "BatchNorm");
            double sum = net.Units * Float32Bytes / Million;
            double unfused = sum + normalizations + (InputElements * Float32Bytes / Million);
            double planned = net.PeakActivationBytes / Million;

            page.Agrees("weights, MB", 102.23, net.WeightBytes / Million, tolerance: 0.005);
            page.Corrects("E20", "what 3.87 billion are", notes: "FLOPs", right: "MACs", ours: Math.Abs((net.Macs / 1e9) - 3.87) < 0.02 ? "MACs" : "neither");
            page.Agrees("MACs, version 1, billions", 3.858, net.Macs / 1e9, tolerance: 0.0005);
            page.Agrees("multiplications, batch normalization included, billions", 3.869, net.Layers.Sum(layer => layer.Arithmetic.Multiplications) / 1e9, tolerance: 0.0005);
            page.Agrees("MACs, version 1.5, billions", 4.089, Cost.Of(Networks.Create("resnet50-v1.5")).Macs / 1e9, tolerance: 0.0005);
            page.Agrees("outputs of convolutions, Float32, MB", 42.3, convolutions, tolerance: 0.05);
            page.Agrees("all outputs, Float32, MB", 143.9, sum, tolerance: 0.05);
            page.Agrees("all outputs, a separate scaling after each normalization, and the input, MB", 187, unfused, tolerance: 0.5);
            page.Agrees("the same, to two decimals", 186.87, unfused, tolerance: 0.005);
            page.Corrects("E21", "activations that a planned runtime needs, Float32, MB", notes: 187, right: 7.23, ours: planned, tolerance: 0.005);
            page.Corrects("E21", "activations that a planned runtime needs, int8, MB", notes: "187", right: 1.81, ours: planned / Float32Bytes, tolerance: 0.005);
            page.Bars(
                "activations",
                "ResNet-50: activations by convention",
                ["unfused, with scaling and input", "all outputs", "outputs of convolutions", "planned, Float32", "planned, int8"],
                new BarColumn("MB", [unfused, sum, convolutions, planned, planned / Float32Bytes], Numbers.Digits));
        },
    };

    private static double OutputsOf(CostReport net, string op) => net.Layers.Where(layer => layer.Op == op).Sum(layer => layer.ActivationBytes) / Million;
}

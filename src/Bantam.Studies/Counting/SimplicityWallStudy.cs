using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Nearly all multiplications are in matrix products: convolutions are matrix products of windows laid out as columns.</summary>
internal static class SimplicityWallStudy
{
    private static readonly string[] Names = ["resnet18", "mobilenet-v1", "densenet121", "vgg16", "resnet8", "lenet"];

    public static Study Study { get; } = new()
    {
        Id = "simplicity-wall",
        Title = "Nearly all work is in matrix products",
        Lines = "865-875",
        Ledger = ["S163"],
        Fill = page =>
        {
            double[] shares = [.. Names.Select(name => ShareOfProducts(CostCounter.Count(Networks.Create(name))))];
            page.Agrees("ResNet-18: multiplications in convolutions and dense layers are 90 % or more", "yes", shares[0] >= 0.9 ? "yes" : "no");
            page.Reports("ResNet-18: share of multiplications in convolutions and dense layers, %", 100 * shares[0]);

            Graph net = Graph.Create([5, 5, 3], x => x.Conv2d(1, 3, stride: 2, padding: Padding.Valid, bias: false));
            page.Agrees("windows of 3×3 over 5×5×3, stride 2, as a matrix: rows", 27, net.Parameters[0].Shape.Count);
            page.Agrees("columns", 4, net.Output.SampleShape.Count);
            page.Bars("shares", "Multiplications in convolutions and dense layers", Names, new BarColumn("share", shares, Numbers.Percent));
        },
    };

    private static double ShareOfProducts(CostReport net) =>
        (double)net.Macs / net.Layers.Sum(layer => layer.Arithmetic.Multiplications);
}

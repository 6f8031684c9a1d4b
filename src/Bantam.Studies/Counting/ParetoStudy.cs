using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Accuracy against MACs, parameters and activations: which networks no other one beats.</summary>
internal static class ParetoStudy
{
    // Top-1 accuracy on ImageNet, one crop, quoted: AlexNet and GoogLeNet from the reference models of Caffe, MobileNet V1
    // from its paper, all others from torchvision's first weights. Costs are counted here.
    private static readonly (string Network, double Top1)[] Quoted =
    [
        ("alexnet", 57.1), ("vgg16", 71.6), ("googlenet", 68.7), ("inception-v3", 77.3),
        ("resnet18", 69.8), ("resnet34", 73.3), ("resnet50-v1.5", 76.1), ("resnet152-v1.5", 78.3),
        ("resnext50", 77.6), ("resnext101", 79.3), ("densenet121", 74.4), ("densenet201", 76.9),
        ("mobilenet-v1", 70.6), ("mobilenet-v2", 71.9),
    ];

    public static Study Study { get; } = new()
    {
        Id = "pareto",
        Title = "Accuracy by MACs, parameters and activations: the Pareto front",
        Lines = "2281-2310",
        Ledger = ["S162"],
        Fill = page =>
        {
            (double Cost, double Quality)[] example = [(1, 0.7), (2, 0.6), (3, 0.9)];
            page.Agrees("of (1, .7), (2, .6), (3, .9) the front keeps", "(1, 0.7), (3, 0.9)", string.Join(", ", ParetoFront.Of(example, p => p.Cost, p => p.Quality)));

            Candidate[] candidates = [.. Quoted.Select(row => new Candidate(row.Network, row.Top1, CostCounter.Count(Networks.Create(row.Network))))];
            page.Agrees("ResNet-50: MACs, billions", 3.87, CostCounter.Count(Networks.Create("resnet50")).Macs / 1e9, tolerance: 0.02);
            page.Agrees("ResNet-50: top-1, %, quoted", 76, candidates.Single(c => c.Network == "resnet50-v1.5").Top1, tolerance: 0.5);
            page.Agrees("ResNeXt beyond 8 GMACs", "yes", candidates.Single(c => c.Network == "resnext101").Cost.Macs > 8e9 ? "yes" : "no");
            page.Agrees("MobileNet V1 below 1 GMAC", "yes", candidates.Single(c => c.Network == "mobilenet-v1").Cost.Macs < 1e9 ? "yes" : "no");
            Draw(page, "macs", "MACs", candidates, candidate => candidate.Cost.Macs);
            Draw(page, "parameters", "parameters", candidates, candidate => candidate.Cost.Parameters);
            Draw(page, "activations", "planned activations, elements", candidates, candidate => candidate.Cost.PeakActivationElements);
        },
    };

    private static void Draw(StudyPage page, string id, string quantity, Candidate[] candidates, Func<Candidate, double> cost)
    {
        Candidate[] front = [.. ParetoFront.Of(candidates, cost, candidate => candidate.Top1).OrderBy(cost)];
        page.Reports($"front by {quantity}", string.Join(", ", front.Select(candidate => candidate.Network)));
        page.Plots(id, new PlotFigure(
            $"Top-1 accuracy on ImageNet (quoted) by {quantity} (counted)",
            new PlotAxis(quantity, IsLogarithmic: true),
            new PlotAxis("top-1, %"),
            [
                new PlotSeries("networks", [.. candidates.Select(candidate => new PlotPoint(cost(candidate), candidate.Top1, candidate.Network))], PlotMark.Dots),
                new PlotSeries("Pareto front", [.. front.Select(candidate => new PlotPoint(cost(candidate), candidate.Top1))], PlotMark.Steps),
            ]));
    }

    private sealed record Candidate(string Network, double Top1, CostReport Cost);
}

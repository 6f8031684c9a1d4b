using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>AlexNet, layer by layer: most weights are in dense layers, most MACs in convolutions.</summary>
internal static class AlexNetStudy
{
    public static Study Study { get; } = new()
    {
        Id = "alexnet",
        Title = "AlexNet: weights in dense layers, MACs in convolutions",
        Lines = "837-851, 2049-2058",
        Ledger = ["S139", "S140"],
        Fill = page =>
        {
            CostReport paper = CostCounter.Count(Networks.Create("alexnet"));
            CostReport single = CostCounter.Count(Networks.Create("alexnet-single"));
            LayerCost[] learned = [.. paper.Layers.Where(layer => layer.Macs > 0)];
            string[] shapes = ["[55, 55, 96]", "[27, 27, 256]", "[13, 13, 384]", "[13, 13, 384]", "[13, 13, 256]", "[4096]", "[4096]", "[1000]"];
            long[] weights = [34_848, 307_200, 884_736, 663_552, 442_368, 37_748_736, 16_777_216, 4_096_000];
            long[] macs = [105_415_200, 223_948_800, 149_520_384, 112_140_288, 74_760_192, 37_748_736, 16_777_216, 4_096_000];

            page.Corrects("E16", "layers with weights", notes: 7, right: 8, ours: learned.Length);
            page.Agrees("parameters, two towers", 60_965_224, paper.Parameters);
            page.Agrees("MACs, two towers", 724_406_816, paper.Macs);
            page.Agrees("parameters, one tower", 62_378_344, single.Parameters);
            page.Corrects("E19", "MACs, one tower", notes: 724e6, right: 1_135_256_096, ours: single.Macs);
            foreach ((int i, LayerCost layer) in learned.Index())
            {
                page.Agrees($"{layer.Name}: output", shapes[i], layer.OutputShape.ToString());
                page.Agrees($"{layer.Name}: weights", weights[i], WeightsOf(layer));
                page.Agrees($"{layer.Name}: MACs", macs[i], layer.Macs);
            }

            page.Agrees("weights in dense layers, %", 96.17, 100.0 * learned[5..].Sum(WeightsOf) / learned.Sum(WeightsOf), tolerance: 0.005);
            page.Agrees("MACs in convolutions, %", 91.91, 100.0 * learned[..5].Sum(layer => layer.Macs) / paper.Macs, tolerance: 0.005);
            page.Bars(
                "layers",
                "AlexNet: where weights and MACs are",
                [.. learned.Select(layer => layer.Name)],
                new BarColumn("weights", [.. learned.Select(layer => (double)WeightsOf(layer))], Numbers.Short),
                new BarColumn("MACs", [.. learned.Select(layer => (double)layer.Macs)], Numbers.Short));
        },
    };

    /// <summary>The parameters without one bias for each output channel.</summary>
    private static long WeightsOf(LayerCost layer) => layer.Parameters - layer.OutputShape[^1];
}

using System.Globalization;
using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>A systolic array fills and empties along its diagonals; long sums hide that.</summary>
internal static class SystolicArrayStudy
{
    private const int Side = 8;

    public static Study Study { get; } = new()
    {
        Id = "systolic-array",
        Title = "A systolic array: K + 2n − 2 cycles, and the result of the triple loop",
        Lines = "2353-2360",
        Ledger = ["S170", "S215"],
        Fill = page =>
        {
            MatrixProduct small = RandomProducts.Of(4, 4, 4, page.Seed);
            SystolicRun run = new SystolicArray(4, 4).Run(small, SystolicDataflow.OutputStationary);
            page.Agrees("cycles of 4×4 cells for sums of 4", 10, run.Cycles);
            page.Agrees("result", "equal", run.Result.SequenceEqual(small.Compute(out _)) ? "equal" : "different");
            RandomProducts.Of(3, 3, 3, page.Seed).Compute(out long macs);
            page.Agrees("MACs of the triple loop, n = 3", 27, macs);

            MatrixProduct tall = RandomProducts.Of(100, 4, 4, page.Seed);
            SystolicRun weights = new SystolicArray(4, 4).Run(tall, SystolicDataflow.WeightStationary);
            page.Reports("100×4 times 4×4, weights stay: cycles", weights.Cycles + weights.LoadCycles);
            page.Reports("100×4 times 4×4, outputs stay: cycles", new SystolicArray(4, 4).Run(tall, SystolicDataflow.OutputStationary).Cycles);

            int[] cells = [.. Enumerable.Range(0, Side)];
            string[] names = [.. cells.Select(cell => cell.ToString(CultureInfo.InvariantCulture))];
            page.Maps("wave", new HeatFigure(
                "Outputs stay: when the cells of an 8×8 array start",
                "cycle of a cell's first product; row and column of the cell",
                names,
                names,
                [.. cells.Select(i => (IReadOnlyList<double>)[.. cells.Select(j => (double)(i + j))])],
                Numbers.Digits));
            int[] terms = [1, 2, 4, 8, 16, 32, 64, 128, 256];
            page.Plots("utilization", new PlotFigure(
                "An 8×8 array, outputs stay",
                new PlotAxis("products in a sum", IsLogarithmic: true),
                new PlotAxis("fraction of cells that work"),
                [new PlotSeries("utilization", [.. terms.Select(k => new PlotPoint(k, new SystolicArray(Side, Side).Run(RandomProducts.Of(Side, k, Side, page.Seed), SystolicDataflow.OutputStationary).Utilization))])]));
        },
    };
}

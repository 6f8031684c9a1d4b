using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Arithmetic or memory: which of the two bounds a layer.</summary>
internal static class RooflineStudy
{
    private static readonly Roofline Machine = new(operationsPerSecond: 1e10, bytesPerSecond: 1e9);

    public static Study Study { get; } = new()
    {
        Id = "roofline",
        Title = "The roofline: bound by memory or by arithmetic",
        Lines = "392-397, 478-494, 3503-3539",
        Ledger = ["S165", "S193", "S317", "S320"],
        Fill = page =>
        {
            page.Agrees("2·10⁹ operations, 4 MB: s", 0.2, Machine.SecondsOf(2e9, 4e6), tolerance: 1e-12);
            page.Agrees("2·10⁹ operations, 4 MB: bound", "Compute", $"{Machine.BoundOf(2e9, 4e6)}");
            page.Agrees("10⁷ operations, 4 MB: s", 0.004, Machine.SecondsOf(1e7, 4e6), tolerance: 1e-12);
            page.Agrees("10⁷ operations, 4 MB: bound", "Memory", $"{Machine.BoundOf(1e7, 4e6)}");
            page.Agrees("half of 10⁷ operations: s", 0.004, Machine.SecondsOf(5e6, 4e6), tolerance: 1e-12);
            page.Agrees("ridge, operations per byte", 10, Machine.RidgeIntensity);
            page.Agrees("64×64 by 64×64, Float32: operations per byte", 10.67, ArithmeticIntensity.OfProduct(64, 64, 64), tolerance: 0.005);
            page.Agrees("1024×1024 by 1024×1024: operations per byte", 170.67, ArithmeticIntensity.OfProduct(1024, 1024, 1024), tolerance: 0.005);
            page.Reports("1024×1024 by a vector: operations per byte", ArithmeticIntensity.OfProduct(1024, 1, 1024), "< 0.5");

            LayerCost[] layers = [.. CostCounter.Count(Networks.Create("ds-cnn-s")).Layers.Where(layer => layer.Macs > 0)];
            foreach (LayerCost layer in layers)
            {
                page.Reports($"ds-cnn-s, {layer.Name}: bound", $"{Machine.BoundOf(layer)}");
            }

            double[] roof = [0.1, 1, 10, 100, 1000];
            page.Plots("roof", new PlotFigure(
                "10 Gop/s and 1 GB/s: the layers of ds-cnn-s in Float32 under the roof",
                new PlotAxis("operations per byte", IsLogarithmic: true),
                new PlotAxis("operations per second that can be reached", IsLogarithmic: true),
                [
                    new PlotSeries("roof", [.. roof.Select(Point)]),
                    new PlotSeries("layers", [.. layers.Select(layer => Point(IntensityOf(layer)))], PlotMark.Dots),
                ]));
        },
    };

    private static PlotPoint Point(double intensity) => new(intensity, Machine.AttainableAt(intensity));

    private static double IntensityOf(LayerCost layer) =>
        ((2.0 * layer.Macs) + layer.OtherOperations) / ((double)layer.InputBytes + layer.WeightBytes + layer.ActivationBytes);
}

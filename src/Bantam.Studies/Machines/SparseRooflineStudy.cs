using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>From which sparsity on skipping zeros pays.</summary>
internal static class SparseRooflineStudy
{
    private const double Operations = 2e9;
    private const double Bytes = 4e6;

    private static readonly Roofline Machine = new(operationsPerSecond: 1e10, bytesPerSecond: 1e9);

    public static Study Study { get; } = new()
    {
        Id = "sparse-roofline",
        Title = "Break-even sparsity after the dense and sparse time models",
        Lines = "3503-3557",
        Ledger = ["S318", "S319"],
        Fill = page =>
        {
            SparseExecution unstructured = Kernel(speed: 0.1, overhead: 0);
            SparseExecution structured = Kernel(speed: 0.9, overhead: 0);
            double dense = Machine.SecondsOf(Operations, Bytes);
            page.Agrees("a tenth of the peak, 80 % zeros: s", 0.4, unstructured.SecondsOf(Machine, Operations, 0.8), tolerance: 1e-12);
            page.Agrees("a tenth of the peak, 95 % zeros: s", 0.1, unstructured.SecondsOf(Machine, Operations, 0.95), tolerance: 1e-12);
            page.Agrees("nine tenths of the peak, 50 % zeros: speed-up", 1.8, dense / structured.SecondsOf(Machine, Operations, 0.5), tolerance: 1e-9);
            page.Agrees("break-even, a tenth of the peak", 0.9, BreakEven(unstructured), tolerance: 1e-9);
            page.Agrees("break-even, a tenth of the peak, 2 % overhead", 0.902, BreakEven(Kernel(0.1, 0.02)), tolerance: 1e-9);
            page.Agrees("break-even, half of the peak", 0.5, BreakEven(Kernel(0.5, 0)), tolerance: 1e-9);
            page.Agrees("break-even, nine tenths of the peak, 5 % overhead", 0.145, BreakEven(Kernel(0.9, 0.05)), tolerance: 1e-9);
            SparseExecution csr = new() { OperationsPerSecond = 1e10, BytesWithoutZeros = 2 * Bytes };
            page.Reports("break-even, memory-bound, Float32 with 32-bit indices", csr.BreakEven(Machine, 1e6, Bytes) ?? double.NaN);

            double[] sparsities = [.. Enumerable.Range(0, 21).Select(i => i / 20.0)];
            page.Plots("times", new PlotFigure(
                "2 Gop on a machine of 10 Gop/s",
                new PlotAxis("sparsity"),
                new PlotAxis("speed-up over dense", IsLogarithmic: true),
                [
                    .. new[] { 0.1, 0.5, 0.9 }.Select(speed => new PlotSeries(
                        $"{Numbers.Percent(speed)} of the peak",
                        [.. sparsities[..^1].Select(s => new PlotPoint(s, dense / Kernel(speed, 0).SecondsOf(Machine, Operations, s)))])),
                ]));
        },
    };

    private static double BreakEven(SparseExecution kernel) => kernel.BreakEven(Machine, Operations, Bytes) ?? double.NaN;

    private static SparseExecution Kernel(double speed, double overhead) => new()
    {
        OperationsPerSecond = speed * Machine.OperationsPerSecond,
        OverheadSeconds = overhead * Machine.SecondsOf(Operations, Bytes),
    };
}

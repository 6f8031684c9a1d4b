using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Units wait for memory: a matrix by a vector, and values gathered from all over.</summary>
internal static class FeedingUnitsStudy
{
    private const int Side = 4096;
    private const double Milli = 1e3;

    private static readonly int[] s_sides = [256, 512, 1024, 2048, 4096, 8192];

    // 20 GB/s and 100 GFLOP/s: 50 multiplications with additions in each nanosecond.
    private static readonly Device s_machine = new()
    {
        Name = "20 GB/s, 100 GFLOP/s",
        Class = DeviceClass.Processor,
        Core = "none",
        InstructionSet = "none",
        ClockHertz = 1_000_000_000,
        FlashBytes = 1L << 40,
        RamBytes = 1L << 40,
        Memory = [new MemoryLevel { Name = "DRAM", BytesPerSecond = 20e9 }],
        Units = [new ArithmeticUnit { Name = "FMA", Kind = NumberKind.Float, Bits = 32, LanesPerWord = 50, CyclesPerWord = 1 }],
        Source = "the ledger's example",
    };

    public static Study Study { get; } = new()
    {
        Id = "feeding-units",
        Title = "The bottleneck is feeding the units",
        Lines = "37, 534-539, 676-679, 827-828",
        Ledger = ["S200", "S201"],
        Fill = page =>
        {
            LayerLatency layer = Dense(s_machine, Side);
            page.Agrees("4096×4096 by a vector in Float32: MB of weights", 67.1, Side * Side * 4.0 / 1e6, tolerance: 0.05);
            page.Agrees("memory, ms", 3.36, layer.MemorySeconds * Milli, tolerance: 0.005);
            page.Agrees("arithmetic, ms", 0.336, layer.ComputeSeconds * Milli, tolerance: 0.0005);
            page.Agrees("utilization, %", 10, layer.Utilization * 100, tolerance: 0.05);
            page.Agrees("1000 gathered items of 4 bytes: bytes moved", 64_000, new IrregularWork(1000, 4, 0).BytesMoved(64));
            page.Plots("utilization", new PlotFigure(
                "Utilization of a square matrix by a vector in Float32 (modeled)",
                new PlotAxis("rows and columns", IsLogarithmic: true),
                new PlotAxis("%", IsLogarithmic: true),
                [.. new[] { s_machine, Devices.Named("x86-server"), Devices.Named("ga100") }
                    .Select(device => new PlotSeries(device.Name, [.. s_sides.Select(side => new PlotPoint(side, Dense(device, side).Utilization * 100))]))]));
        },
    };

    private static LayerLatency Dense(Device device, int side) =>
        LatencyModel.Predict(Graph.Create([side], x => x.Dense(side, bias: false)), device, OperandFormat.Float32).Layers[0];
}

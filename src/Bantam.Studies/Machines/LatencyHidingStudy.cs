using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>A core with enough warps always has one that need not wait.</summary>
internal static class LatencyHidingStudy
{
    private const int Compute = 4;
    private const int Latency = 400;

    public static Study Study { get; } = new()
    {
        Id = "latency-hiding",
        Title = "Parallel slackness hides the latency of memory",
        Lines = "340-348",
        Ledger = ["S188"],
        Fill = page =>
        {
            page.Agrees("2048 threads on 32 lanes: slackness", 64, LatencyHiding.Slackness(2048, 32));
            page.Agrees("4 cycles of work, 400 of waiting: warps for full use", 101, LatencyHiding.WarpsForFullUse(Compute, Latency));
            page.Agrees("64 warps: use, %", 63.4, 100 * LatencyHiding.Utilization(64, Compute, Latency), tolerance: 0.05);
            page.Agrees("64 warps, played through: use, %", 63.4, 100 * LatencyHiding.Simulate(64, Compute, Latency, rounds: 4096), tolerance: 0.05);

            SimtCore core = new(Warps: 64, Blocks: 16, Registers: 65_536, SharedBytes: 48 << 10);
            foreach (int registers in (int[])[32, 64, 128])
            {
                Occupancy occupancy = Occupancy.Of(core, new SimtBlock(Threads: 256, registers, SharedBytes: 0));
                page.Reports($"blocks of 256 threads with {registers} registers each: warps (limit)", $"{occupancy.Warps} ({occupancy.Limit})");
            }

            int[] warps = [.. Enumerable.Range(0, 17).Select(i => 1 + (i * 8))];
            page.Plots("use", new PlotFigure(
                "4 cycles of work, 400 of waiting",
                new PlotAxis("warps"),
                new PlotAxis("use of the core"),
                [
                    new PlotSeries("min(1, warps · c / (c + L))", [.. warps.Select(count => new PlotPoint(count, LatencyHiding.Utilization(count, Compute, Latency)))]),
                    new PlotSeries("played through", [.. warps.Select(count => new PlotPoint(count, LatencyHiding.Simulate(count, Compute, Latency, rounds: 500)))], PlotMark.Dots),
                ]));
        },
    };
}

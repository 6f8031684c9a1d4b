using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>The power of a processor, and why two slow cores beat a fast one.</summary>
internal static class PowerStudy
{
    public static Study Study { get; } = new()
    {
        Id = "processor-power",
        Title = "Power by clock and by cores",
        Lines = "227-253",
        Ledger = ["S181", "S182"],
        Fill = page =>
        {
            PowerModel core = new() { Activity = 0.5, CapacitanceFarads = 1e-9, Volts = 1, ClockHertz = 1e9, LeakageAmperes = 0.1 };
            PowerModel faster = core.Clocked(2);
            PowerModel pair = core with { Cores = 2 };
            page.Agrees("one core: switching, W", 0.5, core.DynamicWatts, tolerance: 1e-12);
            page.Agrees("one core: leaking, W", 0.1, core.LeakageWatts, tolerance: 1e-12);
            page.Corrects("E04", "leaking at twice the clock and voltage, W", notes: "divided by f³", right: 0.2, ours: faster.LeakageWatts, tolerance: 1e-12);
            page.Agrees("one core at twice the clock: switching, times", 8, faster.DynamicWatts / core.DynamicWatts, tolerance: 1e-12);
            page.Agrees("two cores at the old clock: switching, times", 2, pair.DynamicWatts / core.DynamicWatts, tolerance: 1e-12);
            page.Agrees("and their ideal throughput against the faster core", 1, pair.IdealCyclesPerSecond / faster.IdealCyclesPerSecond);
            page.Plots("throughput", new PlotFigure(
                "Power for the same ideal throughput",
                new PlotAxis("throughput: times one core"),
                new PlotAxis("power, W"),
                [
                    new PlotSeries("one core, clock and voltage raised", [.. Factors().Select(factor => new PlotPoint(factor, core.Clocked(factor).PowerWatts))]),
                    new PlotSeries("more cores", [.. Factors().Select(factor => new PlotPoint(factor, (core with { Cores = factor }).PowerWatts))]),
                ]));
        },
    };

    private static IEnumerable<int> Factors() => Enumerable.Range(1, 6);
}

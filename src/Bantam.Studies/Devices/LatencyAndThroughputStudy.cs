using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>A processor finishes one small piece of work first, a graphics processor finishes much; and what waiting costs each.</summary>
internal static class LatencyAndThroughputStudy
{
    private const int Terms = 1000;
    private const double Micro = 1e6;

    private static readonly int[] s_outputs = [1, 10, 100, 1000, 10_000, 100_000];

    public static Study Study { get; } = new()
    {
        Id = "latency-and-throughput",
        Title = "Processors for latency, graphics processors for throughput",
        Lines = "213-225, 271-283, 385-389",
        Ledger = ["S180", "S184", "S191"],
        Fill = page =>
        {
            Device processor = Devices.Named("sandy-bridge");
            Device gpu = Devices.Named("ga100");
            page.Agrees("one sum of 1000 products is ready first on", processor.Name, Faster(processor, gpu, 1));
            page.Agrees("10,000 independent sums are ready first on", gpu.Name, Faster(processor, gpu, 10_000));
            page.Reports("stages of the processor's pipeline", processor.Pipeline!.Stages);
            page.Reports("cycles lost by a branch that it did not foresee", processor.Pipeline.BranchPenaltyCycles);
            SynchronizationCosts costs = gpu.Synchronization!;
            page.Agrees("1000 barriers of a block at 20 ns, µs", 20, costs.NanosecondsFor(DependencyScope.Block, 1000) / 1000);
            page.Agrees("10 launches at 5 µs, for dependencies over the grid, µs", 50, costs.NanosecondsFor(DependencyScope.Grid, 10) / 1000);
            page.Reports("10 atomic updates of one value, µs", costs.NanosecondsFor(DependencyScope.Value, 10) / 1000);
            page.Plots("work", new PlotFigure(
                "Time for independent sums of 1000 products in Float32 (modeled)",
                new PlotAxis("sums", IsLogarithmic: true),
                new PlotAxis("µs", IsLogarithmic: true),
                [.. new[] { processor, gpu }.Select(device => new PlotSeries(device.Core, [.. s_outputs.Select(outputs => new PlotPoint(outputs, Seconds(device, outputs) * Micro))]))]));
        },
    };

    private static string Faster(Device one, Device other, int outputs) => Seconds(one, outputs) < Seconds(other, outputs) ? one.Name : other.Name;

    private static double Seconds(Device device, int outputs) =>
        LatencyModel.Predict(Graph.Create([Terms], x => x.Dense(outputs, bias: false)), device, OperandFormat.Float32).Seconds;
}

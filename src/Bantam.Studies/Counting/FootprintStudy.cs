using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>What models need in memory by the width of their numbers, from 175 billion parameters down to a microcontroller.</summary>
internal static class FootprintStudy
{
    private const long Gpt3 = 175_000_000_000;
    private const double Billion = 1e9;
    private const double Million = 1e6;

    private static readonly int[] Widths = [32, 16, 8, 4, 2, 1];

    public static Study Study { get; } = new()
    {
        Id = "footprint",
        Title = "Memory by the width of numbers: 175 billion parameters, and AlexNet",
        Lines = "35, 2845, 3052-3056",
        Ledger = ["S166", "S178"],
        Fill = page =>
        {
            long alexNet = Weights.Of(Networks.Create("alexnet"));
            page.Corrects("E76", "GPT-3, 175 billion parameters in Float32, GB", notes: 800, right: 700, ours: GigabytesOf(32));
            page.Agrees("in Float16, GB", 350, GigabytesOf(16));
            page.Agrees("in INT8, GB", 175, GigabytesOf(8));
            page.Agrees("in INT4, GB", 87.5, GigabytesOf(4));
            page.Agrees("trained with Adam in Float32 (value, gradient, two moments), TB", 2.8, new TrainingMemory(Gpt3, 2).TotalBytes / 1e12);
            page.Agrees("AlexNet's weights in Float32, MB", 243.8, TrainingMemory.PackedBytes(alexNet, 32) / Million, tolerance: 0.05);
            page.Agrees("in INT8, MB", 60.95, TrainingMemory.PackedBytes(alexNet, 8) / Million, tolerance: 0.005);
            page.Agrees("ternary in 2 bits, MB", 15.24, TrainingMemory.PackedBytes(alexNet, 2) / Million, tolerance: 0.005);
            page.Agrees("in 1 bit, MB", 7.62, TrainingMemory.PackedBytes(alexNet, 1) / Million, tolerance: 0.005);
            page.Agrees("from 16 bits to 1: times less memory, 2⁴", 16, GigabytesOf(16) / GigabytesOf(1));
            page.Corrects("E52", "memory over bit width is", notes: "exponential", right: "linear", ours: IsLinear() ? "linear" : "not linear");
            page.Plots("alexnet", new PlotFigure(
                "AlexNet's weights by bit width: a straight line, drawn on logarithmic axes",
                new PlotAxis("bits", IsLogarithmic: true),
                new PlotAxis("MB", IsLogarithmic: true),
                [new PlotSeries("weights", [.. Widths.Select(bits => new PlotPoint(bits, TrainingMemory.PackedBytes(alexNet, bits) / Million))])]));
        },
    };

    private static double GigabytesOf(int bits) => TrainingMemory.PackedBytes(Gpt3, bits) / Billion;

    private static bool IsLinear() => Widths.All(bits => GigabytesOf(bits) == bits * GigabytesOf(1));
}

using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Two 3×3 convolutions see as much as one 5×5 and need fewer weights; three see what a 7×7 sees.</summary>
internal static class StackedWindowsStudy
{
    private const int Channels = 64;

    public static Study Study { get; } = new()
    {
        Id = "stacked-windows",
        Title = "Two 3×3 convolutions for one 5×5",
        Lines = "2115-2117",
        Ledger = ["S145"],
        Fill = page =>
        {
            Graph two = Stack(2, 3);
            Graph one = Stack(1, 5);

            page.Agrees("receptive field of two 3×3, pixels", 5, ReceptiveField.Of(two).Height);
            page.Agrees("receptive field of one 5×5, pixels", 5, ReceptiveField.Of(one).Height);
            page.Agrees("weights of two 3×3, 64 channels: 18·C²", 73_728, Weights.Of(two));
            page.Agrees("weights of one 5×5, 64 channels: 25·C²", 102_400, Weights.Of(one));
            page.Agrees("weights saved, %", 28, 100 * (1 - ((double)Weights.Of(two) / Weights.Of(one))), tolerance: 1e-9);
            page.Corrects("E71", "what is the same", notes: "convolution", right: "receptive field", ours: ReceptiveField.Of(two) == ReceptiveField.Of(one) ? "receptive field" : "nothing");
            page.Corrects("E71", "weights saved where two 3×3 widen from 16 channels to 64, %", notes: "28", right: -80, ours: Widening(), tolerance: 1e-9);
            page.Plots("field", new PlotFigure(
                "Weights for a receptive field, 64 channels",
                new PlotAxis("receptive field, pixels"),
                new PlotAxis("weights"),
                [
                    new PlotSeries("3×3 convolutions, stacked", [.. Enumerable.Range(1, 5).Select(n => Point(Stack(n, 3)))]),
                    new PlotSeries("one convolution", [.. Enumerable.Range(1, 5).Select(n => Point(Stack(1, (2 * n) + 1)))]),
                ]));
        },
    };

    // 9·16·64 + 9·64·64 weights against 25·16·64: with unequal channels the stack can cost more, not less.
    private static double Widening()
    {
        Graph two = Graph.Create([9, 9, 16], x => x.Conv2d(Channels, 3, bias: false).Conv2d(Channels, 3, bias: false));
        Graph one = Graph.Create([9, 9, 16], x => x.Conv2d(Channels, 5, bias: false));
        return 100 * (1 - ((double)Weights.Of(two) / Weights.Of(one)));
    }

    private static PlotPoint Point(Graph net) => new(ReceptiveField.Of(net).Height, Weights.Of(net));

    private static Graph Stack(int convolutions, int kernelSize) => Graph.Create([15, 15, Channels], x =>
    {
        GraphBuilder end = x;
        for (int i = 0; i < convolutions; i++)
        {
            end = end.Conv2d(Channels, kernelSize, bias: false);
        }

        return end;
    });
}

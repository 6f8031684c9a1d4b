using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>DenseNet: each layer reads all maps before it, so channels grow by k a layer and a transition halves them.</summary>
internal static class DenseNetStudy
{
    private const int Layers = 6;
    private const int Growth = 32;
    private const int Start = 64;

    public static Study Study { get; } = new()
    {
        Id = "densenet",
        Title = "DenseNet: every layer reads all maps before it",
        Lines = "2163-2181",
        Ledger = ["S148"],
        Fill = page =>
        {
            Graph block = Graph.Create([8, 8, Start], x => x.DenseBlock(Layers, Growth));
            CostReport net = CostCounter.Count(Networks.Create("densenet121"));

            page.Agrees("block of 6, growth 32, from 64: channels", 256, block.Output.SampleShape[^1]);
            page.Agrees("links from earlier maps to layers", 21, Links(block));
            page.Agrees("channels behind the transition that halves them", 128, Graph.Create([8, 8, Start], x => x.DenseBlock(Layers, Growth).Transition()).Output.SampleShape[^1]);
            page.Agrees("DenseNet-121: parameters", 7_978_856, net.Parameters);
            page.Agrees("DenseNet-121: MACs", 2_834_161_664, net.Macs);
            page.Plots("channels", new PlotFigure(
                "Channels after each layer of a dense block",
                new PlotAxis("layers"),
                new PlotAxis("channels"),
                [new PlotSeries("channels", [new(0, Start), .. Concatenations(block).Select((node, i) => new PlotPoint(i + 1, node.SampleShape[^1]))], PlotMark.Steps)]));
        },
    };

    private static IEnumerable<Node> Concatenations(Graph block) => block.Nodes.Where(node => node.Op is Concat);

    /// <summary>The maps that each layer reads, summed: those at the start of the block count as one map, each layer adds another.</summary>
    private static int Links(Graph block) =>
        Concatenations(block).Sum(node => 1 + ((node.SampleShape[^1] - Growth - Start) / Growth));
}

using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Studies;

/// <summary>Which Inception the table of the notes means: parameters and MACs are those of v3.</summary>
internal static class InceptionNetworksStudy
{
    public static Study Study { get; } = new()
    {
        Id = "inception-networks",
        Title = "GoogLeNet and Inception-v3: which of them the notes' table means",
        Lines = "2109-2117, 2196",
        Ledger = ["S144"],
        Fill = page =>
        {
            CostReport first = CostCounter.Count(Networks.Create("googlenet"));
            Graph third = Networks.Create("inception-v3");
            CostReport cost = CostCounter.Count(third);

            page.Agrees("GoogLeNet without auxiliary heads: parameters", 6_998_552, first.Parameters);
            page.Agrees("GoogLeNet: MACs", 1_582_671_872, first.Macs);
            page.Agrees("Inception-v3: parameters", 24e6, cost.Parameters, tolerance: 0.5e6);
            page.Agrees("Inception-v3: parameters, exactly", 23_834_568, cost.Parameters);
            page.Agrees("Inception-v3: MACs", 5.7e9, cost.Macs, tolerance: 0.05e9);
            page.Agrees("Inception-v3: MACs, exactly", 5_713_216_096, cost.Macs);
            page.Agrees("Inception-v3: convolutions", 94, third.Nodes.Count(node => node.Op is Conv2d));
            page.Corrects("E18", "Inception-v3: layers with weights on the longest path", notes: 69, right: 48, ours: LongestPath(third));
        },
    };

    private static int LongestPath(Graph graph)
    {
        Dictionary<Value, int> depth = new() { [graph.Input] = 0 };
        foreach (Node node in graph.Nodes)
        {
            depth[node] = node.Activations.Max(input => depth[input]) + (node.Op is Conv2d or Dense ? 1 : 0);
        }

        return depth[graph.Output];
    }
}

using Bantam.Model;

namespace Bantam.Costs;

/// <summary>What remains of a network once each batch normalization directly after a linear layer is folded into it.</summary>
/// <param name="Parameters">Trained values, the biases that folding adds included.</param>
/// <param name="Macs">Multiply-accumulates.</param>
public sealed record FoldedCounts(long Parameters, long Macs)
{
    /// <summary>Counts without folding: no value is touched.</summary>
    /// <param name="graph">The network.</param>
    /// <returns>The counts.</returns>
    public static FoldedCounts Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        long parameters = graph.ParameterCount;
        foreach (Node node in graph.Nodes.Where(node => node.Op is BatchNorm))
        {
            if (node.Inputs[0] is Node { Op: Conv2d or DepthwiseConv2d or Dense } layer && graph.IsReadOnce(layer))
            {
                int channels = node.SampleShape[^1];
                parameters += (layer.Inputs.Count > 2 ? 0 : channels) - (2 * channels);
            }
        }

        return new FoldedCounts(parameters, graph.Nodes.Where(node => !node.IsConstant).Sum(CostCounter.MacsOf));
    }
}

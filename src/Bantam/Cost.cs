using Bantam.Costs;
using Bantam.Model;

namespace Bantam;

/// <summary>Says what networks cost.</summary>
public static class Cost
{
    /// <summary>Counts parameters, multiply-accumulates and memory of a network with Float32 values.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="device">The device against which to judge it; optional.</param>
    /// <returns>The counts for the whole and for each layer.</returns>
    public static CostReport Of(Graph graph, Device? device = null) => CostCounter.Count(graph, device);
}

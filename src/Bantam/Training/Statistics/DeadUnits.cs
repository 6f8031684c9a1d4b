using Bantam.Model;

namespace Bantam.Training;

/// <summary>Finds units that a set of samples never activates: behind ReLU their gradient is zero, so they never learn again.</summary>
/// <remarks>A unit is one index of the last axis: a neuron of a dense layer, or a channel at all its pixels. Source: notes, lines 691-704.</remarks>
public static class DeadUnits
{
    private const int BatchSize = 64;

    /// <summary>Runs a network on all samples and reports every node that rectifies its output (ReLU, ReLU6, alone or fused).</summary>
    /// <param name="graph">The network, run as at inference.</param>
    /// <param name="data">The samples; at least one.</param>
    /// <returns>One report for each such node, in order.</returns>
    /// <exception cref="ShapeException">The samples do not have the shape of the network's input.</exception>
    public static IReadOnlyList<DeadUnitReport> Find(Graph graph, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(data);
        Dictionary<Node, bool[]> active = graph.Nodes.Where(Rectifies).ToDictionary(node => node, node => new bool[node.SampleShape[^1]]);
        BatchLoader loader = BatchLoader.InOrder(data, BatchSize);
        using NoGrad quiet = new();
        for (int batch = 0; batch < loader.BatchesPerEpoch; batch++)
        {
            graph.Run(loader.Load(0, batch).Inputs, parameter => graph.Values[parameter], isTraining: false, Mark);
        }

        return [.. active.Select(pair => new DeadUnitReport(pair.Key.Name, pair.Value.Length, [.. Enumerable.Range(0, pair.Value.Length).Where(unit => !pair.Value[unit])]))];

        void Mark(Node node, Tensor output)
        {
            if (active.TryGetValue(node, out bool[]? units))
            {
                ReadOnlySpan<float> values = output.Span<float>();
                for (int i = 0; i < values.Length; i++)
                {
                    units[i % units.Length] |= values[i] > 0;
                }
            }
        }
    }

    private static bool Rectifies(Node node) =>
        node.Op is Relu or Relu6 or IFusesActivation { Activation: Activation.Relu or Activation.Relu6 };
}

/// <summary>The units of one node that no sample activated.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Units">How many units it has.</param>
/// <param name="Dead">The indices of those that were never above zero, ascending.</param>
public sealed record DeadUnitReport(string Node, int Units, IReadOnlyList<int> Dead)
{
    /// <summary>The part of the units that is dead, in [0, 1].</summary>
    public double Fraction => (double)Dead.Count / Units;
}

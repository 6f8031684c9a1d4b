using Bantam.Model;

namespace Bantam.Costs;

/// <summary>Counts what a graph costs. No value of a parameter is touched, so counting a large network is free.</summary>
public static class CostCounter
{
    private const int Float32Bytes = 4;

    /// <summary>Counts a network with Float32 values.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="device">A device against which to judge it; optional.</param>
    /// <returns>The counts.</returns>
    public static CostReport Count(Graph graph, Device? device = null) => Count(graph, Float32Bytes, Float32Bytes, device);

    /// <summary>Counts a network with values of given sizes.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="bytesPerActivation">Bytes for each activation.</param>
    /// <param name="bytesPerWeight">Bytes for each trained value.</param>
    /// <param name="device">A device against which to judge it; optional.</param>
    /// <returns>The counts.</returns>
    public static CostReport Count(Graph graph, int bytesPerActivation, int bytesPerWeight, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        HashSet<Parameter> counted = [];
        List<LayerCost> layers = [];
        foreach (Node node in graph.Nodes.Where(node => !node.IsConstant))
        {
            long parameters = ParametersOf(node).Where(p => p.IsTrainable && counted.Add(p)).Sum(p => (long)p.Shape.Count);
            OpCost cost = node.Cost;
            layers.Add(new LayerCost
            {
                Name = node.Name,
                Op = node.Op.Name,
                OutputShape = node.SampleShape,
                Parameters = parameters,
                Macs = cost.Macs,
                OtherOperations = cost.OtherOperations,
                ActivationBytes = IsView(node) ? 0 : (long)node.SampleShape.Count * bytesPerActivation,
                WeightBytes = parameters * bytesPerWeight,
            });
        }

        return new CostReport
        {
            Layers = layers,
            Parameters = layers.Sum(layer => layer.Parameters),
            Macs = layers.Sum(layer => layer.Macs),
            Units = layers.Sum(layer => layer.Units),
            PeakActivationElements = PeakElements(graph),
            BytesPerActivation = bytesPerActivation,
            WeightBytes = layers.Sum(layer => layer.WeightBytes),
            Device = device,
        };
    }

    /// <summary>The most elements that are in use at one node: its output, and every value that it or a later node reads.</summary>
    private static long PeakElements(Graph graph)
    {
        Dictionary<Value, int> owners = new(ReferenceEqualityComparer.Instance) { [graph.Input] = 0 };
        List<BufferLifetime> buffers = [new(0, 0, graph.Input.SampleShape.Count)];
        Node[] nodes = [.. graph.Nodes.Where(node => !node.IsConstant)];
        for (int step = 0; step < nodes.Length; step++)
        {
            Node node = nodes[step];
            foreach (Value input in node.Activations)
            {
                buffers[owners[input]] = buffers[owners[input]] with { LastStep = step };
            }

            if (IsView(node))
            {
                owners[node] = owners[node.Inputs[0]];
                continue;
            }

            owners[node] = buffers.Count;
            buffers.Add(new BufferLifetime(step, step, node.SampleShape.Count));
        }

        buffers[owners[graph.Output]] = buffers[owners[graph.Output]] with { LastStep = nodes.Length };
        return ArenaLayout.LowerBound([.. buffers]);
    }

    /// <summary>The parameters of a node, also those that reach it through constant nodes.</summary>
    private static IEnumerable<Parameter> ParametersOf(Node node) =>
        node.Parameters.Concat(node.Inputs.OfType<Node>().Where(input => input.IsConstant).SelectMany(GraphOrder.Of).SelectMany(constant => constant.Parameters));

    private static bool IsView(Node node) => node.Op is Flatten or Reshape or Squeeze or Unsqueeze or Dropout or DropBlock or FakeQuantize;
}

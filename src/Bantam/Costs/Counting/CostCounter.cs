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
    /// <exception cref="OverflowException">A count exceeds 63 bits: all of them are checked.</exception>
    public static CostReport Count(Graph graph, Device? device = null) => Count(graph, Float32Bytes, Float32Bytes, device);

    /// <summary>Counts a network with values of given sizes.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="bytesPerActivation">Bytes for each activation.</param>
    /// <param name="bytesPerWeight">Bytes for each trained value.</param>
    /// <param name="device">A device against which to judge it; optional.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="OverflowException">A count exceeds 63 bits: all of them are checked.</exception>
    public static CostReport Count(Graph graph, int bytesPerActivation, int bytesPerWeight, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        try
        {
            return Checked(graph, bytesPerActivation, bytesPerWeight, device);
        }
        catch (OverflowException overflow)
        {
            throw new OverflowException($"A count of this network with input {graph.Input.SampleShape} exceeds 63 bits. Make its input, its windows or its channels smaller.", overflow);
        }
    }

    private static CostReport Checked(Graph graph, int bytesPerActivation, int bytesPerWeight, Device? device)
    {
        HashSet<Parameter> counted = [];
        List<LayerCost> layers = [];
        foreach (Node node in graph.Nodes.Where(node => !node.IsConstant))
        {
            long parameters = ParametersOf(node).Where(p => p.IsCounted && counted.Add(p)).Sum(p => (long)p.Shape.Count);
            bool isView = ActivationPlanner.IsView(node);
            layers.Add(new LayerCost
            {
                Name = node.Name,
                Op = node.Op.Name,
                OutputShape = node.SampleShape,
                Parameters = parameters,
                Macs = MacsOf(node),
                OtherOperations = node.Cost.OtherOperations,
                Arithmetic = Arithmetic.Of(node),
                Reuse = DataReuse.Of(node),
                InputBytes = isView ? 0 : checked(node.Activations.Sum(input => (long)input.SampleShape.Count) * bytesPerActivation),
                ActivationBytes = isView ? 0 : checked((long)node.SampleShape.Count * bytesPerActivation),
                WeightBytes = checked(parameters * bytesPerWeight),
                IsElementwise = ActivationPlanner.IsElementwise(node),
                Loops = LayerLoops.Of(node),
            });
        }

        ActivationPlan plan = ActivationPlanner.Plan(graph);
        return new CostReport
        {
            Layers = layers,
            Parameters = layers.Sum(layer => layer.Parameters),
            Macs = layers.Sum(layer => layer.Macs),
            Units = layers.Sum(layer => layer.ActivationBytes) / bytesPerActivation,
            PeakActivationElements = plan.PeakElements,
            LowerBoundElements = plan.LowerBoundElements,
            LineBufferedElements = RowStreaming.PeakElements(graph),
            BytesPerActivation = bytesPerActivation,
            WeightBytes = layers.Sum(layer => layer.WeightBytes),
            Device = device,
        };
    }

    /// <summary>The MACs of a node as publications count them: without those of batch normalization, which folding removes.</summary>
    internal static long MacsOf(Node node) => node.Op is BatchNorm ? 0 : node.Cost.Macs;

    /// <summary>The parameters of a node, also those that reach it through constant nodes.</summary>
    private static IEnumerable<Parameter> ParametersOf(Node node) =>
        node.Parameters.Concat(node.Inputs.OfType<Node>().Where(input => input.IsConstant).SelectMany(constant => GraphOrder.Of([constant])).SelectMany(constant => constant.Parameters));
}

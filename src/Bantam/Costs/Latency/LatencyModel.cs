using Bantam.Model;

namespace Bantam.Costs;

/// <summary>Predicts how long a network takes on a device, without running it.</summary>
/// <remarks>
/// <para>Where generated code was counted on the device's core, integers of up to 8 bits are predicted from those counts. Everywhere else
/// the time of a layer is that of its arithmetic or of its memory traffic, whichever is longer, after the time to start it.</para>
/// <para>A format that no unit of the device executes runs on a wider unit, as fast as the wider format: it still saves memory.</para>
/// <para>Do not use it to promise milliseconds: caches, interrupts and compilers differ. It orders alternatives.</para>
/// </remarks>
public static class LatencyModel
{
    private const int LargestCountedBits = 8;

    /// <summary>Whether a device states enough to predict a format on it.</summary>
    /// <param name="device">The device.</param>
    /// <param name="format">The numbers; int8 where omitted.</param>
    /// <returns>Whether one of its arithmetic units computes them.</returns>
    public static bool CanPredict(Device device, OperandFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        return ExecutingUnit.Best(Devices.Completed(device), format ?? OperandFormat.Int8) is not null;
    }

    /// <summary>Predicts the time of a network.</summary>
    /// <param name="graph">The network; batch normalizations and activations count as folded and fused where they can be.</param>
    /// <param name="device">The device.</param>
    /// <param name="format">The numbers that it computes with; int8 where omitted.</param>
    /// <returns>The times, layer by layer.</returns>
    /// <exception cref="ArgumentException">The device states no arithmetic unit that can compute the format.</exception>
    public static LatencyReport Predict(Graph graph, Device device, OperandFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(device);
        OperandFormat numbers = format ?? OperandFormat.Int8;
        Device known = Devices.Completed(device);
        InstructionCosts? counted = IsCounted(numbers) ? known.Instructions : null;
        Lazy<ModeledLatency> modeled = new(() => new ModeledLatency(graph, known, numbers));
        List<LayerLatency> layers = [];
        foreach (Node node in graph.Nodes.Where(node => !node.IsConstant && !IsFree(graph, node)))
        {
            KernelCost? cost = KernelWork.KernelOf(node) is { } kernel ? counted?.Of(kernel) : null;
            layers.Add(cost is null ? modeled.Value.Of(node) : Counted(node, cost, known, numbers));
        }

        return new LatencyReport { Device = device, Format = numbers, Layers = layers, WeightBytes = numbers.WeightBytes(graph.ParameterCount) };
    }

    /// <summary>Whether a node costs nothing: a view of its input, or a part of the layer in front of it.</summary>
    internal static bool IsFree(Graph graph, Node node) =>
        ActivationPlanner.IsView(node)
        || (node.Inputs[0] is Node before && graph.IsReadOnce(before) && IsAbsorbed(node, before));

    private static bool IsAbsorbed(Node node, Node before) =>
        node.Op is BatchNorm ? before.Op is Conv2d or DepthwiseConv2d or Dense
        : node.Op.AsActivation() is not null && (before.Op is IFusesActivation || (before.Op is BatchNorm && before.Inputs[0] is Node { Op: IFusesActivation }));

    private static bool IsCounted(OperandFormat format) =>
        format is { Kind: NumberKind.Integer, WeightBits: <= LargestCountedBits, ActivationBits: <= LargestCountedBits };

    private static LayerLatency Counted(Node node, KernelCost cost, Device device, OperandFormat format)
    {
        double instructions = cost.InstructionsFor(KernelWork.Of(node, cost.ChannelBlock));
        double seconds = instructions * device.Instructions!.CyclesPerInstruction / device.ClockHertz;
        long macs = CostCounter.MacsOf(node);
        ArithmeticUnit? unit = macs == 0 ? null : ExecutingUnit.Best(device, format)?.Unit;
        return new LayerLatency
        {
            Name = node.Name,
            Basis = LatencyBasis.Calibrated,
            Instructions = instructions,
            Unit = unit?.Name ?? "",
            ComputeSeconds = seconds,
            Utilization = unit is null ? 0 : macs / (unit.OperationsPerCycle * device.ClockHertz * seconds),
        };
    }
}

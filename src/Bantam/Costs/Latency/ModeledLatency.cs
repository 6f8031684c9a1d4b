using Bantam.Model;

namespace Bantam.Costs;

/// <summary>Predicts the time of layers from the figures of a device's profile.</summary>
internal sealed class ModeledLatency
{
    private const double Nano = 1e-9;
    private const double BitsPerByte = 8;

    private readonly Device _device;
    private readonly ExecutingUnit _unit;
    private readonly double? _bytesPerSecond;

    public ModeledLatency(Graph graph, Device device, OperandFormat format)
    {
        _device = device;
        _unit = ExecutingUnit.Best(device, format) ?? throw new ArgumentException(
            $"The profile of the device '{device.Name}' has no arithmetic unit for {format.Kind} numbers of {format.WeightBits} and {format.ActivationBits} bits. Add one to its field units, or choose another format.");
        double resident = (graph.ParameterCount * _unit.WeightBits / BitsPerByte)
            + (ActivationPlanner.Plan(graph).PeakElements * (double)_unit.ActivationBits / BitsPerByte);
        _bytesPerSecond = LevelFor(device, resident)?.BytesPerSecond;
    }

    /// <summary>The fastest level whose rate is known and that holds so many bytes; the last with a known rate if none does.</summary>
    public static MemoryLevel? LevelFor(Device device, double bytes)
    {
        MemoryLevel[] rated = [.. device.Memory.Where(level => level.BytesPerSecond is not null)];
        return rated.FirstOrDefault(level => level.Bytes is null || level.Bytes >= bytes) ?? rated.LastOrDefault();
    }

    public LayerLatency Of(Node node)
    {
        long macs = CostCounter.MacsOf(node);
        double outputs = node.SampleShape.Count;
        double weightBits = node.Parameters.Sum(parameter => (long)parameter.Shape.Count) * _unit.WeightBits;
        double activationBits = (node.Activations.Sum(value => (double)value.SampleShape.Count) + outputs) * _unit.ActivationBits;
        LayerLatency latency = new()
        {
            Name = node.Name,
            Basis = LatencyBasis.Modeled,
            Unit = macs == 0 ? "" : _unit.Unit.Name,
            ComputeSeconds = (ProductCycles(macs, outputs) + OtherCycles(node)) / _device.ClockHertz,
            MemorySeconds = _bytesPerSecond is { } rate ? (weightBits + activationBits) / BitsPerByte / rate : 0,
            StartSeconds = (_device.Synchronization?.LaunchNanoseconds ?? 0) * Nano,
            Utilization = 0,
        };
        return latency with { Utilization = macs / (_unit.OperationsPerCycle * _device.ClockHertz * latency.Seconds) };
    }

    /// <summary>
    /// Hardware for throughput computes whole sums at a time, <c>⌈outputs/units⌉·⌈terms/lanes⌉</c> words, and waits for the last. A core
    /// divides its products among its lanes and leaves each loop over a sum by one branch that it did not foresee.
    /// </summary>
    private double ProductCycles(long macs, double outputs)
    {
        if (macs == 0)
        {
            return 0;
        }

        ArithmeticUnit unit = _unit.Unit;
        return _device.IsThroughputOriented
            ? Math.Ceiling(outputs / unit.Count) * Math.Ceiling(macs / outputs / unit.LanesPerWord) * _unit.CyclesPerWord
            : (macs / _unit.OperationsPerCycle) + (outputs / (unit.Count * unit.LanesPerWord) * (_device.Pipeline?.BranchPenaltyCycles ?? 0));
    }

    /// <summary>Additions, comparisons and look-ups: one for each lane, or each instruction that a core starts.</summary>
    private double OtherCycles(Node node) =>
        (double)node.Cost.OtherOperations / (_device.IsThroughputOriented ? _unit.Unit.Count * _unit.Unit.LanesPerWord : _device.Pipeline?.IssueWidth ?? 1);
}

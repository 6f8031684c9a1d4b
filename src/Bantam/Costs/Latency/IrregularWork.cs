namespace Bantam.Costs;

/// <summary>Work that reads values from all over memory: graph networks, sum-product networks, sparse look-ups.</summary>
/// <remarks>Memory moves whole cache lines: an element that lies alone costs one. Source: notes, lines 37 and 534-539.</remarks>
/// <param name="Accesses">Elements that are gathered or scattered, each far from the last.</param>
/// <param name="ElementBytes">The bytes of each.</param>
/// <param name="Macs">The multiply-accumulates that use them.</param>
public sealed record IrregularWork(long Accesses, int ElementBytes, long Macs)
{
    /// <summary>The bytes that memory moves. 1000 elements of 4 bytes in lines of 64: 64,000, and not 4,000.</summary>
    /// <param name="lineBytes">The bytes of a cache line.</param>
    /// <returns>Whole lines for each access; an element that crosses the border of a line costs more.</returns>
    /// <exception cref="OverflowException">There are more bytes than 63 bits can count.</exception>
    public long BytesMoved(int lineBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lineBytes, 1);
        long lines = ((long)ElementBytes + lineBytes - 1) / lineBytes;
        return checked(Accesses * lines * lineBytes);
    }

    /// <summary>Predicts the time of the work on a device.</summary>
    /// <param name="device">The device; a rate of its memory must be known.</param>
    /// <param name="tableBytes">The bytes of the memory in which the elements lie: it decides on the level that delivers them.</param>
    /// <param name="format">The numbers; Float32 where omitted.</param>
    /// <returns>The time, modeled.</returns>
    /// <exception cref="ArgumentException">The device states no rate of memory, or no unit for the format.</exception>
    public LayerLatency Predict(Device device, long tableBytes, OperandFormat? format = null)
    {
        ArgumentNullException.ThrowIfNull(device);
        Device known = Devices.Completed(device);
        MemoryLevel level = ModeledLatency.LevelFor(known, tableBytes)
            ?? throw new ArgumentException($"The profile of the device '{device.Name}' states no rate of memory. Add a level with bytesPerSecond to its field memory.");
        ExecutingUnit unit = ExecutingUnit.Best(known, format ?? OperandFormat.Float32)
            ?? throw new ArgumentException($"The profile of the device '{device.Name}' has no arithmetic unit for the format. Add one to its field units.");
        double peak = unit.OperationsPerCycle * known.ClockHertz;
        LayerLatency latency = new()
        {
            Name = "irregular",
            Basis = LatencyBasis.Modeled,
            Unit = unit.Unit.Name,
            ComputeSeconds = Macs / peak,
            MemorySeconds = BytesMoved(level.LineBytes) / level.BytesPerSecond!.Value,
            StartSeconds = (known.Synchronization?.LaunchNanoseconds ?? 0) / 1e9,
            Utilization = 0,
        };
        return Macs == 0 ? latency : latency with { Utilization = Macs / (peak * latency.Seconds) };
    }
}

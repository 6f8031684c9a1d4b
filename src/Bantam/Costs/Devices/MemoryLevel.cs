namespace Bantam.Costs;

/// <summary>One level of a device's memory: registers, a cache, a scratchpad, or what lies outside of the chip.</summary>
public sealed record MemoryLevel
{
    /// <summary>Its name, for example <c>L2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its size in bytes, over the whole device; null where the source gives none.</summary>
    public long? Bytes { get; init; }

    /// <summary>What it delivers in bytes for each second; null where the source gives none.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>The time from asking to having, in nanoseconds; null where the source gives none.</summary>
    public double? LatencyNanoseconds { get; init; }

    /// <summary>The bytes that travel together, however few of them were asked for; 64 unless stated.</summary>
    public int LineBytes { get => field == 0 ? 64 : field; init; }

    /// <summary>The energy of reading 32 bits in picojoules; null where the source gives none.</summary>
    public double? PicojoulesPerWord { get; init; }

    /// <summary>Whether the source gives its numbers only roughly.</summary>
    public bool IsApproximate { get; init; }
}

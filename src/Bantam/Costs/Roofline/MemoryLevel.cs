namespace Bantam.Costs;

/// <summary>One memory of a machine, between its registers and what lies outside of it.</summary>
/// <remarks>Figures are facts of one device: do not reuse those of another. Source: notes: lines 392-429.</remarks>
public sealed record MemoryLevel
{
    /// <summary>What the level is called, for example <c>shared</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How much it holds in bytes, from 1.</summary>
    public required long Bytes
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Bytes), value, "A memory holds at least 1 byte.");
    }

    /// <summary>Bytes per second between it and the arithmetic units; 0 where it is not known.</summary>
    public double BytesPerSecond
    {
        get;
        init => field = Roofline.NotNegative(value, nameof(BytesPerSecond));
    }

    /// <summary>The seconds from a request to its first byte; 0 where it is not known.</summary>
    public double LatencySeconds
    {
        get;
        init => field = Roofline.NotNegative(value, nameof(LatencySeconds));
    }

    /// <summary>The energy of moving one byte in pJ; 0 where it is not known.</summary>
    public double PicojoulesPerByte
    {
        get;
        init => field = Roofline.NotNegative(value, nameof(PicojoulesPerByte));
    }
}

namespace Bantam.Costs;

/// <summary>What a predicted time rests on.</summary>
public enum LatencyBasis
{
    /// <summary>Instructions fitted to counted runs of generated code on this core, times the cycles of an average instruction.</summary>
    Calibrated,

    /// <summary>Figures of the device's profile alone: nothing was run.</summary>
    Modeled,
}

/// <summary>The predicted time of one layer for one sample.</summary>
public sealed record LayerLatency
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>What the time rests on.</summary>
    public required LatencyBasis Basis { get; init; }

    /// <summary>The predicted instructions; null where nothing was counted.</summary>
    public double? Instructions { get; init; }

    /// <summary>The arithmetic unit that it runs on; empty if it multiplies nothing.</summary>
    public string Unit { get; init; } = "";

    /// <summary>The time that arithmetic needs, in seconds.</summary>
    public required double ComputeSeconds { get; init; }

    /// <summary>The time that moving weights and activations needs, in seconds; 0 where it is part of the counted instructions.</summary>
    public double MemorySeconds { get; init; }

    /// <summary>The time until work starts, in seconds.</summary>
    public double StartSeconds { get; init; }

    /// <summary>The predicted time: arithmetic and memory at the same time, after the start.</summary>
    public double Seconds => StartSeconds + Math.Max(ComputeSeconds, MemorySeconds);

    /// <summary>The share of the unit's products that the layer makes use of, <c>F/(P·T)</c> in [0, 1]; 0 without products. Source: notes, lines 676-679.</summary>
    public required double Utilization { get; init; }

    /// <summary>Whether moving data takes longer than computing.</summary>
    public bool IsMemoryBound => MemorySeconds > ComputeSeconds;
}

/// <summary>The predicted time of a network for one sample.</summary>
public sealed record LatencyReport
{
    /// <summary>The device.</summary>
    public required Device Device { get; init; }

    /// <summary>The format of the numbers.</summary>
    public required OperandFormat Format { get; init; }

    /// <summary>The layers that take time, in order.</summary>
    public required IReadOnlyList<LayerLatency> Layers { get; init; }

    /// <summary>The bytes of the weights as stored.</summary>
    public required long WeightBytes { get; init; }

    /// <summary>The predicted time in seconds.</summary>
    public double Seconds => Layers.Sum(layer => layer.Seconds);

    /// <summary>The predicted cycles.</summary>
    public double Cycles => Seconds * Device.ClockHertz;

    /// <summary>The predicted instructions; null unless every layer's are known.</summary>
    public double? Instructions => Layers.Any(layer => layer.Instructions is null) ? null : Layers.Sum(layer => layer.Instructions);

    /// <summary>What the time rests on: calibrated only where every layer is.</summary>
    public LatencyBasis Basis => Layers.Any(layer => layer.Basis == LatencyBasis.Modeled) ? LatencyBasis.Modeled : LatencyBasis.Calibrated;

    /// <summary>How many times faster this is than another prediction.</summary>
    /// <param name="other">The other.</param>
    /// <returns>The ratio of times.</returns>
    public double SpeedUpOver(LatencyReport other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Seconds / Seconds;
    }
}

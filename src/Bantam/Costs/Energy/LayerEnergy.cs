namespace Bantam.Costs;

/// <summary>The energy of one layer for one sample.</summary>
public sealed record LayerEnergy
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>The layer's multiply-accumulates.</summary>
    public required long Macs { get; init; }

    /// <summary>The energy of its operations in picojoules.</summary>
    public required double ComputePicojoules { get; init; }

    /// <summary>The energy of moving its weights.</summary>
    public required EnergyRange Weights { get; init; }

    /// <summary>The energy of moving its inputs, outputs and partial sums.</summary>
    public required EnergyRange Activations { get; init; }

    /// <summary>How it is cut into tiles; null where each multiply-accumulate reads from where the values live, or where there is nothing to reuse.</summary>
    public Tiling? Tiling { get; init; }

    /// <summary>The level whose size the tiles fit; null without tiles.</summary>
    public MemoryEnergy? Buffer { get; init; }

    /// <summary>The energy of operations and memory together.</summary>
    public EnergyRange Total => EnergyRange.Of(ComputePicojoules).Plus(Weights).Plus(Activations);

    /// <summary>Giga-operations per second and watt at the middle of <see cref="Total"/>, two for each MAC; 0 without MACs.</summary>
    public double GopsPerWatt => Macs == 0 ? 0 : Costs.GopsPerWatt.OfEnergy(Macs, Total.MiddlePicojoules);
}

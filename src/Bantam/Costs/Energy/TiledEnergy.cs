namespace Bantam.Costs;

/// <summary>The energy of moving the values of a layer under one choice of tiles.</summary>
/// <param name="Weights">For the weights.</param>
/// <param name="Activations">For inputs, outputs and partial sums.</param>
/// <param name="Tiling">The tiles; null without a buffer.</param>
/// <param name="Buffer">The level that holds a tile; null without a buffer.</param>
public sealed record TiledEnergy(EnergyRange Weights, EnergyRange Activations, Tiling? Tiling, MemoryEnergy? Buffer)
{
    /// <summary>The middle of both energies together, in picojoules: what is made small.</summary>
    internal double Middle => Weights.MiddlePicojoules + Activations.MiddlePicojoules;
}

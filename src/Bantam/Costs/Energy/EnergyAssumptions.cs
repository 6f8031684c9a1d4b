namespace Bantam.Costs;

/// <summary>What an energy of a network depends on besides the network: prices, formats, and where values live.</summary>
/// <param name="Table">The prices.</param>
/// <param name="Format">The formats of the multiply-accumulates.</param>
/// <param name="WeightMemory">The level in which all weights live.</param>
/// <param name="ActivationMemory">The level in which activations live between layers.</param>
public sealed record EnergyAssumptions(EnergyTable Table, MacFormat Format, MemoryEnergy WeightMemory, MemoryEnergy ActivationMemory)
{
    /// <summary>Puts weights and activations into the smallest levels that hold them.</summary>
    /// <param name="report">The network's counts.</param>
    /// <param name="table">The prices.</param>
    /// <param name="format">The formats.</param>
    /// <returns>The assumptions.</returns>
    public static EnergyAssumptions For(CostReport report, EnergyTable table, MacFormat format)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(format);
        return new EnergyAssumptions(table, format, table.SmallestFor(Bytes(report.Parameters)), table.SmallestFor(Bytes(report.PeakActivationElements)));

        long Bytes(long elements) => checked((elements * format.Operands.Bits) + 7) / 8;
    }
}

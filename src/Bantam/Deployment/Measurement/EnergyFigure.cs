using Bantam.Costs;

namespace Bantam.Deployment;

/// <summary>The energy of one inference and where the figure comes from.</summary>
/// <param name="Joules">Joules for each sample.</param>
/// <param name="Basis">Whether a meter was read, or operations were priced.</param>
/// <param name="Source">The meter or the table, and what the figure includes.</param>
/// <remarks>Source: notes, line 3696. Figures of different sources are not comparable.</remarks>
public sealed record EnergyFigure(double Joules, ClaimBasis Basis, string Source)
{
    private const double JoulesPerPicojoule = 1e-12;

    /// <summary>The arithmetic alone, at the prices of a table: of AlexNet in int8, 0.217 mJ.</summary>
    /// <param name="cost">The counts of the network.</param>
    /// <param name="format">The numbers in which it computes.</param>
    /// <param name="table">The prices; those of Horowitz where omitted.</param>
    /// <returns>The figure, marked as modelled.</returns>
    public static EnergyFigure Arithmetic(CostReport cost, MacFormat format, EnergyTable? table = null)
    {
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentNullException.ThrowIfNull(format);
        EnergyTable prices = table ?? EnergyTables.Horowitz;
        return new EnergyFigure(
            cost.Macs * prices.MacPicojoules(format) * JoulesPerPicojoule,
            ClaimBasis.Modelled,
            $"multiply-accumulates in {format} at the prices of the table '{prices.Name}'");
    }

    /// <summary>Arithmetic and memory, at the prices of a table.</summary>
    /// <param name="cost">The counts of the network.</param>
    /// <param name="format">The numbers in which it computes.</param>
    /// <param name="table">The prices; those of Horowitz where omitted.</param>
    /// <returns>The figure, marked as modelled.</returns>
    public static EnergyFigure Modelled(CostReport cost, MacFormat format, EnergyTable? table = null)
    {
        ArgumentNullException.ThrowIfNull(cost);
        ArgumentNullException.ThrowIfNull(format);
        EnergyTable prices = table ?? EnergyTables.Horowitz;
        return new EnergyFigure(
            InferenceEnergy.Of(cost, prices, format).Total.MiddlePicojoules * JoulesPerPicojoule,
            ClaimBasis.Modelled,
            $"operations and memory accesses in {format} at the prices of the table '{prices.Name}'");
    }
}

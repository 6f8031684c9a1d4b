namespace Bantam.Costs;

/// <summary>The operations that an <see cref="EnergyTable"/> prices.</summary>
public enum PricedOperation
{
    /// <summary>An addition, and what hardware computes as one: a subtraction, a comparison.</summary>
    Addition,

    /// <summary>A multiplication.</summary>
    Multiplication,
}

/// <summary>Where the energy of an operation comes from.</summary>
public enum EnergyBasis
{
    /// <summary>A row of the table.</summary>
    Listed,

    /// <summary>A <see cref="ScalingLaw"/> that goes through the rows of the table: the width has no row.</summary>
    Estimated,

    /// <summary>Nothing: the table has no row for this operation at any width, so that it counts as 0.</summary>
    NotListed,
}

/// <summary>The energy of one operation.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Format">The format of its operands.</param>
/// <param name="Picojoules">The energy in picojoules.</param>
/// <param name="Basis">Where it comes from.</param>
public sealed record OperationEnergy(PricedOperation Operation, PricedFormat Format, double Picojoules, EnergyBasis Basis = EnergyBasis.Listed);

namespace Bantam.Costs;

/// <summary>How the energy of an operation grows with its width: <c>coefficient · bits^exponent</c>.</summary>
/// <param name="Coefficient">The picojoules for one bit.</param>
/// <param name="Exponent">1 for additions, which need one full adder a bit; 2 for multiplications, which need one for each pair of bits.</param>
/// <remarks>Source: notes, lines 2498-2502 and 2537-2540.</remarks>
public sealed record ScalingLaw(double Coefficient, int Exponent)
{
    /// <summary>The energy at a width.</summary>
    /// <param name="bits">The width, from 1.</param>
    /// <returns>Picojoules. Twice the width is twice an addition and four times a multiplication.</returns>
    public double Picojoules(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        return Coefficient * Math.Pow(bits, Exponent);
    }

    /// <summary>Fits the law to rows of a table: the coefficient is the geometric mean of those that each row asks for.</summary>
    /// <param name="operation">The operation, which gives the exponent.</param>
    /// <param name="rows">The rows, at least one, all of that operation.</param>
    /// <returns>The law, which no row contradicts by more than another does.</returns>
    internal static ScalingLaw Through(PricedOperation operation, IReadOnlyCollection<OperationEnergy> rows)
    {
        int exponent = operation == PricedOperation.Addition ? 1 : 2;
        double meanLogarithm = rows.Average(row => Math.Log(row.Picojoules / Math.Pow(row.Format.Bits, exponent)));
        return new ScalingLaw(Math.Exp(meanLogarithm), exponent);
    }
}

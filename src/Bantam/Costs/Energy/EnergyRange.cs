namespace Bantam.Costs;

/// <summary>An energy between two bounds, since a DRAM access has no single price. Both are equal where the price is one number.</summary>
/// <param name="LowPicojoules">The lower bound in picojoules.</param>
/// <param name="HighPicojoules">The upper bound in picojoules.</param>
public readonly record struct EnergyRange(double LowPicojoules, double HighPicojoules)
{
    /// <summary>The middle in picojoules: what stands for the range where one number is asked for.</summary>
    public double MiddlePicojoules => (LowPicojoules + HighPicojoules) / 2;

    /// <summary>A single energy.</summary>
    /// <param name="picojoules">The energy in picojoules.</param>
    /// <returns>The range that holds nothing else.</returns>
    public static EnergyRange Of(double picojoules) => new(picojoules, picojoules);

    /// <summary>The energy of both.</summary>
    /// <param name="other">The other energy.</param>
    /// <returns>The sums of the bounds.</returns>
    public EnergyRange Plus(EnergyRange other) => new(LowPicojoules + other.LowPicojoules, HighPicojoules + other.HighPicojoules);

    /// <summary>The energy of several equal events.</summary>
    /// <param name="count">How many, from 0; a fraction where an event is shared.</param>
    /// <returns>The bounds times the count.</returns>
    public EnergyRange Times(double count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new EnergyRange(LowPicojoules * count, HighPicojoules * count);
    }
}

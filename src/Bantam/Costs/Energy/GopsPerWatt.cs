namespace Bantam.Costs;

/// <summary>Giga-operations per second for each watt, which is the same as operations for each nanojoule.</summary>
/// <remarks>A MAC counts as two operations. Source: notes, line 487.</remarks>
public static class GopsPerWatt
{
    /// <summary>The efficiency of work that took an energy.</summary>
    /// <param name="macs">The multiply-accumulates, from 0.</param>
    /// <param name="picojoules">Their energy, greater than 0.</param>
    /// <returns>Giga-operations per second and watt: 435 at 4.6 pJ for a MAC.</returns>
    public static double OfEnergy(long macs, double picojoules)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(macs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(picojoules);
        return 2.0 * macs / picojoules * 1000;
    }

    /// <summary>The efficiency of a machine from its speed and its power.</summary>
    /// <param name="macsPerSecond">Multiply-accumulates in a second, from 0.</param>
    /// <param name="powerWatts">The power meanwhile, greater than 0.</param>
    /// <returns>Giga-operations per second and watt.</returns>
    public static double OfPower(double macsPerSecond, double powerWatts)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(macsPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(powerWatts);
        return 2 * macsPerSecond / powerWatts * 1e-9;
    }
}

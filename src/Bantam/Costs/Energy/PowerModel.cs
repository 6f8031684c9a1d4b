namespace Bantam.Costs;

/// <summary>The power of a processor in CMOS: what switching takes, and what leaks.</summary>
/// <remarks>
/// <para><c>P = cores · (a·C·V²·f + V·I)</c>. The switching part grows with the cube of the frequency where the voltage has
/// to rise with it, which is why processors turned to many cores.</para>
/// <para>Source: notes, lines 227-253, whose division of the leakage by f³ is a misprint of that cube.</para>
/// </remarks>
public sealed record PowerModel
{
    /// <summary>The share of the capacitance that switches in a clock period, a, in [0, 1].</summary>
    public required double Activity
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1);
            field = NotNegative(value, nameof(Activity));
        }
    }

    /// <summary>The capacitance of a core, C, in farads, greater than 0.</summary>
    public required double CapacitanceFarads { get; init => field = Positive(value, nameof(CapacitanceFarads)); }

    /// <summary>The supply voltage, V, in volts, greater than 0.</summary>
    public required double Volts { get; init => field = Positive(value, nameof(Volts)); }

    /// <summary>The clock, f, in hertz, greater than 0.</summary>
    public required double ClockHertz { get; init => field = Positive(value, nameof(ClockHertz)); }

    /// <summary>The current that leaks from a core, I, in amperes, from 0.</summary>
    public required double LeakageAmperes { get; init => field = NotNegative(value, nameof(LeakageAmperes)); }

    /// <summary>The number of equal cores, from 1.</summary>
    public int Cores
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>What switching takes, in watts: <c>cores·a·C·V²·f</c>.</summary>
    public double DynamicWatts => Cores * Activity * CapacitanceFarads * Volts * Volts * ClockHertz;

    /// <summary>What leaks, in watts: <c>cores·V·I</c>.</summary>
    public double LeakageWatts => Cores * Volts * LeakageAmperes;

    /// <summary>Both together, in watts.</summary>
    public double PowerWatts => DynamicWatts + LeakageWatts;

    /// <summary>The clock periods of all cores in a second: the throughput of work that divides perfectly.</summary>
    public double IdealCyclesPerSecond => Cores * ClockHertz;

    /// <summary>The processor at another clock, the voltage raised or lowered in the same proportion.</summary>
    /// <param name="factor">The factor of both, greater than 0.</param>
    /// <returns>The processor; its dynamic power is that of this one times <c>factor³</c>.</returns>
    public PowerModel Clocked(double factor) => this with { Volts = Volts * factor, ClockHertz = ClockHertz * factor };

    private static double Positive(double value, string name)
    {
        // The negated comparison also refuses NaN.
        return !(value > 0) || double.IsInfinity(value) ? throw new ArgumentOutOfRangeException(name, value, "This must be a finite number greater than 0.") : value;
    }

    private static double NotNegative(double value, string name)
    {
        return !(value >= 0) || double.IsInfinity(value) ? throw new ArgumentOutOfRangeException(name, value, "This must be a finite number, 0 or more.") : value;
    }
}

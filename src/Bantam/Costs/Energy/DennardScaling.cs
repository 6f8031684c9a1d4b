namespace Bantam.Costs;

/// <summary>What becomes of a chip whose transistors shrink by a factor κ in each direction.</summary>
/// <remarks>
/// <para>Clock ×κ, capacitance ÷κ, transistors on an area ×κ². As long as the voltage fell by κ too, the power of an area
/// stayed the same (Dennard scaling). Since about 2005 leakage forbids lower voltages, and the power of an area grows with κ².</para>
/// <para>Source: Dennard et al., 1974; notes, lines 188-235.</para>
/// </remarks>
public readonly record struct DennardScaling
{
    /// <summary>Describes a step to smaller transistors.</summary>
    /// <param name="shrink">κ, by which lengths are divided, greater than 0; 1.4 for one generation.</param>
    /// <param name="voltageScales">Whether the voltage is divided by κ too.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not greater than 0.</exception>
    public DennardScaling(double shrink, bool voltageScales = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shrink);
        (Shrink, VoltageScales) = (shrink, voltageScales);
    }

    /// <summary>κ, by which lengths are divided.</summary>
    public double Shrink { get; }

    /// <summary>Whether the voltage is divided by κ too.</summary>
    public bool VoltageScales { get; }

    /// <summary>The factor of the voltage: 1/κ, or 1.</summary>
    public double VoltageFactor => VoltageScales ? 1 / Shrink : 1;

    /// <summary>The factor of the capacitance of a transistor: 1/κ.</summary>
    public double CapacitanceFactor => 1 / Shrink;

    /// <summary>The factor of the clock: κ.</summary>
    public double ClockFactor => Shrink;

    /// <summary>The factor of the transistors on an area: κ².</summary>
    public double TransistorDensityFactor => Shrink * Shrink;

    /// <summary>The factor of the switching power of one transistor, C·V²·f: 1/κ², or 1.</summary>
    public double TransistorPowerFactor => CapacitanceFactor * VoltageFactor * VoltageFactor * ClockFactor;

    /// <summary>The factor of the switching power of an area: 1 while the voltage scales, κ² since it does not.</summary>
    public double PowerDensityFactor => TransistorDensityFactor * TransistorPowerFactor;
}

namespace Bantam.Costs;

/// <summary>Moore's law: the transistors of a chip double about every two years. An observation, no law of nature.</summary>
/// <remarks>Source: notes, lines 188-211.</remarks>
public static class MooresLaw
{
    /// <summary>How many times the transistors grow.</summary>
    /// <param name="years">The years that pass; negative for the past.</param>
    /// <param name="yearsToDouble">The years in which they double, greater than 0.</param>
    /// <returns><c>2^(years / yearsToDouble)</c>: 32 in ten years.</returns>
    public static double TransistorFactor(double years, double yearsToDouble = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(yearsToDouble);
        return Math.Pow(2, years / yearsToDouble);
    }
}

using System.Globalization;

namespace Bantam.Deployment;

/// <summary>How many times faster one thing is than another, and what says so.</summary>
/// <param name="Ratio">The time of the other over the time of the one: above 1 the one is faster.</param>
/// <param name="Basis">What the ratio stands on.</param>
public sealed record SpeedClaim(double Ratio, ClaimBasis Basis)
{
    /// <summary>The claim that fewer multiply-accumulates take less time in proportion: a model, not a measurement.</summary>
    /// <param name="macs">Multiply-accumulates of the one, at least 1.</param>
    /// <param name="otherMacs">Multiply-accumulates of the other.</param>
    /// <returns>The claim, marked as modelled.</returns>
    public static SpeedClaim OfMacs(long macs, long otherMacs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(macs, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(otherMacs);
        return new SpeedClaim((double)otherMacs / macs, ClaimBasis.Modelled);
    }

    /// <summary>The claim of two measurements.</summary>
    /// <param name="comparison">Their comparison.</param>
    /// <returns>The claim, marked as measured.</returns>
    public static SpeedClaim Of(MeasuredRatio comparison)
    {
        ArgumentNullException.ThrowIfNull(comparison);
        return new SpeedClaim(comparison.Ratio, ClaimBasis.Measured);
    }

    /// <summary>The claim as text: <c>2.00x (modelled)</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ratio:0.00}x ({(Basis == ClaimBasis.Modelled ? "modelled" : "measured")})");
}

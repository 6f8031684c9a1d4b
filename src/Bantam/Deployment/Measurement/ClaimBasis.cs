namespace Bantam.Deployment;

/// <summary>What a figure of time or energy stands on.</summary>
/// <remarks>Fewer operations need not mean less time: it is false where memory is the limit (notes: lines 3719-3725).</remarks>
public enum ClaimBasis
{
    /// <summary>A clock or a meter.</summary>
    Measured,

    /// <summary>A count of operations, at a price or a rate for each.</summary>
    Modelled,
}

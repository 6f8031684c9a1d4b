using Bantam.Deployment;

namespace Bantam;

/// <summary>With what a <see cref="Replay"/> works.</summary>
public sealed record ReplayOptions
{
    /// <summary>The folder with data files; what BANTAM_DATA names where omitted.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The compilers and the emulator.</summary>
    public Toolchain Toolchain { get; init; } = Toolchain.Installed;

    /// <summary>Stops the proofs.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>What a <see cref="Replay"/> found.</summary>
/// <param name="Claims">The claims of the report, in the order in which they were tried.</param>
public sealed record ReplayReport(IReadOnlyList<ReplayClaim> Claims)
{
    /// <summary>How many claims have a verdict.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <returns>Their number.</returns>
    public int CountOf(ReplayVerdict verdict) => Claims.Count(claim => claim.Verdict == verdict);
}

/// <summary>One claim of a report.</summary>
/// <param name="What">What is claimed.</param>
/// <param name="Verdict">Whether it holds.</param>
/// <param name="Reported">What the report says; null where nothing was compared.</param>
/// <param name="Found">What was found; null where nothing was compared.</param>
/// <param name="Reason">Why it could not be tried, or what went wrong.</param>
public sealed record ReplayClaim(string What, ReplayVerdict Verdict, string? Reported = null, string? Found = null, string? Reason = null);

/// <summary>Whether a claim holds.</summary>
public enum ReplayVerdict
{
    /// <summary>It was derived again and is exactly what the report says.</summary>
    Proved,

    /// <summary>It was derived again and is something else.</summary>
    Failed,

    /// <summary>It could not be derived here.</summary>
    Unproved,
}

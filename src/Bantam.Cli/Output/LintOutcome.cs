using Bantam.Advice;

namespace Bantam.Cli;

/// <summary>Everything that <c>bantam lint</c> says about a network.</summary>
internal sealed record LintOutcome
{
    public required string Network { get; init; }

    public required string? Device { get; init; }

    public required string? Data { get; init; }

    public required LintReport Report { get; init; }

    public required IReadOnlyList<EfficiencyRow> Efficiency { get; init; }

    public required NetworkComparison? Comparison { get; init; }
}

using Bantam.Advice;
using Bantam.Model;

namespace Bantam.Tests.Advice;

/// <summary>A network with what else is known about it.</summary>
internal sealed record LintCase(Graph Graph, LintOptions Options)
{
    public static implicit operator LintCase(Graph graph) => new(graph, new LintOptions());

    public IReadOnlyList<Finding> Of(string rule) => [.. Lint.Of(Graph, Options).Findings.Where(finding => finding.Rule == rule)];
}

/// <summary>A rule with a network on which it makes one finding and a network on which it makes none.</summary>
/// <param name="Rule">Its identifier.</param>
/// <param name="Positive">The network with the fault.</param>
/// <param name="Negative">Nearly the same network without it.</param>
internal sealed record RuleSample(string Rule, Func<LintCase> Positive, Func<LintCase> Negative)
{
    /// <summary>The layer that the finding names; null for the whole network.</summary>
    public string? Layer { get; init; }

    /// <summary>Numbers of the finding that were worked out by hand.</summary>
    public required IReadOnlyList<Evidence> Expected { get; init; }
}

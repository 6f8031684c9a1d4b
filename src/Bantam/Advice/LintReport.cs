namespace Bantam.Advice;

/// <summary>What all rules together found.</summary>
/// <param name="Findings">The findings, the most severe first, within a severity in the order of the rules and of the network.</param>
/// <param name="Checked">The rules that were checked.</param>
/// <param name="Unchecked">The rules that lacked a device, data or other facts: they say nothing about the network.</param>
/// <param name="Suppressed">The rules that were left out by request.</param>
public sealed record LintReport(IReadOnlyList<Finding> Findings, IReadOnlyList<Rule> Checked, IReadOnlyList<Rule> Unchecked, IReadOnlyList<Rule> Suppressed)
{
    /// <summary>The number of findings of one severity.</summary>
    /// <param name="severity">The severity.</param>
    /// <returns>How many.</returns>
    public int CountOf(Severity severity) => Findings.Count(finding => finding.Severity == severity);

    /// <summary>Whether something was found that matters at least as much.</summary>
    /// <param name="severity">The least severity that counts.</param>
    /// <returns>True where there is such a finding.</returns>
    public bool Reaches(Severity severity) => Findings.Any(finding => finding.Severity >= severity);
}

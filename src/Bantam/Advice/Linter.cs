using Bantam.Model;

namespace Bantam.Advice;

/// <summary>Checks networks against the rules of <see cref="RuleCatalog"/>.</summary>
public static class Linter
{
    /// <summary>Checks a network.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="options">What else is known; nothing where omitted.</param>
    /// <returns>The findings. Without data no value of the network is computed, so a large one is checked at once.</returns>
    /// <exception cref="UnknownNameException">A rule that is to be suppressed does not exist.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public static LintReport Run(Graph graph, LintOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        options ??= new LintOptions();
        Demand(options);
        Rule[] suppressed = [.. options.Suppressed.Distinct().Select(RuleCatalog.Named)];
        Rule[] asked = [.. RuleCatalog.All.Except(suppressed)];
        Rule[] able = [.. asked.Where(rule => options.Given.HasFlag(rule.Needs))];
        LintSubject subject = new(graph, options);
        Finding[] findings = [.. able.SelectMany(rule => rule.Check(subject)).OrderByDescending(finding => finding.Severity)];
        return new LintReport(findings, able, [.. asked.Except(able)], suppressed);
    }

    private static void Demand(LintOptions options)
    {
        if (options.AccumulatorBits is < 8 or > 64)
        {
            throw new ArgumentException($"Accumulators are 8 to 64 bits wide, but got {options.AccumulatorBits}. Int8 networks usually sum in 32.");
        }
    }
}

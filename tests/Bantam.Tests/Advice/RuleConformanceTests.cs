using Bantam.Advice;
using Bantam.Model;

namespace Bantam.Tests.Advice;

/// <summary>What holds for every rule.</summary>
public sealed class RuleConformanceTests
{
    public static TheoryData<string> Rules { get; } = [.. RuleCatalog.All.Select(rule => rule.Id)];

    [Fact]
    [Trait("Ledger", "S371")]
    [Trait("Ledger", "S372")]
    public void Every_rule_has_one_row_of_samples() =>
        Assert.Equal(RuleCatalog.All.Select(rule => rule.Id).Order(StringComparer.Ordinal), RuleSamples.All.Select(sample => sample.Rule).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Rules))]
    [Trait("Ledger", "S371")]
    [Trait("Ledger", "S372")]
    public void The_fault_is_found_once_with_its_numbers(string id)
    {
        RuleSample sample = RuleSamples.Of(id);

        Finding finding = Assert.Single(sample.Positive().Of(id));

        Assert.Equal((RuleCatalog.Named(id).Severity, sample.Layer), (finding.Severity, finding.Layer));
        Assert.NotEmpty(finding.Evidence);
        Assert.Equal(finding.Evidence.Count, finding.Evidence.Select(number => number.Name).Distinct().Count());
        Assert.All(finding.Evidence, number => Assert.True(double.IsFinite(number.Value) && char.IsAsciiLetterLower(number.Name[0]), number.ToString()));
        Assert.All(sample.Expected, expected => Assert.Equal(expected.Value, finding.Evidence.Single(number => number.Name == expected.Name).Value, 1e-6 * Math.Max(1, expected.Value)));
        Assert.EndsWith(".", finding.Suggestion, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Rules))]
    [Trait("Ledger", "S371")]
    [Trait("Ledger", "S372")]
    public void What_has_no_fault_is_left_alone(string id)
    {
        LintCase negative = RuleSamples.Of(id).Negative();

        LintReport report = Lint.Of(negative.Graph, negative.Options);

        Assert.DoesNotContain(report.Findings, finding => finding.Rule == id);
        Assert.True(report.Checked.Any(rule => rule.Id == id) || RuleCatalog.Named(id).Needs != LintNeeds.Nothing);
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_suppressed_rule_finds_nothing_and_is_named(string id)
    {
        LintCase positive = RuleSamples.Of(id).Positive();

        LintReport report = Lint.Of(positive.Graph, positive.Options with { Suppressed = [id.ToLowerInvariant()] });

        Assert.DoesNotContain(report.Findings, finding => finding.Rule == id);
        Assert.Equal([id], report.Suppressed.Select(rule => rule.Id));
    }

    [Theory, MemberData(nameof(Rules))]
    public void A_rule_says_what_it_is(string id)
    {
        Rule rule = RuleCatalog.Named(id);

        Assert.Equal(rule.Severity.ToString()[0], id[0]);
        Assert.Matches("^[EWH](-[A-Z0-9]+)+$", id);
        Assert.NotEmpty(rule.Title);
        Assert.NotEmpty(rule.Checks);
        Assert.NotEmpty(rule.Source);
    }

    [Fact]
    public void Suggested_commands_are_understood()
    {
        string[] commands = [.. RuleSamples.All.SelectMany(sample => sample.Positive().Of(sample.Rule)).Select(finding => finding.Command).Distinct()];

        Assert.All(commands, command =>
        {
            string[] words = command.Split(' ');
            string help = Cli.CommandRun.Here([.. words[1..].TakeWhile(word => char.IsAsciiLetterLower(word[0])), "--help"]).Output;
            Assert.Equal("bantam", words[0]);
            Assert.All(words.Where(word => word.StartsWith("--", StringComparison.Ordinal)), option => Assert.Contains($"  {option}", help, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_rule_that_lacks_facts_is_listed_and_not_checked()
    {
        LintReport report = Lint.Of(Graph.Create([4], x => x.Dense(2)));

        Assert.Equal(RuleCatalog.All.Where(rule => rule.Needs != LintNeeds.Nothing), report.Unchecked);
        Assert.Equal(RuleCatalog.All.Count, report.Checked.Count + report.Unchecked.Count);
    }
}

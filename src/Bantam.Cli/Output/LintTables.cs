using System.Globalization;
using Bantam.Advice;
using Spectre.Console;
using Rule = Bantam.Advice.Rule;

namespace Bantam.Cli;

/// <summary>The tables of <c>bantam lint</c>.</summary>
internal static class LintTables
{
    private static readonly (LintNeeds Need, string Option)[] s_options =
    [
        (LintNeeds.Data, "--data"), (LintNeeds.Device, "--device"), (LintNeeds.Roofline, "--operations and --bandwidth"), (LintNeeds.Other, "--against"),
    ];

    public static void Write(CommandContext context, LintOutcome outcome)
    {
        LintReport report = outcome.Report;
        if (report.Findings.Count > 0)
        {
            context.Results.Write(Findings(report.Findings));
        }

        context.Print($"{outcome.Network}: {Counted(report)}; {report.Checked.Count} rules checked.");
        foreach ((LintNeeds need, string option) in s_options)
        {
            Rule[] lacking = [.. report.Unchecked.Where(rule => rule.Needs == need)];
            if (lacking.Length > 0)
            {
                context.Print($"Not checked without {option}: {string.Join(", ", lacking.Select(rule => rule.Id))}.");
            }
        }

        if (report.Suppressed.Count > 0)
        {
            context.Print($"Suppressed: {string.Join(", ", report.Suppressed.Select(rule => rule.Id))}.");
        }

        context.Results.Write(Efficiency(outcome.Efficiency));
        if (outcome.Comparison is { } comparison)
        {
            WriteComparison(context, comparison);
        }
    }

    /// <summary>The findings. Only the last column wraps, so that identifiers can be searched for and copied.</summary>
    internal static Table Findings(IEnumerable<Finding> findings)
    {
        Table table = new Table { Border = TableBorder.Simple }
            .AddColumn(new TableColumn("Severity").NoWrap())
            .AddColumn(new TableColumn("Rule").NoWrap())
            .AddColumn("Layer")
            .AddColumn("What was found, and what to do");
        foreach (Finding finding in findings)
        {
            table.AddRow(
                new Text(NameOf(finding.Severity)),
                new Text(finding.Rule),
                new Text(finding.Layer ?? ""),
                new Text($"{string.Join(", ", finding.Evidence)}\n{finding.Suggestion}\n{finding.Command}"));
        }

        return table;
    }

    internal static string NameOf(Severity severity) => severity switch
    {
        Severity.Error => "error",
        Severity.Warning => "warning",
        _ => "hint",
    };

    private static string Counted(LintReport report) =>
        string.Join(", ", ((Severity[])[Severity.Error, Severity.Warning, Severity.Hint]).Select(severity => Counted(report.CountOf(severity), NameOf(severity))));

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static Table Efficiency(IEnumerable<EfficiencyRow> rows)
    {
        Table table = Columns("Layers", "Parameters", "Units", "MACs");
        foreach (EfficiencyRow row in rows)
        {
            table.AddRow(new Text(row.Kind), Graded(row.ParameterShare, row.Parameters), Graded(row.UnitShare, row.Units), Graded(row.MacShare, row.Macs));
        }

        return table;
    }

    private static Text Graded(double share, Grade grade) => new(string.Create(CultureInfo.InvariantCulture, $"{share:P1} {Word(grade)}"));

    private static string Word(Grade grade) => grade switch
    {
        Grade.Low => "low",
        Grade.Moderate => "moderate",
        Grade.High => "high",
        _ => "very high",
    };

    private static void WriteComparison(CommandContext context, NetworkComparison comparison)
    {
        (ComparedNetwork a, ComparedNetwork b) = (comparison.First, comparison.Second);
        Table table = Columns("Compared", a.Name, b.Name, "Ratio");
        Add("parameters", a.Parameters, b.Parameters, "N0");
        Add("MACs", a.Macs, b.Macs, "N0");
        Add("accuracy", a.Accuracy, b.Accuracy, "0.0000");
        Add("accuracy per million MACs", a.AccuracyPerMegaMac, b.AccuracyPerMegaMac, "G4");
        Add("accuracy per million parameters", a.AccuracyPerMegaParameter, b.AccuracyPerMegaParameter, "G4");
        context.Results.Write(table);

        void Add(string what, double? first, double? second, string format)
        {
            if (first is { } x && second is { } y)
            {
                table.AddRow(what, x.ToString(format, CultureInfo.InvariantCulture), y.ToString(format, CultureInfo.InvariantCulture), (x / y).ToString("0.00", CultureInfo.InvariantCulture));
            }
        }
    }

    private static Table Columns(string first, params string[] others)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn(first);
        foreach (string other in others)
        {
            table.AddColumn(new TableColumn(new Text(other)).RightAligned());
        }

        return table;
    }
}

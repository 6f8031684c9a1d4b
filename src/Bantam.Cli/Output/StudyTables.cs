using Bantam.Studies;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary>The tables of <c>bantam study</c>.</summary>
internal static class StudyTables
{
    public static Table List(IReadOnlyList<Study> studies)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumns("Study", "What it shows", "Ledger", "Notes, lines");
        foreach (Study study in studies)
        {
            table.AddRow(new Text(study.Id), new Text(study.Title), new Text(string.Join(' ', study.Ledger)), new Text(study.Lines));
        }

        return table;
    }

    public static void Write(CommandContext context, StudyResult result)
    {
        context.Print($"{result.Study.Id}: {result.Study.Title} ({string.Join(' ', result.Study.Ledger)})");
        Table table = new Table { Border = TableBorder.Simple }
            .AddColumn("What")
            .AddColumn(new TableColumn("Notes").RightAligned())
            .AddColumn(new TableColumn("Ours").RightAligned())
            .AddColumn("Verdict");
        foreach (StudyRow row in result.Rows)
        {
            string verdict = row.Erratum is null ? row.Verdict.Word : $"{row.Verdict.Word} ({row.Erratum})";
            table.AddRow(new Text(row.What), new Text(row.Notes.ToString()), new Text(row.Ours.ToString()), new Text(verdict));
        }

        context.Results.Write(table);
    }

    public static void WriteSummary(CommandContext context, IReadOnlyList<StudyResult> results, string? folder)
    {
        StudyVerdict[] verdicts = [.. results.SelectMany(result => result.Rows).Select(row => row.Verdict)];
        string counts = string.Join(", ", Enum.GetValues<StudyVerdict>().Select(verdict => $"{verdict.Word} {verdicts.Count(v => v == verdict)}"));
        int figures = results.Sum(result => result.Figures.Count);
        context.Print($"Studies: {results.Count}. Rows: {counts}. Figures: {figures}{(folder is null ? "; --out DIR writes them" : $", in {folder}")}.");
    }
}

using System.Globalization;
using System.Text;

namespace Bantam.Studies;

/// <summary>The page on where Bantam differs from the notes, as Markdown.</summary>
public static class ErrataPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="results">The studies that ran: the page names those that show an erratum.</param>
    /// <returns>The Markdown text.</returns>
    public static string Write(IReadOnlyList<StudyResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        ILookup<string, string> shownBy = results
            .SelectMany(result => result.Rows.Where(row => row.Erratum is not null).Select(row => (Erratum: row.Erratum!, result.Study.Id)))
            .Distinct()
            .ToLookup(pair => pair.Erratum, pair => pair.Id);
        StringBuilder text = new("# Differences to the study notes\n\n");
        text.Append("Where the notes are wrong or ambiguous, and what Bantam takes to be right. This page is generated; a study that is\n");
        text.Append("named computes the right reading beside that of the notes: `bantam study run NAME`, see [studies.md](studies.md).\n\n");
        text.Append("| erratum | lines | the notes say | right is | study |\n|---|---|---|---|---|\n");
        foreach (Erratum erratum in ErrataBook.All)
        {
            string studies = string.Join(", ", shownBy[erratum.Id].Select(id => $"`{id}`"));
            text.Append(CultureInfo.InvariantCulture, $"| {erratum.Id} | {erratum.Lines} | {erratum.Notes} | {erratum.Right} | {studies} |\n");
        }

        return text.ToString();
    }
}

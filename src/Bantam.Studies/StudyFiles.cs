using System.Globalization;
using System.Text;
using Bantam.Model;

namespace Bantam.Studies;

/// <summary>Writes studies as Markdown pages, with their tables as CSV and their figures as SVG and CSV.</summary>
public static class StudyFiles
{
    /// <summary>Writes <c>ID.md</c> and <c>ID.csv</c> for each study, <c>ID.FIGURE.svg</c> and <c>ID.FIGURE.csv</c> for each figure, and <c>index.md</c>.</summary>
    /// <param name="results">The studies that ran.</param>
    /// <param name="folder">The folder, which is made where it is missing.</param>
    /// <exception cref="IOException">A file cannot be written; the message says which. No file is left half written.</exception>
    public static void Save(IReadOnlyList<StudyResult> results, string folder)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        try
        {
            foreach (StudyResult result in results)
            {
                Save(result, folder);
            }

            AtomicFile.WriteText(Path.Combine(folder, "index.md"), Index(results));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The studies cannot be saved in '{folder}': {e.Message.TrimEnd('.')}. No file was left half written. Free space, or name a folder that can be written.", e);
        }
    }

    /// <summary>The name of a figure's picture.</summary>
    /// <param name="study">The study.</param>
    /// <param name="figure">The figure.</param>
    /// <returns>The name, without a folder: <c>alexnet.shares.svg</c>.</returns>
    public static string PictureName(Study study, StudyFigure figure)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(figure);
        return $"{study.Id}.{figure.Id}.svg";
    }

    private static void Save(StudyResult result, string folder)
    {
        string id = result.Study.Id;
        AtomicFile.WriteText(Path.Combine(folder, $"{id}.md"), Page(result));
        AtomicFile.WriteText(Path.Combine(folder, $"{id}.csv"), Table(result).ToCsv());
        foreach (StudyFigure figure in result.Figures)
        {
            AtomicFile.WriteText(Path.Combine(folder, PictureName(result.Study, figure)), figure.Picture.ToString());
            AtomicFile.WriteText(Path.Combine(folder, $"{id}.{figure.Id}.csv"), figure.Data.ToCsv());
        }
    }

    private static StudyTable Table(StudyResult result) => new(
        ["what", "notes", "ours", "verdict", "erratum"],
        [.. result.Rows.Select(row => (string[])[row.What, Plain(row.Notes), Plain(row.Ours), row.Verdict.Word, row.Erratum ?? ""])]);

    private static string Page(StudyResult result)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# {result.Study.Title}\n\nLines {result.Study.Lines} of the notes. Ledger: {string.Join(", ", result.Study.Ledger)}.\n\n");
        text.Append("| what | notes | ours | verdict |\n|---|---:|---:|---|\n");
        foreach (StudyRow row in result.Rows)
        {
            string verdict = row.Erratum is null ? row.Verdict.Word : $"{row.Verdict.Word} ({row.Erratum})";
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(row.What)} | {Cell(row.Notes.ToString())} | {Cell(row.Ours.ToString())} | {verdict} |\n");
        }

        foreach (StudyFigure figure in result.Figures)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n![{figure.Title}]({PictureName(result.Study, figure)})\n\n[The numbers]({result.Study.Id}.{figure.Id}.csv)\n");
        }

        return text.ToString();
    }

    private static string Index(IReadOnlyList<StudyResult> results)
    {
        StringBuilder text = new("# Studies\n\n| study | what it shows | ledger | rows | figures |\n|---|---|---|---:|---:|\n");
        foreach (StudyResult result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| [{result.Study.Id}]({result.Study.Id}.md) | {Cell(result.Study.Title)} | {string.Join(' ', result.Study.Ledger)} | {result.Rows.Count} | {result.Figures.Count} |\n");
        }

        return text.ToString();
    }

    private static string Plain(StudyValue value) => value.Number is { } number ? number.ToString(CultureInfo.InvariantCulture) : value.ToString();

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}

using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>A picture of a study, together with the numbers that it shows.</summary>
/// <param name="Id">Its name among the figures of its study: lower case, digits and hyphens.</param>
/// <param name="Title">What it shows, in a line.</param>
/// <param name="Picture">The picture.</param>
/// <param name="Data">The numbers.</param>
public sealed record StudyFigure(string Id, string Title, Svg Picture, StudyTable Data);

/// <summary>A table of numbers and words.</summary>
/// <param name="Columns">The heads of the columns.</param>
/// <param name="Rows">The cells, row by row.</param>
public sealed record StudyTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The table as comma-separated values after RFC 4180, with LF at the end of each line.</summary>
    /// <returns>The text.</returns>
    public string ToCsv() => string.Concat(Rows.Prepend(Columns).Select(row => string.Join(',', row.Select(Quoted)) + "\n"));

    private static string Quoted(string cell) =>
        cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Bantam.Reports;

/// <summary>Writes markup from interpolated strings: what the code spells out is markup, what it puts in is escaped.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds markup with escaped texts in its holes.</summary>
    /// <param name="markup">The markup, as an interpolated string.</param>
    /// <returns>This writer.</returns>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "The interpolation writes into this instance.")]
    internal Html Add([InterpolatedStringHandlerArgument("")] ref Markup markup) => this;

    /// <summary>Adds a picture.</summary>
    /// <param name="svg">The picture.</param>
    /// <returns>This writer.</returns>
    internal Html Add(Svg svg)
    {
        _text.Append("<figure>\n").Append(svg.ToHtml()).Append("</figure>\n");
        return this;
    }

    /// <summary>Adds a style sheet.</summary>
    /// <param name="css">The style sheet, which is ours: it is not escaped.</param>
    /// <returns>This writer.</returns>
    internal Html AddStyle(string css)
    {
        _text.Append("<style>\n").Append(css).Append("</style>\n");
        return this;
    }

    /// <summary>Adds a table with a header row; columns whose head starts with <c>#</c> hold numbers.</summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="heads">The heads of the columns.</param>
    /// <param name="rows">The cells; the first of a row is its head.</param>
    /// <param name="totals">The cells of a last row below a line, or nothing.</param>
    /// <returns>This writer.</returns>
    internal Html Table(string caption, string[] heads, IEnumerable<string[]> rows, string[]? totals = null)
    {
        Add($"<div class=\"wide\"><table>\n<caption>{caption}</caption>\n<thead><tr>");
        foreach (string head in heads)
        {
            Add($"<th scope=\"col\" class=\"{Kind(head)}\">{head.TrimStart('#')}</th>");
        }

        Add($"</tr></thead>\n<tbody>\n");
        foreach (string[] row in rows)
        {
            Row(heads, row);
        }

        Add($"</tbody>\n");
        if (totals is not null)
        {
            Add($"<tfoot>\n");
            Row(heads, totals);
            Add($"</tfoot>\n");
        }

        return Add($"</table></div>\n");
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private static string Kind(string head) => head.StartsWith('#') ? "number" : "text";

    private void Row(string[] heads, string[] cells)
    {
        Add($"<tr><th scope=\"row\" class=\"{Kind(heads[0])}\">{cells[0]}</th>");
        for (int i = 1; i < cells.Length; i++)
        {
            Add($"<td class=\"{Kind(heads[i])}\">{cells[i]}</td>");
        }

        Add($"</tr>\n");
    }

    /// <summary>The interpolated string that <see cref="Html.Add(ref Markup)"/> takes.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly StringBuilder _text;

        /// <summary>Starts the string; the compiler calls this.</summary>
        public Markup(int literalLength, int formattedCount, Html html)
        {
            _ = (literalLength, formattedCount);
            _text = html._text;
        }

        /// <summary>Adds what the code spells out, as it is.</summary>
        public void AppendLiteral(string markup) => _text.Append(markup);

        /// <summary>Adds what the code puts in, escaped.</summary>
        public void AppendFormatted(string text) => _text.Append(MarkupText.Escape(text));
    }
}

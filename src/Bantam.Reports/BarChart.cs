namespace Bantam.Reports;

/// <summary>Horizontal bars for several quantities of the same things, side by side: a row for each thing, a column for each quantity.</summary>
public static class BarChart
{
    private const double Width = 880;
    private const double RowHeight = 24;
    private const double BarHeight = 12;
    private const double HeadHeight = 26;
    private const double Gap = 24;
    private const double ValueWidth = 66;
    private const int LongestLabel = 26;

    /// <summary>Draws the bars; each column has its own scale, which starts at zero.</summary>
    /// <param name="title">What the chart shows.</param>
    /// <param name="rows">The names of the things.</param>
    /// <param name="columns">The quantities, with one value for each row.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="ArgumentException">A column has another number of values than there are rows.</exception>
    public static Svg Draw(string title, IReadOnlyList<string> rows, IReadOnlyList<BarColumn> columns)
    {
        foreach (BarColumn column in columns)
        {
            if (column.Values.Count != rows.Count)
            {
                throw new ArgumentException(
                    $"Column '{column.Name}' has {column.Values.Count} values for {rows.Count} rows; give one value for each row.", nameof(columns));
            }
        }

        double labels = 16 + (ChartStyle.CharacterWidth * Math.Min(rows.Select(r => r.Length).DefaultIfEmpty(0).Max(), LongestLabel));
        double columnWidth = (Width - labels - (Gap * (columns.Count - 1))) / columns.Count;
        Svg svg = new(Width, HeadHeight + (RowHeight * rows.Count) + 2, title, Describe(rows, columns));
        for (int row = 0; row < rows.Count; row++)
        {
            svg.Label(0, Baseline(row), MarkupText.Shorten(rows[row], LongestLabel), "");
        }

        for (int c = 0; c < columns.Count; c++)
        {
            DrawColumn(svg, columns[c], labels + (c * (columnWidth + Gap)), columnWidth);
        }

        return svg;
    }

    private static void DrawColumn(Svg svg, BarColumn column, double left, double width)
    {
        double most = Math.Max(column.Values.DefaultIfEmpty(0).Max(), double.Epsilon);
        svg.Label(left, 14, column.Name, "head");
        svg.Line(left, HeadHeight, left, HeadHeight + (RowHeight * column.Values.Count), "axis");
        for (int row = 0; row < column.Values.Count; row++)
        {
            double value = column.Values[row];
            double length = Math.Max(value, 0) / most * (width - ValueWidth);
            if (length > 0)
            {
                double top = HeadHeight + (row * RowHeight) + ((RowHeight - BarHeight) / 2);
                svg.Rectangle(new SvgBox(left, top, Math.Max(length, 1), BarHeight), "bar");
            }

            svg.Label(left + length + 6, Baseline(row), column.Format(value), "quiet small");
        }
    }

    private static double Baseline(int row) => HeadHeight + (row * RowHeight) + (RowHeight / 2) + 4;

    private static string Describe(IReadOnlyList<string> rows, IReadOnlyList<BarColumn> columns) =>
        string.Join(' ', columns.Where(_ => rows.Count > 0).Select(column =>
        {
            int most = Enumerable.Range(0, rows.Count).MaxBy(i => column.Values[i]);
            return $"{column.Name}: most in {rows[most]}, {column.Format(column.Values[most])}.";
        }));
}

/// <summary>One quantity of a bar chart.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Values">Its values, none negative.</param>
/// <param name="Format">Writes a value with its unit.</param>
public sealed record BarColumn(string Name, IReadOnlyList<double> Values, Func<double, string> Format);

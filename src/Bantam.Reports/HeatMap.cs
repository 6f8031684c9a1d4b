namespace Bantam.Reports;

/// <summary>A grid of cells, darker where the value is larger: masks, occupancy, tables of two variables.</summary>
public static class HeatMap
{
    private const double CellHeight = 20;
    private const double Top = 62;
    private const double MostWidth = 880;
    private const double WidestCell = 44;
    private const double NarrowestCell = 6;
    private const double BoldCharacterWidth = 7;
    private const int LongestLabel = 26;

    /// <summary>Draws the grid.</summary>
    /// <param name="figure">What to draw.</param>
    /// <returns>The picture. The smallest value is as light as the paper, the largest has the full color.</returns>
    /// <exception cref="ArgumentException">There is no cell, a row has another number of cells than there are columns, or a value is not finite.</exception>
    public static Svg Draw(HeatFigure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        Check(figure);
        double left = 16 + (ChartStyle.CharacterWidth * Math.Min(figure.Rows.Max(row => row.Length), LongestLabel));
        double cell = Math.Clamp((MostWidth - left) / figure.Columns.Count, NarrowestCell, WidestCell);
        double width = Math.Max(left + (cell * figure.Columns.Count), WidthOfWords(figure));
        Svg svg = new(width + 2, Top + (CellHeight * figure.Rows.Count) + 2, figure.Title, Describe(figure));
        svg.Label(0, 14, figure.Title, "head").Label(0, 32, figure.Value, "quiet small");
        DrawHeads(svg, figure, left, cell);
        DrawCells(svg, figure, left, cell);
        return svg;
    }

    /// <summary>A map of few columns is still as wide as the words above it.</summary>
    private static double WidthOfWords(HeatFigure figure) =>
        Math.Max(BoldCharacterWidth * figure.Title.Length, ChartStyle.CharacterWidth * figure.Value.Length);

    private static void DrawHeads(Svg svg, HeatFigure figure, double left, double cell)
    {
        // A head of several characters needs the room of several narrow cells.
        double room = (figure.Columns.Max(column => column.Length) * ChartStyle.CharacterWidth) + 6;
        int every = Math.Max(1, (int)Math.Ceiling(room / cell));
        for (int column = 0; column < figure.Columns.Count; column += every)
        {
            svg.Label(left + ((column + 0.5) * cell), Top - 8, figure.Columns[column], "quiet small middle");
        }

        foreach ((int row, string name) in figure.Rows.Index())
        {
            svg.Label(0, Top + (row * CellHeight) + 14, MarkupText.Shorten(name, LongestLabel), "small");
        }
    }

    private static void DrawCells(Svg svg, HeatFigure figure, double left, double cell)
    {
        double low = figure.Values.Min(row => row.Min());
        double high = figure.Values.Max(row => row.Max());
        foreach ((int row, IReadOnlyList<double> values) in figure.Values.Index())
        {
            foreach ((int column, double value) in values.Index())
            {
                double share = high == low ? 1 : (value - low) / (high - low);
                SvgBox box = new(left + (column * cell) + 1, Top + (row * CellHeight) + 1, cell - 2, CellHeight - 2);
                svg.Rectangle(box, $"heat share{(int)Math.Round(share * 10)}", $"{figure.Rows[row]}, {figure.Columns[column]}: {figure.Format(value)}");
            }
        }
    }

    private static void Check(HeatFigure figure)
    {
        if (figure.Rows.Count == 0 || figure.Columns.Count == 0 || figure.Values.Count != figure.Rows.Count
            || figure.Values.Any(row => row.Count != figure.Columns.Count || row.Any(value => !double.IsFinite(value))))
        {
            throw new ArgumentException(
                $"'{figure.Title}' needs a finite value for each of its {figure.Rows.Count} rows and {figure.Columns.Count} columns.", nameof(figure));
        }
    }

    private static string Describe(HeatFigure figure)
    {
        int row = Enumerable.Range(0, figure.Rows.Count).MaxBy(i => figure.Values[i].Max());
        int column = Enumerable.Range(0, figure.Columns.Count).MaxBy(i => figure.Values[row][i]);
        return $"{figure.Value}: most in {figure.Rows[row]}, {figure.Columns[column]}, {figure.Format(figure.Values[row][column])}.";
    }
}

/// <summary>What a heat map shows.</summary>
/// <param name="Title">What the map shows, in a line.</param>
/// <param name="Value">What a cell's value is.</param>
/// <param name="Rows">The names of the rows.</param>
/// <param name="Columns">The names of the columns; where cells are narrow, only some are printed.</param>
/// <param name="Values">The values, row by row.</param>
/// <param name="Format">Writes a value with its unit.</param>
public sealed record HeatFigure(
    string Title,
    string Value,
    IReadOnlyList<string> Rows,
    IReadOnlyList<string> Columns,
    IReadOnlyList<IReadOnlyList<double>> Values,
    Func<double, string> Format);

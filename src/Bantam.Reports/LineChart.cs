namespace Bantam.Reports;

/// <summary>One quantity over time, as a line with round numbers on its axis.</summary>
public static class LineChart
{
    private const double Width = 428;
    private const double Height = 230;
    private const double Left = 58;
    private const double Right = 412;
    private const double Top = 34;
    private const double Bottom = 190;
    private const int MostDots = 40;

    /// <summary>Draws the line.</summary>
    /// <param name="series">What to draw.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="ArgumentException">The series has no points, or one that is not finite.</exception>
    public static Svg Draw(LineSeries series)
    {
        if (series.Points.Count == 0)
        {
            throw new ArgumentException($"'{series.Name}' has no points; leave the chart out.", nameof(series));
        }

        (double first, double last) = (series.Points.Min(p => p.X), series.Points.Max(p => p.X));
        Axis x = first == last ? new Axis(first - 1, last + 1, 1) : new Axis(first, last, Axis.Around(first, last, 10).Step);
        double[] values = [.. series.Points.Select(p => p.Y), .. series.Bound is { } bound ? [bound] : Array.Empty<double>()];
        Axis y = Axis.Around(values.Min(), values.Max(), 4);
        Svg svg = new(Width, Height, $"{series.Name} by {series.Time}", Describe(series));
        svg.Label(0, 14, series.Name, "head");
        DrawAxes(svg, series, x, y);
        DrawBound(svg, series, y);
        DrawPoints(svg, series, x, y);
        return svg;
    }

    private static void DrawAxes(Svg svg, LineSeries series, Axis x, Axis y)
    {
        foreach (double tick in y.Ticks)
        {
            double at = y.Place(tick, Bottom, Top);
            svg.Line(Left, at, Right, at, "grid").Label(Left - 8, at + 4, series.Format(tick), "quiet small end");
        }

        double step = Math.Max(1, Math.Ceiling(x.Step));
        for (double tick = Math.Ceiling(x.Low / step) * step; tick <= x.High; tick += step)
        {
            svg.Label(x.Place(tick, Left + 8, Right - 8), Bottom + 18, MarkupText.Coordinate(tick), "quiet small middle");
        }

        svg.Label(Right, Bottom + 36, series.Time, "quiet small end");
    }

    private static void DrawBound(Svg svg, LineSeries series, Axis y)
    {
        if (series.Bound is { } bound)
        {
            double at = y.Place(bound, Bottom, Top);
            svg.Line(Left, at, Right, at, "bound dashed");
            string words = $"{series.BoundName} {series.Format(bound)}";

            // The label stands at the end where the curve is farther away.
            bool left = Math.Abs(series.Points[0].Y - bound) > Math.Abs(series.Points[^1].Y - bound);
            _ = left
                ? svg.Label(Left + 4, at - 5, words, "bound-text small")
                : svg.Label(Right, at - 5, words, "bound-text small end");
        }
    }

    private static void DrawPoints(Svg svg, LineSeries series, Axis x, Axis y)
    {
        (double X, double Y)[] pixels =
            [.. series.Points.Select(p => (x.Place(p.X, Left + 8, Right - 8), y.Place(p.Y, Bottom, Top)))];
        svg.Polyline(pixels, "curve");
        for (int i = 0; i < pixels.Length && pixels.Length <= MostDots; i++)
        {
            string hint = $"{series.Time} {MarkupText.Coordinate(series.Points[i].X)}: {series.Format(series.Points[i].Y)}";
            svg.Disc(pixels[i].X, pixels[i].Y, 3, "dot", hint);
        }
    }

    private static string Describe(LineSeries series) =>
        $"From {series.Format(series.Points[0].Y)} to {series.Format(series.Points[^1].Y)}."
        + (series.Bound is { } bound ? $" {series.BoundName}: {series.Format(bound)}." : "");
}

/// <summary>One quantity over time.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Time">What time is counted in, for example <c>epoch</c>.</param>
/// <param name="Points">Time and value, in order of time.</param>
/// <param name="Format">Writes a value with its unit.</param>
/// <param name="Bound">A value to compare with, drawn as a dashed line.</param>
/// <param name="BoundName">What that value is.</param>
public sealed record LineSeries(
    string Name,
    string Time,
    IReadOnlyList<(double X, double Y)> Points,
    Func<double, string> Format,
    double? Bound = null,
    string BoundName = "");

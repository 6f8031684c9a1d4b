using System.Globalization;

namespace Bantam.Reports;

/// <summary>Several series over one plane: dots, lines or steps, on linear or logarithmic axes.</summary>
public static class Plot
{
    private const double Width = 640;
    private const double Left = 72;
    private const double Right = 620;
    private const double Top = 44;
    private const double Height = 280;
    private const double Inset = 10;
    private const double LegendRow = 18;
    private const int Hues = 4;

    /// <summary>Draws the series.</summary>
    /// <param name="figure">What to draw.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="ArgumentException">A series has no points, or one that is not finite, or not positive on a logarithmic axis.</exception>
    public static Svg Draw(PlotFigure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        Check(figure);
        Scale x = Scale.Of(figure.X, figure.Series.SelectMany(series => series.Points).Select(point => point.X));
        Scale y = Scale.Of(figure.Y, figure.Series.SelectMany(series => series.Points).Select(point => point.Y));
        bool hasLegend = figure.Series.Count > 1;
        Svg svg = new(Width, Top + Height + 46 + (hasLegend ? LegendRow * figure.Series.Count : 0), figure.Title, Describe(figure));
        svg.Label(0, 14, figure.Title, "head").Label(0, 32, figure.Y.Name, "quiet small");
        DrawAxes(svg, figure, x, y);
        foreach ((int i, PlotSeries series) in figure.Series.Index())
        {
            DrawSeries(svg, series, i % Hues, [.. series.Points.Select(point => (PlaceX(x, point), PlaceY(y, point)))]);
            if (hasLegend)
            {
                DrawLegend(svg, series, i);
            }
        }

        return svg;
    }

    private static double PlaceX(Scale x, PlotPoint point) => x.Place(point.X, Left + Inset, Right - Inset);

    private static double PlaceY(Scale y, PlotPoint point) => y.Place(point.Y, Top + Height, Top);

    private static void DrawAxes(Svg svg, PlotFigure figure, Scale x, Scale y)
    {
        foreach (double tick in y.Ticks)
        {
            double at = y.Place(tick, Top + Height, Top);
            svg.Line(Left, at, Right, at, "grid").Label(Left - 8, at + 4, figure.Y.Write(tick), "quiet small end");
        }

        foreach (double tick in x.Ticks)
        {
            double at = x.Place(tick, Left + Inset, Right - Inset);
            svg.Line(at, Top + Height, at, Top + Height + 4, "axis").Label(at, Top + Height + 18, figure.X.Write(tick), "quiet small middle");
        }

        svg.Line(Left, Top + Height, Right, Top + Height, "axis").Label(Right, Top + Height + 36, figure.X.Name, "quiet small end");
    }

    private static void DrawSeries(Svg svg, PlotSeries series, int hue, (double X, double Y)[] pixels)
    {
        if (series.Mark != PlotMark.Dots)
        {
            svg.Polyline(series.Mark == PlotMark.Steps ? Stairs(pixels) : pixels, $"hue{hue} trace");
        }

        foreach ((int i, PlotPoint point) in series.Points.Index())
        {
            if (series.Mark == PlotMark.Dots)
            {
                svg.Disc(pixels[i].X, pixels[i].Y, 4, $"hue{hue}", point.Label.Length > 0 ? point.Label : null);
            }

            if (point.Label.Length > 0)
            {
                // Beyond the middle a label stands left of its dot, so that none leaves the picture.
                bool left = pixels[i].X > (Left + Right) / 2;
                svg.Label(pixels[i].X + (left ? -8 : 8), pixels[i].Y + 4, point.Label, left ? "small end" : "small");
            }
        }
    }

    private static IEnumerable<(double X, double Y)> Stairs((double X, double Y)[] pixels)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            if (i > 0)
            {
                yield return (pixels[i].X, pixels[i - 1].Y);
            }

            yield return pixels[i];
        }
    }

    private static void DrawLegend(Svg svg, PlotSeries series, int row)
    {
        double y = Top + Height + 54 + (row * LegendRow);
        if (series.Mark == PlotMark.Dots)
        {
            svg.Disc(Left + 10, y - 4, 4, $"hue{row % Hues}");
        }
        else
        {
            svg.Line(Left, y - 4, Left + 20, y - 4, $"hue{row % Hues} trace");
        }

        svg.Label(Left + 28, y, series.Name, "small");
    }

    private static void Check(PlotFigure figure)
    {
        if (figure.Series.Count == 0 || figure.Series.Any(series => series.Points.Count == 0))
        {
            throw new ArgumentException($"'{figure.Title}' has no points, or a series without any; leave it out.", nameof(figure));
        }

        foreach (PlotPoint point in figure.Series.SelectMany(series => series.Points))
        {
            if (!figure.X.Holds(point.X) || !figure.Y.Holds(point.Y))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"'{figure.Title}' has the point ({point.X}, {point.Y}): coordinates are finite, and positive on a logarithmic axis."),
                    nameof(figure));
            }
        }
    }

    private static string Describe(PlotFigure figure) => string.Join(' ', figure.Series.Select(series =>
    {
        PlotPoint most = series.Points.MaxBy(point => point.Y);
        return $"{series.Name}: {figure.Y.Name} is at most {figure.Y.Write(most.Y)}, at {figure.X.Write(most.X)} {figure.X.Name}.";
    }));

    /// <summary>An axis fitted to its data; a logarithmic one is linear in the exponents of ten.</summary>
    private readonly record struct Scale(Axis Axis, bool IsLogarithmic)
    {
        public static Scale Of(PlotAxis axis, IEnumerable<double> values)
        {
            double[] all = [.. values];
            if (!axis.IsLogarithmic)
            {
                return new Scale(Axis.Around(all.Min(), all.Max(), 5), false);
            }

            (double low, double high) = (Math.Floor(Math.Log10(all.Min()) + 1e-9), Math.Ceiling(Math.Log10(all.Max()) - 1e-9));
            double last = Math.Max(high, low + 1);
            return new Scale(new Axis(low, last, Math.Ceiling((last - low) / 8)), true);
        }

        public IEnumerable<double> Ticks => IsLogarithmic ? Axis.Ticks.Select(exponent => Math.Pow(10, exponent)) : Axis.Ticks;

        public double Place(double value, double start, double end) => Axis.Place(IsLogarithmic ? Math.Log10(value) : value, start, end);
    }
}

/// <summary>What a plot shows.</summary>
/// <param name="Title">What the plot shows, in a line.</param>
/// <param name="X">The horizontal axis.</param>
/// <param name="Y">The vertical axis.</param>
/// <param name="Series">The series; a legend names them where there are several.</param>
public sealed record PlotFigure(string Title, PlotAxis X, PlotAxis Y, IReadOnlyList<PlotSeries> Series);

/// <summary>An axis of a plot.</summary>
/// <param name="Name">The quantity and its unit.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal ratios. Values are then positive.</param>
/// <param name="Format">Writes a value at a tick; up to three digits where omitted.</param>
public sealed record PlotAxis(string Name, bool IsLogarithmic = false, Func<double, string>? Format = null)
{
    /// <summary>Whether a value has a place on this axis.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Whether it is finite, and positive where the axis is logarithmic.</returns>
    internal bool Holds(double value) => double.IsFinite(value) && (!IsLogarithmic || value > 0);

    /// <summary>Writes a value.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The text.</returns>
    internal string Write(double value) => Format is null ? Plain(value) : Format(value);

    private static string Plain(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 1e12 or < 1e-3 => value.ToString("0.##e0", CultureInfo.InvariantCulture),
        >= 1e4 => Figure.ShortCount(value),
        _ => value.ToString("0.####", CultureInfo.InvariantCulture),
    };
}

/// <summary>One series of a plot.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Points">Its points; for lines and steps in the order in which they are joined.</param>
/// <param name="Mark">How it is drawn.</param>
public sealed record PlotSeries(string Name, IReadOnlyList<PlotPoint> Points, PlotMark Mark = PlotMark.Line);

/// <summary>A point of a plot.</summary>
/// <param name="X">Its place on the horizontal axis.</param>
/// <param name="Y">Its place on the vertical axis.</param>
/// <param name="Label">Words beside it, or nothing.</param>
public readonly record struct PlotPoint(double X, double Y, string Label = "");

/// <summary>How a series is drawn.</summary>
public enum PlotMark
{
    /// <summary>Points joined by straight lines.</summary>
    Line,

    /// <summary>Points joined by stairs: each value holds until the next point.</summary>
    Steps,

    /// <summary>Separate dots.</summary>
    Dots,
}

using System.Globalization;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>The page that a study fills: rows that compare, and figures.</summary>
public sealed class StudyPage
{
    private readonly List<StudyRow> _rows = [];
    private readonly List<StudyFigure> _figures = [];

    internal StudyPage(ulong seed) => Seed = seed;

    /// <summary>The seed of whatever the study draws at random.</summary>
    public ulong Seed { get; }

    internal IReadOnlyList<StudyRow> Rows => _rows;

    internal IReadOnlyList<StudyFigure> Figures => _figures;

    /// <summary>Adds a row that agrees with the notes, or differs.</summary>
    /// <param name="what">What is compared, with its unit.</param>
    /// <param name="notes">What the notes say.</param>
    /// <param name="ours">What was computed.</param>
    /// <param name="tolerance">How far apart two numbers may be, absolute: half a unit of the last digit that the notes print, or 0.</param>
    public void Agrees(string what, StudyValue notes, StudyValue ours, double tolerance = 0) =>
        _rows.Add(new StudyRow(what, notes, ours, ours.IsNear(notes, tolerance) ? StudyVerdict.Agrees : StudyVerdict.Differs));

    /// <summary>Adds a row for a place where the notes are wrong: it holds the right reading, or differs.</summary>
    /// <param name="erratum">The erratum, for example <c>E17</c>.</param>
    /// <param name="what">What is compared, with its unit.</param>
    /// <param name="notes">What the notes say.</param>
    /// <param name="right">What is right.</param>
    /// <param name="ours">What was computed.</param>
    /// <param name="tolerance">How far the computed number may be from the right one, absolute.</param>
    public void Corrects(string erratum, string what, StudyValue notes, StudyValue right, StudyValue ours, double tolerance = 0) =>
        _rows.Add(new StudyRow(what, notes, ours, ours.IsNear(right, tolerance) ? StudyVerdict.NotesWrong : StudyVerdict.Differs, erratum));

    /// <summary>Adds the outcome of an experiment, or a number that the notes leave open.</summary>
    /// <param name="what">What was measured or computed, with its unit.</param>
    /// <param name="ours">The outcome.</param>
    /// <param name="notes">What the notes say about it, where they say something.</param>
    public void Reports(string what, StudyValue ours, string notes = "") => _rows.Add(new StudyRow(what, notes, ours, StudyVerdict.Reported));

    /// <summary>Adds a figure with bars: a row for each thing, a column for each quantity.</summary>
    /// <param name="id">The figure's name.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="rows">The names of the things.</param>
    /// <param name="columns">The quantities.</param>
    public void Bars(string id, string title, IReadOnlyList<string> rows, params IReadOnlyList<BarColumn> columns) =>
        Draw(id, title, BarChart.Draw(title, rows, columns), new StudyTable(
            ["name", .. columns.Select(column => column.Name)],
            [.. rows.Select((row, i) => (string[])[row, .. columns.Select(column => Number(column.Values[i]))])]));

    /// <summary>Adds a figure with dots, lines or steps.</summary>
    /// <param name="id">The figure's name.</param>
    /// <param name="figure">What it shows.</param>
    public void Plots(string id, PlotFigure figure) =>
        Draw(id, figure.Title, Plot.Draw(figure), new StudyTable(
            ["series", figure.X.Name, figure.Y.Name, "label"],
            [.. figure.Series.SelectMany(series => series.Points.Select(point => (string[])[series.Name, Number(point.X), Number(point.Y), point.Label]))]));

    /// <summary>Adds a figure with a grid of cells.</summary>
    /// <param name="id">The figure's name.</param>
    /// <param name="figure">What it shows.</param>
    public void Maps(string id, HeatFigure figure) =>
        Draw(id, figure.Title, HeatMap.Draw(figure), new StudyTable(
            [figure.Value, .. figure.Columns],
            [.. figure.Rows.Select((row, i) => (string[])[row, .. figure.Values[i].Select(Number)])]));

    /// <summary>Adds a figure that was drawn elsewhere.</summary>
    /// <param name="id">The figure's name.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="data">The numbers that it shows.</param>
    public void Draw(string id, string title, Svg picture, StudyTable data) => _figures.Add(new StudyFigure(id, title, picture, data));

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}

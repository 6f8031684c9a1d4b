using System.Text.RegularExpressions;
using Bantam.Reports;

namespace Bantam.Tests.Reports;

public sealed class PlotTests
{
    private static readonly PlotSeries Dots = new("dots", [new(1, 0.5, "first"), new(1000, 0.9, "last")], PlotMark.Dots);

    [Fact]
    public void Plot_is_as_approved() => Golden.Match("reports/plot.svg", Plot.Draw(new PlotFigure(
        "Accuracy by cost",
        new PlotAxis("cost", IsLogarithmic: true),
        new PlotAxis("accuracy"),
        [Dots, new PlotSeries("line", [new(1, 0.5), new(10, 0.7)]), new PlotSeries("steps", [new(10, 0.6), new(100, 0.8)], PlotMark.Steps)])).ToString());

    [Fact]
    public void Heat_map_is_as_approved() => Golden.Match("reports/heat-map.svg", HeatMap.Draw(new HeatFigure(
        "Active lanes", "1 where a lane is active", ["step 0", "step 1"], ["0", "1", "2"], [[1, 1, 1], [0, 0.5, 1]], v => $"{v:0.0}")).ToString());

    [Fact]
    public void Equal_ratios_are_equal_distances_on_a_logarithmic_axis()
    {
        PlotPoint[] points = [new(1, 1), new(100, 2), new(10_000, 3)];
        string svg = Plot.Draw(new PlotFigure("Decades", new PlotAxis("n", IsLogarithmic: true), new PlotAxis("v"), [new PlotSeries("s", points, PlotMark.Dots)])).ToString();
        double[] x = [.. Regex.Matches(svg, "cx=\"([0-9.]+)\"").Select(match => double.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture))];

        Assert.Equal(x[1] - x[0], x[2] - x[1], 0.02);
        Assert.Contains(">10.0 k</text>", svg.Replace('\u00A0', ' '), StringComparison.Ordinal);
    }

    [Fact]
    public void Points_without_a_place_are_refused()
    {
        PlotAxis linear = new("x");
        PlotAxis logarithmic = new("y", IsLogarithmic: true);
        Assert.Throws<ArgumentException>(() => Plot.Draw(new PlotFigure("none", linear, linear, [])));
        Assert.Throws<ArgumentException>(() => Plot.Draw(new PlotFigure("empty", linear, linear, [Dots, new PlotSeries("s", [])])));
        Assert.Throws<ArgumentException>(() => Plot.Draw(new PlotFigure("zero", linear, logarithmic, [new PlotSeries("s", [new(1, 0)])])));
        Assert.Throws<ArgumentException>(() => Plot.Draw(new PlotFigure("NaN", linear, linear, [new PlotSeries("s", [new(double.NaN, 0)])])));
    }

    [Fact]
    public void Every_cell_needs_a_finite_value()
    {
        Assert.Throws<ArgumentException>(() => HeatMap.Draw(new HeatFigure("empty", "v", [], [], [], v => "")));
        Assert.Throws<ArgumentException>(() => HeatMap.Draw(new HeatFigure("short", "v", ["a"], ["b", "c"], [[1]], v => "")));
        Assert.Throws<ArgumentException>(() => HeatMap.Draw(new HeatFigure("NaN", "v", ["a"], ["b"], [[double.NaN]], v => "")));
    }

    [Fact]
    public void A_single_point_and_equal_cells_still_make_a_picture()
    {
        Assert.Contains("<circle", Plot.Draw(new PlotFigure("one", new PlotAxis("x", true), new PlotAxis("y"), [new PlotSeries("s", [new(1, 1)], PlotMark.Dots)])).ToString(), StringComparison.Ordinal);
        Assert.Contains("heat share10", HeatMap.Draw(new HeatFigure("one", "v", ["a"], ["b"], [[3]], v => "3")).ToString(), StringComparison.Ordinal);
    }
}

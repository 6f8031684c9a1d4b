using System.Xml;
using Bantam.Reports;
using Bantam.Training;

namespace Bantam.Tests.Reports;

public sealed class ChartTests
{
    [Fact]
    public void Bar_chart_is_as_approved()
    {
        Svg svg = BarChart.Draw(
            "Cost",
            ["conv1", "a <layer> whose name is far too long to print"],
            [new BarColumn("MACs", [115_200, 0], Figure.ShortCount), new BarColumn("Weights", [264, 3_328], Figure.Bytes)]);
        Approve(svg, "bar-chart.svg");
    }

    [Fact]
    public void Line_chart_is_as_approved()
    {
        LineSeries series = new(
            "Validation accuracy", "epoch", [(1, 0.9682), (2, 0.9801), (3, 0.9868)], v => Figure.Metric(Metric.Accuracy, v), 0.985, "floor");
        Approve(LineChart.Draw(series), "line-chart.svg");
    }

    [Fact]
    public void Memory_map_is_as_approved() => Approve(MemoryMap.Draw(SampleReport.Lenet().Memory), "memory-map.svg");

    [Fact]
    public void Memory_map_shows_a_lower_bound_that_was_missed()
    {
        string svg = MemoryMap.Draw(SampleReport.Lenet().Memory with { LowerBoundBytes = 5_000 }).ToString();
        Assert.Contains("arena 5,760 B", svg, StringComparison.Ordinal);
        Assert.Contains("lower bound 5,000 B", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Budget_gauge_is_as_approved() => Approve(
        BudgetGauge.Draw([new GaugeRow("Flash", 14_212, 1_048_576), new GaugeRow("RAM", 5_920, 4_096)]), "budget-gauge.svg");

    [Fact]
    public void A_single_epoch_and_a_flat_curve_still_make_a_chart()
    {
        AssertIsXml(LineChart.Draw(new LineSeries("Loss", "epoch", [(1, 0.5)], Figure.Digits)).ToString());
        AssertIsXml(LineChart.Draw(new LineSeries("Loss", "epoch", [(1, 0), (2, 0)], Figure.Digits)).ToString());
    }

    [Fact]
    public void Many_epochs_have_round_numbers_below_the_axis()
    {
        (double, double)[] points = [.. Enumerable.Range(1, 200).Select(i => ((double)i, 1.0 / i))];
        string svg = LineChart.Draw(new LineSeries("Loss", "epoch", points, Figure.Digits)).ToString();
        Assert.Contains(">180</text>", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<circle", svg, StringComparison.Ordinal);
    }

    [Fact]
    public void A_curve_without_points_or_with_a_point_that_is_no_number_is_refused()
    {
        Assert.Throws<ArgumentException>(() => LineChart.Draw(new LineSeries("Loss", "epoch", [], Figure.Digits)));
        Assert.Throws<ArgumentException>(() => LineChart.Draw(new LineSeries("Loss", "epoch", [(1, double.NaN), (2, 1)], Figure.Digits)));
    }

    [Fact]
    public void Columns_must_have_a_value_for_each_row() =>
        Assert.Throws<ArgumentException>(() => BarChart.Draw("Cost", ["a", "b"], [new BarColumn("MACs", [1], Figure.ShortCount)]));

    [Fact]
    public void Large_networks_label_only_as_many_steps_as_fit()
    {
        string[] steps = [.. Enumerable.Range(0, 400).Select(i => $"step{i}")];
        FitBuffer[] buffers = [.. Enumerable.Range(0, 400).Select(i => new FitBuffer($"b{i}", i % 2 * 64, 64, i, Math.Min(i + 1, 399)))];
        string svg = MemoryMap.Draw(new FitMemory(128, 128, buffers, steps)).ToString();
        Assert.InRange(svg.Split("rotate(").Length - 1, 20, 70);
    }

    [Theory]
    [InlineData(0, 100, 0, 100, 20)]
    [InlineData(0.9682, 0.9895, 0.965, 0.99, 0.005)]
    [InlineData(0.3, 0.3, 0.26, 0.34, 0.02)]
    public void Axes_end_at_round_numbers(double low, double high, double start, double end, double step)
    {
        Axis axis = Axis.Around(low, high, 5);
        Assert.Equal(start, axis.Low, 9);
        Assert.Equal(end, axis.High, 9);
        Assert.Equal(step, axis.Step, 9);
    }

    [Fact]
    public void Axes_of_bytes_count_in_kibibytes() => Assert.Equal(2048, Axis.Around(0, 5_760, 5, 1024).Step);

    private static void Approve(Svg svg, string name)
    {
        AssertIsXml(svg.ToString());
        Golden.Match($"reports/{name}", svg.ToString());
    }

    private static void AssertIsXml(string text)
    {
        using XmlReader reader = XmlReader.Create(new StringReader(text));
        while (reader.Read())
        {
        }
    }
}

using Bantam.Reports;
using Bantam.Studies;
using Bantam.Tests.Reports;

namespace Bantam.Tests.Studies;

public sealed class StudyPageTests
{
    [Fact]
    public void A_row_agrees_within_its_tolerance()
    {
        StudyResult result = Run(page =>
        {
            page.Agrees("exact", 9.677, 9.677);
            page.Agrees("near", 9.677, 9.6774, tolerance: 0.0005);
            page.Agrees("far", 9.677, 9.6776, tolerance: 0.0005);
            page.Agrees("words", "fits", "fits");
            page.Agrees("other words", "fits", "does not fit");
            page.Agrees("words and a number", "1", 1);
            page.Agrees("no number", 1, double.NaN, tolerance: 1);
            page.Agrees("without end", double.PositiveInfinity, double.PositiveInfinity);
        });

        Assert.Equal(
            ["agrees", "agrees", "differs", "agrees", "differs", "differs", "differs", "agrees"],
            result.Rows.Select(row => row.Verdict.Word));
        Assert.True(result.Differs);
    }

    [Fact]
    public void An_erratum_excuses_the_notes_but_not_us()
    {
        StudyResult right = Run(page => page.Corrects("E17", "MACs", "2.8 G", right: 15.47, ours: 15.4703, tolerance: 0.005));
        StudyResult wrong = Run(page => page.Corrects("E17", "MACs", 2.8, right: 15.47, ours: 2.8));

        Assert.Equal(new StudyRow("MACs", "2.8 G", 15.4703, StudyVerdict.NotesWrong, "E17"), Assert.Single(right.Rows));
        Assert.Equal((false, true), (right.Differs, wrong.Differs));
    }

    [Fact]
    public void An_experiment_is_reported_whoever_wins()
    {
        StudyResult result = Run(page => page.Reports("accuracy", 0.5, "ours is better"));

        Assert.Equal(new StudyRow("accuracy", "ours is better", 0.5, StudyVerdict.Reported), Assert.Single(result.Rows));
        Assert.False(result.Differs);
    }

    [Theory]
    [InlineData(60965224, "60,965,224")]
    [InlineData(-3.25, "-3.25")]
    [InlineData(0.1234130859375, "0.1234130859375")]
    [InlineData(25.169925001442312, "25.1699")]
    [InlineData(1234.5678901234567, "1,234.57")]
    [InlineData(1.1920928955078125e-7, "1.19209e-7")]
    [InlineData(3.4028234663852886e38, "3.40282e38")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-infinity")]
    [InlineData(0, "0")]
    public void Numbers_are_written_in_full_where_that_is_short(double number, string text) =>
        Assert.Equal(text, UnderCommaCulture.Run(() => ((StudyValue)number).ToString()));

    [Fact]
    public void A_figure_keeps_the_numbers_that_it_shows()
    {
        StudyResult result = Run(page =>
        {
            page.Bars("bars", "Bars", ["a", "b, c"], new BarColumn("MACs", [1, 2.5], v => "x"));
            page.Plots("plot", new PlotFigure("Plot", new PlotAxis("bits"), new PlotAxis("GBOPS"), [new PlotSeries("s", [new(1, 2, "x"), new(2, 4)])]));
            page.Maps("map", new HeatFigure("Map", "step", ["0"], ["lane 0", "lane 1"], [[0, 1]], v => "x"));
        });

        Assert.Equal("name,MACs\na,1\n\"b, c\",2.5\n", result.Figures[0].Data.ToCsv());
        Assert.Equal("series,bits,GBOPS,label\ns,1,2,x\ns,2,4,\n", result.Figures[1].Data.ToCsv());
        Assert.Equal("step,lane 0,lane 1\n0,0,1\n", result.Figures[2].Data.ToCsv());
        Assert.Equal("\"a\"\"b\"\n\"1\n2\"\n", new StudyTable(["a\"b"], [["1\n2"]]).ToCsv());
    }

    private static StudyResult Run(Action<StudyPage> fill) =>
        new Study { Id = "sample", Title = "Sample", Lines = "1-2", Ledger = ["S001"], Fill = fill }.Run();
}

using System.Text.RegularExpressions;
using System.Xml;
using Bantam.Advice;
using Bantam.Reports;
using Bantam.Training;

namespace Bantam.Tests.Reports;

public sealed class HtmlReportTests
{
    private const string Hostile = "<script>alert('x')</script>\"' onload=\"y\" & \u0000\u001B\uD800\u202E ]]> http://example.org";

    [Fact]
    public void Page_is_well_formed_xml()
    {
        AssertIsXml(HtmlReport.Write(SampleReport.Lenet()));
        AssertIsXml(HtmlReport.Write(SampleReport.Unproved()));
        AssertIsXml(HtmlReport.Write(SampleReport.Missed()));
    }

    [Fact]
    public void Page_asks_for_nothing_and_runs_nothing()
    {
        string page = HtmlReport.Write(SampleReport.Lenet());
        foreach (string forbidden in new[] { "http:", "https:", "src=", "href=", "<link", "<script", "@import", "url(" })
        {
            Assert.DoesNotContain(forbidden, page, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Sections_stand_in_the_order_of_the_pipeline()
    {
        string page = HtmlReport.Write(SampleReport.Lenet());
        string[] expected =
        [
            "Data", "Network", "Training", "Accuracy before and after", "Compression", "Cost of each layer", "Advice",
            "Memory over time", "Budget", "Proofs", "Files", "Reproduce",
        ];
        Assert.Equal(expected, Regex.Matches(page, "<h2>([^<]*)</h2>").Select(m => m.Groups[1].Value));
    }

    [Fact]
    public void Hostile_texts_are_escaped_wherever_they_stand()
    {
        FitReport report = SampleReport.Missed();
        report = report with
        {
            Data = Hostile,
            Network = Hostile,
            Device = Hostile,
            Command = Hostile,
            ModelHash = Hostile,
            Files = [Hostile],
            Layers = [report.Layers[0] with { Name = Hostile, Op = Hostile, Output = Hostile }],
            Steps = [report.Steps[0] with { Name = Hostile, Note = Hostile }],
            Advice = [new FitAdvice(Hostile, Severity.Hint, Hostile, new Dictionary<string, double> { [Hostile] = 1 }, Hostile)],
            Memory = new FitMemory(8, 8, [new FitBuffer(Hostile, 0, 8, 0, 0)], [Hostile]),
            DataSummary = report.DataSummary with { Input = Hostile },
            Environment = new FitEnvironment(Hostile, Hostile, 1, Hostile, [new FitTool(Hostile, Hostile)]),
            Verify = new FitVerification(
                report.Verify.Host with { Status = FitProofStatus.Unproved, Reason = Hostile, Install = Hostile, FirstDifference = new FitDifference(0, Hostile, 0, 0, 0) },
                report.Verify.Emulator with { Target = Hostile }),
        };
        string page = HtmlReport.Write(report);
        AssertIsXml(page);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("onload=\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', page);
        Assert.DoesNotContain('\u001B', page);
    }

    [Fact]
    public void Unproved_stands_out_with_its_reason_and_what_to_install()
    {
        string page = HtmlReport.Write(SampleReport.Unproved());
        Assert.Contains("<p class=\"verdict open\"><b>?</b> lenet may fit cortex-m4, meets the accuracy floor, but its C is not fully proved.", page, StringComparison.Ordinal);
        Assert.Contains("Nothing is known about this C: no C compiler was found.", page, StringComparison.Ordinal);
        Assert.Contains("<code>sudo apt-get install gcc</code>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_that_was_not_measured_is_called_so()
    {
        string page = HtmlReport.Write(SampleReport.Unproved());
        Assert.Contains("<p class=\"open\"><b>? may fit</b> on cortex-m4</p>", page, StringComparison.Ordinal);
        Assert.Contains("Not measured, because nothing was linked and run", page, StringComparison.Ordinal);
        Assert.Contains(">Flash, at least<", page, StringComparison.Ordinal);
        Assert.Contains("<dt>RAM, at least</dt>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("at least<", HtmlReport.Write(SampleReport.Lenet()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_fit_even_without_code_and_stack_does_not_fit() =>
        Assert.Contains("lenet does not fit cortex-m4", HtmlReport.Write(SampleReport.Unproved() with { Fits = false }), StringComparison.Ordinal);

    [Fact]
    public void What_was_missed_is_in_the_banner()
    {
        string page = HtmlReport.Write(SampleReport.Missed());
        Assert.Contains("lenet does not fit cortex-m4; misses the accuracy floor by 0.46\u00A0points; its C differs from the reference.", page, StringComparison.Ordinal);
        Assert.Contains("First difference: sample 17, layer <code>conv2</code>, byte 203: expected \u22125, got \u22124.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_have_a_ceiling_and_no_percent_sign()
    {
        string page = HtmlReport.Write(SampleReport.Lenet() with
        {
            Metric = Metric.Rmse,
            Accuracy = new FitAccuracy(2.11, 2.1345, 400, 2.2),
            Epochs = [],
        });
        Assert.Contains("meets the rmse ceiling", page, StringComparison.Ordinal);
        Assert.Contains("at most 2.20", page, StringComparison.Ordinal);
        Assert.Contains("this run did not train it", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_do_not_follow_the_culture() =>
        Assert.Equal(HtmlReport.Write(SampleReport.Missed()), UnderCommaCulture.Run(() => HtmlReport.Write(SampleReport.Missed())));

    [Fact]
    public void Pictures_have_titles_and_tables_have_heads()
    {
        string page = HtmlReport.Write(SampleReport.Lenet());
        Assert.Equal(5, Regex.Count(page, "<svg [^>]*role=\"img\">\n<title>[^<]+</title>\n<desc>[^<]+</desc>"));
        Assert.Equal(Regex.Count(page, "<table>"), Regex.Count(page, "<table>\n<caption>[^<]+</caption>\n<thead><tr><th scope=\"col\""));
    }

    private static void AssertIsXml(string page)
    {
        using XmlReader reader = XmlReader.Create(
            new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        while (reader.Read())
        {
        }
    }
}

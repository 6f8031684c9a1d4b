using Bantam.Training;

namespace Bantam.Reports;

/// <summary>The report of a <c>fit</c> run as one HTML file that opens anywhere, offline.</summary>
/// <remarks>
/// It holds no script and asks for nothing: styles and pictures are inside, and its content security policy forbids the
/// rest. It is valid XML as well, so that tools can read it. Every text of the report is escaped.
/// </remarks>
public static class HtmlReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="report">What the run found out.</param>
    /// <returns>The HTML text.</returns>
    public static string Write(FitReport report)
    {
        Html html = new();
        html.Add($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n");
        html.Add($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\" />\n");
        html.Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n");
        html.Add($"<title>{report.Network} on {report.Device}: Bantam fit report</title>\n");
        html.AddStyle(ChartStyle.Css + PageStyle.Css);
        html.Add($"</head>\n<body>\n<main>\n");
        AddBanner(html, report);
        PreparationSections.AddData(html, report);
        PreparationSections.AddNetwork(html, report);
        PreparationSections.AddTraining(html, report);
        CompressionSections.AddAccuracy(html, report);
        CompressionSections.AddSteps(html, report);
        CompressionSections.AddLayers(html, report);
        CompressionSections.AddAdvice(html, report);
        DeploymentSections.AddMemory(html, report);
        DeploymentSections.AddBudget(html, report);
        DeploymentSections.AddProofs(html, report);
        DeploymentSections.AddFiles(html, report);
        DeploymentSections.AddReproduction(html, report);
        html.Add($"</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void AddBanner(Html html, FitReport report)
    {
        Verdict whole = Verdict.Of(report);
        html.Add($"<header>\n<p class=\"kicker\">Bantam fit report</p>\n<h1>{report.Network} <span>on {report.Device}</span></h1>\n");
        html.Add($"<p class=\"verdict {whole.Style}\"><b>{whole.Mark}</b> {whole.Headline}</p>\n<dl class=\"facts\">\n");
        AddFact(html, "Budget", BudgetText(report), Verdict.OfBudget(report));
        AddFact(html, report.Metric.HigherIsBetter ? "Floor" : "Ceiling", BoundText(report), Verdict.OfBound(report));
        AddFact(html, "C on this machine", Compared(report.Verify.Host), Verdict.OfProof(report.Verify.Host));
        AddFact(html, $"C on {report.Verify.Emulator.Target}", Compared(report.Verify.Emulator), Verdict.OfProof(report.Verify.Emulator));
        html.Add($"</dl>\n<dl class=\"numbers\">\n");
        AddNumber(html, $"{report.Metric.Name}, deployed", Figure.Metric(report.Metric, report.Accuracy.Deployed));
        AddNumber(html, Figure.MemoryName("flash", report), Figure.Bytes(report.FlashBytes));
        AddNumber(html, Figure.MemoryName("RAM", report), Figure.Bytes(report.RamBytes));
        AddNumber(html, "MACs", Figure.ShortCount(report.Macs));
        if (report.Verify.Emulator.InstructionsPerInference is { } instructions)
        {
            AddNumber(html, "instructions", Figure.ShortCount(instructions));
        }

        html.Add($"</dl>\n</header>\n");
    }

    private static void AddFact(Html html, string name, string detail, Verdict verdict) =>
        html.Add($"<div class=\"{verdict.Style}\"><dt>{name}</dt><dd><b>{verdict.Mark} {verdict.Headline}</b> <span>{detail}</span></dd></div>\n");

    private static void AddNumber(Html html, string name, string value) =>
        html.Add($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");

    private static string BudgetText(FitReport report) =>
        $"flash {Share(report.FlashBytes, report.Budget.FlashBytes)}, RAM {Share(report.RamBytes, report.Budget.RamBytes)}";

    private static string Share(long used, long budget) => Figure.Percent(used / (double)Math.Max(budget, 1));

    private static string BoundText(FitReport report) => report.Accuracy.Floor is { } floor
        ? $"{(report.Metric.HigherIsBetter ? "at least" : "at most")} {Figure.Metric(report.Metric, floor)}"
        : "";

    private static string Compared(FitProof proof) => proof.Status == FitProofStatus.Unproved
        ? proof.Reason ?? "not run"
        : $"{Figure.Count(proof.Mismatches)} of {Figure.Count(proof.Samples)} differ";
}

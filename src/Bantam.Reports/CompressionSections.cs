using Bantam.Advice;
using Bantam.Training;

namespace Bantam.Reports;

/// <summary>The parts of the page about what compression saved and what it cost.</summary>
internal static class CompressionSections
{
    /// <summary>The metric before and after.</summary>
    internal static void AddAccuracy(Html html, FitReport report)
    {
        FitAccuracy accuracy = report.Accuracy;
        string change = Figure.MetricChange(report.Metric, accuracy.Deployed - accuracy.Float);
        html.Add($"<section>\n<h2>Accuracy before and after</h2>\n<dl class=\"numbers\">\n");
        html.Add($"<div><dt>{report.Metric.Name}, float</dt><dd>{Figure.Metric(report.Metric, accuracy.Float)}</dd></div>\n");
        html.Add($"<div><dt>{report.Metric.Name}, deployed</dt><dd>{Figure.Metric(report.Metric, accuracy.Deployed)}</dd></div>\n");
        html.Add($"<div><dt>{(report.Metric == Metric.Accuracy ? "change in points" : "change")}</dt><dd>{change}</dd></div>\n");
        if (accuracy.Floor is { } floor)
        {
            html.Add($"<div><dt>{Verdict.BoundName(report.Metric)}</dt><dd>{Figure.Metric(report.Metric, floor)}</dd></div>\n");
        }

        html.Add($"</dl>\n<p class=\"note\">Both measured on the same {Figure.Count(accuracy.Samples)} test samples.</p>\n</section>\n");
    }

    /// <summary>The steps, what each promises and what it did.</summary>
    internal static void AddSteps(Html html, FitReport report)
    {
        html.Add($"<section>\n<h2>Compression</h2>\n");
        if (report.Steps.Count == 0)
        {
            html.Add($"<p>Nothing was compressed.</p>\n</section>\n");
            return;
        }

        html.Table(
            "Steps in the order in which they were applied",
            ["Step", "Safety", $"#{report.Metric.Name}", "#Weight B before", "#after", "What it did"],
            report.Steps.Select(step => Cells(step, report.Metric)));
        html.Add($"<p class=\"note\">Exact: outputs stay bit-identical. Safe: within a stated tolerance. ");
        html.Add($"Unsafe: outputs change, and the difference is measured.</p>\n</section>\n");
    }

    /// <summary>Where operations, weights and activations are.</summary>
    internal static void AddLayers(Html html, FitReport report)
    {
        html.Add($"<section>\n<h2>Cost of each layer</h2>\n");
        html.Add(BarChart.Draw(
            "Cost of each layer",
            [.. report.Layers.Select(l => l.Name)],
            [
                new BarColumn("MACs", [.. report.Layers.Select(l => (double)l.Macs)], Figure.ShortCount),
                new BarColumn("Weights", [.. report.Layers.Select(l => (double)l.WeightBytes)], Figure.Bytes),
                new BarColumn("Activations", [.. report.Layers.Select(l => (double)l.ActivationBytes)], Figure.Bytes),
            ]));
        html.Add($"</section>\n");
    }

    /// <summary>What may be had for less, or is probably not what was meant.</summary>
    internal static void AddAdvice(Html html, FitReport report)
    {
        html.Add($"<section>\n<h2>Advice</h2>\n");
        if (report.Advice.Count == 0)
        {
            html.Add($"<p>No rule of thumb and no known pitfall applies to the deployed network.</p>\n</section>\n");
            return;
        }

        html.Table("Findings, the most severe first", ["Rule", "Layer", "Evidence", "What to do"], report.Advice.Select(Cells));
        html.Add($"<p class=\"note\">E: an error. W: a known pitfall. H: a rule of thumb.</p>\n</section>\n");
    }

    private static string[] Cells(FitAdvice advice) =>
        [advice.Rule, advice.Layer ?? "–", string.Join(", ", advice.Evidence.Select(number => new Evidence(number.Key, number.Value))), advice.Suggestion];

    private static string[] Cells(FitStep step, Metric metric) =>
    [
        step.Name,
        step.Safety?.ToString() ?? "–",
        MetricCell(step, metric),
        Figure.Count(step.BytesBefore),
        Figure.Count(step.BytesAfter),
        step.Note,
    ];

    private static string MetricCell(FitStep step, Metric metric) => (step.AccuracyBefore, step.AccuracyAfter) switch
    {
        ({ } before, { } after) => $"{Figure.Metric(metric, before)} → {Figure.Metric(metric, after)}",
        (null, { } after) => Figure.Metric(metric, after),
        _ => "–",
    };
}

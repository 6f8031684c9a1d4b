using Bantam.Training;

namespace Bantam.Reports;

/// <summary>The parts of the page about what the run started from: data, network and training.</summary>
internal static class PreparationSections
{
    /// <summary>What the data set holds and how it was split.</summary>
    internal static void AddData(Html html, FitReport report)
    {
        FitDataSummary data = report.DataSummary;
        html.Add($"<section>\n<h2>Data</h2>\n");
        html.Add($"<p><b>{report.Data}</b>, samples of {data.Input}");
        if (data.Classes is { } classes)
        {
            html.Add($" in {Figure.Count(classes)} classes");
        }

        html.Add($".</p>\n");
        string[][] rows =
        [
            ["training", Figure.Count(data.Training), "the weights"],
            ["validation", Figure.Count(data.Validation), "the best epoch"],
            ["calibration", Figure.Count(data.Calibration), "the integer ranges (taken from training)"],
            ["test", Figure.Count(data.Test), "nothing: it only measures"],
        ];
        html.Table("Samples of each part", ["Part", "#Samples", "Decides"], rows);
        html.Add($"</section>\n");
    }

    /// <summary>The layers and what each costs.</summary>
    internal static void AddNetwork(Html html, FitReport report)
    {
        html.Add($"<section>\n<h2>Network</h2>\n");
        html.Table(
            "Layers in execution order, bytes as deployed",
            ["Layer", "Op", "Output", "#Parameters", "#MACs", "#Activation B", "#Weight B"],
            report.Layers.Select(Cells),
            [
                "total", "", "", Figure.Count(report.Parameters), Figure.Count(report.Macs), "",
                Figure.Count(report.Layers.Sum(l => l.WeightBytes)),
            ]);
        html.Add($"<p class=\"note\">Model hash <code>{report.ModelHash}</code></p>\n</section>\n");
    }

    /// <summary>The training curve.</summary>
    internal static void AddTraining(Html html, FitReport report)
    {
        html.Add($"<section>\n<h2>Training</h2>\n");
        if (report.Epochs.Count == 0)
        {
            html.Add($"<p>The network came trained; this run did not train it.</p>\n</section>\n");
            return;
        }

        LineSeries loss = new("Training loss", "epoch", [.. report.Epochs.Select(e => ((double)e.Epoch, e.Loss))], Figure.Digits);
        LineSeries metric = new(
            $"Validation {report.Metric.Name}",
            "epoch",
            [.. report.Epochs.Select(e => ((double)e.Epoch, e.Metric))],
            value => Figure.Metric(report.Metric, value),
            report.Accuracy.Floor,
            Verdict.BoundName(report.Metric));
        html.Add($"<div class=\"pair\">\n").Add(LineChart.Draw(loss)).Add(LineChart.Draw(metric)).Add($"</div>\n");
        html.Table(
            "Epochs",
            ["#Epoch", "#Loss", $"#Validation {report.Metric.Name}", "#Samples per second"],
            report.Epochs.Select(e => new[]
            {
                Figure.Count(e.Epoch), Figure.Loss(e.Loss), Figure.Metric(report.Metric, e.Metric), Figure.Count((long)e.ImagesPerSecond),
            }));
        html.Add($"</section>\n");
    }

    private static string[] Cells(FitLayer layer) =>
    [
        layer.Name, layer.Op, layer.Output, Figure.Count(layer.Parameters), Figure.Count(layer.Macs),
        Figure.Count(layer.ActivationBytes), Figure.Count(layer.WeightBytes),
    ];
}

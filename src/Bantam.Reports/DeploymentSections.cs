namespace Bantam.Reports;

/// <summary>The parts of the page about what runs on the device: memory, budget, proofs and files.</summary>
internal static class DeploymentSections
{
    /// <summary>The arena over time.</summary>
    internal static void AddMemory(Html html, FitReport report)
    {
        html.Add($"<section>\n<h2>Memory over time</h2>\n");
        if (report.Memory.Buffers.Count == 0)
        {
            html.Add($"<p>The network needs no arena.</p>\n</section>\n");
            return;
        }

        html.Add($"<p>All activations share one arena. A buffer is as tall as it is large, and as wide as it is needed.</p>\n");
        html.Add(MemoryMap.Draw(report.Memory));
        html.Table(
            "Buffers",
            ["Buffer", "#Offset B", "#Size B", "From step", "To step"],
            report.Memory.Buffers.Select(b => new[]
            {
                b.Name, Figure.Count(b.Offset), Figure.Count(b.Bytes), StepName(report.Memory, b.FirstStep), StepName(report.Memory, b.LastStep),
            }));
        html.Add($"</section>\n");
    }

    /// <summary>Flash and RAM against what is allowed.</summary>
    internal static void AddBudget(Html html, FitReport report)
    {
        Verdict verdict = Verdict.OfBudget(report);
        html.Add($"<section>\n<h2>Budget</h2>\n<p class=\"{verdict.Style}\"><b>{verdict.Mark} {verdict.Headline}</b> on {report.Device}</p>\n");
        if (!report.MemoryIsMeasured)
        {
            html.Add($"<p>Not measured, because nothing was linked and run: the figures are constants and buffers alone. Code and stack come on top.</p>\n");
        }

        html.Add(BudgetGauge.Draw(
        [
            new GaugeRow(Figure.MemoryName("Flash", report), report.FlashBytes, report.Budget.FlashBytes),
            new GaugeRow(Figure.MemoryName("RAM", report), report.RamBytes, report.Budget.RamBytes),
        ]));
        html.Add($"</section>\n");
    }

    /// <summary>What was compared, and what came out.</summary>
    internal static void AddProofs(Html html, FitReport report)
    {
        FitEmulatorProof emulator = report.Verify.Emulator;
        html.Add($"<section>\n<h2>Proofs</h2>\n");
        html.Add($"<p>The generated C is compiled, run, and compared with the reference runtime, output byte by output byte.</p>\n");
        html.Add($"<div class=\"pair\">\n");
        AddProof(html, "C on this machine", report.Verify.Host);
        AddProof(html, $"C on {emulator.Target}, emulated", emulator);
        html.Add($"</div>\n");
        (string Name, long? Value)[] measured =
        [
            ("instructions per inference", emulator.InstructionsPerInference),
            ("stack, bytes", emulator.StackBytes),
            ("flash, bytes", emulator.FlashBytes),
            ("of which code", emulator.CodeBytes),
            ("of which constants", emulator.ConstBytes),
            ("RAM, bytes", emulator.RamBytes),
        ];
        string[][] rows = [.. measured.Where(m => m.Value is not null).Select(m => new[] { m.Name, Figure.Count(m.Value!.Value) })];
        if (rows.Length > 0)
        {
            html.Table($"Measured on {emulator.Target}", ["What", "#Value"], rows);
        }

        html.Add($"</section>\n");
    }

    /// <summary>The files written.</summary>
    internal static void AddFiles(Html html, FitReport report)
    {
        html.Add($"<section>\n<h2>Files</h2>\n<ul class=\"files\">\n");
        foreach (string file in report.Files)
        {
            html.Add($"<li><code>{file}</code></li>\n");
        }

        html.Add($"</ul>\n</section>\n");
    }

    /// <summary>How to get the same result again.</summary>
    internal static void AddReproduction(Html html, FitReport report)
    {
        FitEnvironment environment = report.Environment;
        html.Add($"<section>\n<h2>Reproduce</h2>\n<pre><code>{report.Command}</code></pre>\n");
        string[][] rows =
        [
            ["seed", report.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)],
            ["duration", Figure.Duration(report.Seconds)],
            ["system", environment.OperatingSystem],
            ["processor", $"{environment.Processor}, {Figure.Count(environment.Cores)} {(environment.Cores == 1 ? "core" : "cores")}"],
            ["runtime", environment.Runtime],
            .. environment.Tools.Select(t => new[] { t.Name, t.Version }),
        ];
        html.Table("Made with", ["What", "Value"], rows);
        html.Add($"</section>\n");
    }

    private static void AddProof(Html html, string name, FitProof proof)
    {
        Verdict verdict = Verdict.OfProof(proof);
        html.Add($"<div class=\"proof {verdict.Style}\">\n<h3>{name}</h3>\n<p class=\"outcome\"><b>{verdict.Mark} {verdict.Headline}</b></p>\n");
        string finding = proof.Status == FitProofStatus.Unproved
            ? $"Nothing is known about this C: {(proof.Reason ?? "the proof was not run").TrimEnd('.')}."
            : $"{Figure.Count(proof.Mismatches)} of {Figure.Count(proof.Samples)} outputs differ.";
        html.Add($"<p>{finding}</p>\n");
        if (proof.Install is { } install)
        {
            html.Add($"<p>To prove it, install what is missing and run again:</p>\n<pre><code>{install}</code></pre>\n");
        }

        if (proof.FirstDifference is { } first)
        {
            html.Add($"<p>First difference: sample {Figure.Count(first.Sample)}, layer <code>{first.Layer}</code>, byte {Figure.Count(first.Index)}: ");
            html.Add($"expected {Figure.Count(first.Expected)}, got {Figure.Count(first.Actual)}.</p>\n");
        }

        html.Add($"</div>\n");
    }

    private static string StepName(FitMemory memory, int step) =>
        step >= 0 && step < memory.PlanSteps.Count ? memory.PlanSteps[step] : Figure.Count(step);
}

using Bantam.Training;

namespace Bantam.Reports;

/// <summary>What a reader wants to know first: does it fit, is it good enough, is it proved.</summary>
/// <param name="Style">The class of the banner: <c>good</c>, <c>open</c> or <c>bad</c>.</param>
/// <param name="Mark">A sign that says the same without color.</param>
/// <param name="Headline">The verdict in a sentence.</param>
internal sealed record Verdict(string Style, string Mark, string Headline)
{
    /// <summary>The verdict on a whole report.</summary>
    internal static Verdict Of(FitReport report)
    {
        FitProof[] proofs = [report.Verify.Host, report.Verify.Emulator];
        string bound = $"the {report.Metric.Name} {BoundName(report.Metric)}";
        List<string> missed = [];
        if (!report.Fits)
        {
            missed.Add($"does not fit {report.Device}");
        }

        if (!report.MeetsFloor)
        {
            double gap = Math.Abs(report.Accuracy.Deployed - (report.Accuracy.Floor ?? report.Accuracy.Deployed));
            missed.Add($"misses {bound} by {Figure.MetricGap(report.Metric, gap)}");
        }

        if (proofs.Any(p => p.Status == FitProofStatus.Differs))
        {
            missed.Add("its C differs from the reference");
        }

        if (missed.Count > 0)
        {
            return new Verdict("bad", "✗", $"{report.Network} {string.Join("; ", missed)}.");
        }

        string met = $"{report.Network} {(report.MemoryIsMeasured ? "fits" : "may fit")} {report.Device}" + (report.Accuracy.Floor is null ? "" : $", meets {bound}");
        return proofs.All(p => p.Status == FitProofStatus.Proved)
            ? new Verdict("good", "✓", $"{met}, and its C is proved byte for byte.")
            : new Verdict("open", "?", $"{met}, but its C is not fully proved.");
    }

    /// <summary>The verdict on the budget.</summary>
    internal static Verdict OfBudget(FitReport report) => report switch
    {
        { Fits: false } => new Verdict("bad", "✗", "does not fit"),
        { MemoryIsMeasured: false } => new Verdict("open", "?", "may fit"),
        _ => new Verdict("good", "✓", "fits"),
    };

    /// <summary>The verdict on the metric's bound.</summary>
    internal static Verdict OfBound(FitReport report) => report switch
    {
        { MeetsFloor: false } => new Verdict("bad", "✗", "missed"),
        { Accuracy.Floor: null } => new Verdict("none", "–", "none asked for"),
        _ => new Verdict("good", "✓", "met"),
    };

    /// <summary>The verdict on one proof.</summary>
    internal static Verdict OfProof(FitProof proof) => proof.Status switch
    {
        FitProofStatus.Proved => new Verdict("good", "✓", "proved"),
        FitProofStatus.Differs => new Verdict("bad", "✗", "differs"),
        _ => new Verdict("open", "?", "unproved"),
    };

    /// <summary>What the bound of a metric is called.</summary>
    internal static string BoundName(Metric metric) => metric.HigherIsBetter ? "floor" : "ceiling";
}

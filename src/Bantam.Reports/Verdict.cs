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
        string bound = IsError(report.Metric) ? "ceiling" : "floor";
        string[] missed =
        [
            .. report.Fits ? Array.Empty<string>() : ["does not fit the device"],
            .. report.MeetsFloor ? Array.Empty<string>() : [$"misses the {report.Metric} {bound}"],
            .. proofs.Any(p => p.Status == FitProofStatus.Differs) ? ["differs from the reference"] : Array.Empty<string>(),
        ];
        if (missed.Length > 0)
        {
            return new Verdict("bad", "✗", $"{report.Network} {string.Join(" and ", missed)}.");
        }

        string met = report.Accuracy.Floor is null ? $"fits {report.Device}" : $"fits {report.Device} and meets its {bound}";
        return proofs.All(p => p.Status == FitProofStatus.Proved)
            ? new Verdict("good", "✓", $"{report.Network} {met}; its C is proved.")
            : new Verdict("open", "?", $"{report.Network} {met}, but not everything is proved.");
    }

    /// <summary>The verdict on the budget.</summary>
    internal static Verdict OfBudget(FitReport report) => report.Fits
        ? new Verdict("good", "✓", "fits")
        : new Verdict("bad", "✗", "does not fit");

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

    /// <summary>Whether smaller values of a metric are better.</summary>
    internal static bool IsError(string metric) => metric is "rmse" or "mae";
}

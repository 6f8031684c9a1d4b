using Bantam.Advice;
using Bantam.Model;
using Bantam.Training;

namespace Bantam;

/// <summary>A pitfall or a rule of thumb that applies to a deployed network; see <c>docs/advice.md</c>.</summary>
/// <param name="Rule">The identifier of the rule, for example <c>W-SATURATION</c>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Layer">The layer that it is about; absent where it is about the whole network.</param>
/// <param name="Evidence">The numbers that it stands on, by name; units stand in the names.</param>
/// <param name="Suggestion">What to do.</param>
public sealed record FitAdvice(string Rule, Severity Severity, string? Layer, IReadOnlyDictionary<string, double> Evidence, string Suggestion)
{
    /// <summary>Checks the network that was deployed, on the data that it was made with.</summary>
    internal static IReadOnlyList<FitAdvice> Of(Graph quantized, DataSplits data, FitOptions options)
    {
        LintReport report = Linter.Run(quantized, new LintOptions { Device = options.Device, Data = data, Seed = options.Seed });
        return
        [
            .. report.Findings.Select(finding => new FitAdvice(
                finding.Rule, finding.Severity, finding.Layer, finding.Evidence.ToDictionary(number => number.Name, number => number.Value), finding.Suggestion)),
        ];
    }
}

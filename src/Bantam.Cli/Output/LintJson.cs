using System.Text.Json;
using System.Text.Json.Serialization;
using Bantam.Advice;

namespace Bantam.Cli;

/// <summary>The JSON of <c>bantam lint</c>.</summary>
internal static class LintJson
{
    public static string Of(LintOutcome outcome)
    {
        LintReport report = outcome.Report;
        LintDocument document = new()
        {
            Network = outcome.Network,
            Device = outcome.Device,
            Data = outcome.Data,
            Findings = [.. report.Findings.Select(finding => new LintFinding(
                finding.Rule, finding.Severity, finding.Layer, finding.Evidence.ToDictionary(number => number.Name, number => number.Value), finding.Suggestion, finding.Command))],
            Errors = report.CountOf(Severity.Error),
            Warnings = report.CountOf(Severity.Warning),
            Hints = report.CountOf(Severity.Hint),
            Checked = [.. report.Checked.Select(rule => rule.Id)],
            Unchecked = [.. report.Unchecked.Select(rule => rule.Id)],
            Suppressed = [.. report.Suppressed.Select(rule => rule.Id)],
            Efficiency = outcome.Efficiency,
            Comparison = outcome.Comparison is { } compared
                ? new LintComparison(SideOf(compared.First), SideOf(compared.Second), compared.ParameterRatio, compared.MacRatio, compared.IsSameWorkload, compared.Better)
                : null,
        };
        return JsonSerializer.Serialize(document, LintJsonContext.Default.LintDocument);
    }

    private static LintSide SideOf(ComparedNetwork network) =>
        new(network.Name, network.Parameters, network.Macs, network.Accuracy, network.AccuracyPerMegaMac, network.AccuracyPerMegaParameter);
}

internal sealed record LintDocument
{
    [JsonPropertyOrder(-1)]
    public string Schema { get; } = "bantam.lint/1";

    public required string Network { get; init; }

    public required string? Device { get; init; }

    public required string? Data { get; init; }

    public required IReadOnlyList<LintFinding> Findings { get; init; }

    public required int Errors { get; init; }

    public required int Warnings { get; init; }

    public required int Hints { get; init; }

    public required IReadOnlyList<string> Checked { get; init; }

    public required IReadOnlyList<string> Unchecked { get; init; }

    public required IReadOnlyList<string> Suppressed { get; init; }

    public required IReadOnlyList<EfficiencyRow> Efficiency { get; init; }

    public required LintComparison? Comparison { get; init; }
}

internal sealed record LintFinding(string Rule, Severity Severity, string? Layer, IReadOnlyDictionary<string, double> Evidence, string Suggestion, string Command);

internal sealed record LintComparison(LintSide First, LintSide Second, double ParameterRatio, double MacRatio, bool IsSameWorkload, string? Better);

internal sealed record LintSide(string Name, long Parameters, long Macs, double? Accuracy, double? AccuracyPerMegaMac, double? AccuracyPerMegaParameter);

/// <summary>Writes an enumeration by the names of its members: <c>veryHigh</c>.</summary>
internal sealed class CamelCaseMember<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(CamelCaseMember<Severity>), typeof(CamelCaseMember<Grade>)])]
[JsonSerializable(typeof(LintDocument))]
internal sealed partial class LintJsonContext : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using Bantam.Deployment;

namespace Bantam.Cli;

/// <summary>The JSON of <c>bantam compare</c>.</summary>
internal static class CompareJson
{
    public static string Of(IReadOnlyList<MeasurementComparison> comparisons) => JsonSerializer.Serialize(
        new CompareDocument
        {
            Rows =
            [
                .. from comparison in comparisons
                   from figure in comparison.Figures
                   select new CompareRow(
                       figure.What, comparison.Scope, figure.First, figure.Second, figure.Ratio, figure.Interval is { } interval ? [interval.Low, interval.High] : null),
            ],
            Differences = [.. comparisons.SelectMany(comparison => comparison.Differences).Distinct()],
        },
        CompareJsonContext.Default.CompareDocument);
}

internal sealed record CompareDocument
{
    [JsonPropertyOrder(-1)]
    public string Schema { get; } = "bantam.compare/1";

    public required IReadOnlyList<CompareRow> Rows { get; init; }

    public required IReadOnlyList<string> Differences { get; init; }
}

internal sealed record CompareRow(string What, MeasurementScope Scope, double A, double B, double? Ratio, IReadOnlyList<double>? Interval);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(CamelCaseMember<MeasurementScope>)])]
[JsonSerializable(typeof(CompareDocument))]
internal sealed partial class CompareJsonContext : JsonSerializerContext;

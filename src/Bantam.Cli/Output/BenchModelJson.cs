using System.Text.Json;
using System.Text.Json.Serialization;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Cli;

/// <summary>The JSON of <c>bantam bench model</c>.</summary>
internal static class BenchModelJson
{
    public static string Of(BenchModelResult result) => JsonSerializer.Serialize(
        new BenchModelDocument
        {
            Environment = result.Measurements[0].Environment,
            Rows = result.Rows,
            Summary = result.Summary,
            Measurements = result.Measurements,
        },
        BenchModelJsonContext.Default.BenchModelDocument);
}

internal sealed record BenchModelDocument
{
    [JsonPropertyOrder(-1)]
    public string Schema { get; } = "bantam.bench/1";

    public string Bench { get; } = "model";

    public required MeasurementEnvironment Environment { get; init; }

    public required IReadOnlyList<BenchedRow> Rows { get; init; }

    public required BenchedSummary? Summary { get; init; }

    public required IReadOnlyList<Measurement> Measurements { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(CamelCaseMember<MeasurementScope>), typeof(CamelCaseMember<PercentileMethod>), typeof(CamelCaseMember<ClaimBasis>), typeof(CamelCaseMember<ElementType>),
    ])]
[JsonSerializable(typeof(BenchModelDocument))]
[JsonSerializable(typeof(PeerReport))]
internal sealed partial class BenchModelJsonContext : JsonSerializerContext;

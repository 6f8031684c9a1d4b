using System.Text.Json;
using System.Text.Json.Serialization;
using Bantam.Costs;
using Bantam.Deployment;
using Bantam.Formats;
using Bantam.Training;

namespace Bantam.Cli;

/// <summary>The JSON of the small commands.</summary>
internal static class CliJson
{
    public static string Doctor(IReadOnlyList<ToolStatus> tools) =>
        JsonSerializer.Serialize(new DoctorDocument("bantam.doctor/1", tools), CliJsonContext.Default.DoctorDocument);

    public static string Devices(IReadOnlyList<Device> devices) =>
        JsonSerializer.Serialize(new DevicesDocument("bantam.devices/1", devices), CliJsonContext.Default.DevicesDocument);

    public static string Datasets(IReadOnlyList<CatalogEntry> datasets) =>
        JsonSerializer.Serialize(new DatasetsDocument("bantam.datasets/1", datasets), CliJsonContext.Default.DatasetsDocument);

    public static string Number(EncodedNumber number) =>
        JsonSerializer.Serialize(new NumberDocument("bantam.number/1", number), CliJsonContext.Default.NumberDocument);

    public static string Conformance(string suite, ConformanceReport report) =>
        JsonSerializer.Serialize(new ConformanceDocument("bantam.conformance/1", suite, report.Passed, report.Failed, report.Skipped, report.Cases), CliJsonContext.Default.ConformanceDocument);
}

internal sealed record DoctorDocument(string Schema, IReadOnlyList<ToolStatus> Tools);

internal sealed record DevicesDocument(string Schema, IReadOnlyList<Device> Devices);

internal sealed record DatasetsDocument(string Schema, IReadOnlyList<CatalogEntry> Datasets);

internal sealed record NumberDocument(string Schema, EncodedNumber Number);

internal sealed record ConformanceDocument(string Schema, string Suite, int Passed, int Failed, int Skipped, IReadOnlyList<ConformanceCase> Cases);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(DoctorDocument))]
[JsonSerializable(typeof(DevicesDocument))]
[JsonSerializable(typeof(DatasetsDocument))]
[JsonSerializable(typeof(NumberDocument))]
[JsonSerializable(typeof(ConformanceDocument))]
internal sealed partial class CliJsonContext : JsonSerializerContext;

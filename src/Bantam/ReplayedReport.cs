using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bantam;

/// <summary>What a <see cref="Replay"/> reads of a report of unknown origin.</summary>
internal sealed record ReplayedReport
{
    /// <summary>The most bytes of a report, and of a file of C beside it.</summary>
    public const int MaximumBytes = 1 << 26;

    public required string Schema { get; init; }

    public required string Data { get; init; }

    public required string Device { get; init; }

    public required ulong Seed { get; init; }

    public required string Metric { get; init; }

    public required ReplayedAccuracy Accuracy { get; init; }

    public required long Macs { get; init; }

    public required long Parameters { get; init; }

    public required ReplayedData DataSummary { get; init; }

    public required IReadOnlyList<ReplayedStep> Steps { get; init; }

    public required ReplayedMemory Memory { get; init; }

    public required ReplayedProofs Verify { get; init; }

    public required string ModelHash { get; init; }

    /// <summary>Reads a report.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no report of a fit.</exception>
    public static ReplayedReport Read(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            throw new FileNotFoundException($"There is no report '{path}'. 'bantam fit --out DIR' writes DIR/report.json.", path);
        }

        if (file.Length > MaximumBytes)
        {
            throw new InvalidDataException($"'{path}' has {file.Length} bytes; a report has at most {MaximumBytes}.");
        }

        try
        {
            ReplayedReport report = JsonSerializer.Deserialize(File.ReadAllBytes(path), ReplayedReportContext.Default.ReplayedReport)
                ?? throw new InvalidDataException($"'{path}' is empty; it must hold the report of a fit as a JSON object.");
            return report.Schema == FitReport.CurrentSchema
                ? report
                : throw new InvalidDataException($"'{path}' is a document '{report.Schema}', but a replay reads '{FitReport.CurrentSchema}', which 'bantam fit' writes.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"'{path}' is no report of a fit: {fault.Message}", fault);
        }
    }
}

internal sealed record ReplayedAccuracy(double Float, double Deployed);

internal sealed record ReplayedData(long Calibration);

internal sealed record ReplayedStep(string Name, long BytesBefore, long BytesAfter, double? AccuracyAfter = null);

internal sealed record ReplayedMemory(long ArenaBytes, long LowerBoundBytes);

internal sealed record ReplayedProofs(ReplayedEmulator Emulator);

internal sealed record ReplayedEmulator(long Samples, long? InstructionsPerInference = null, long? StackBytes = null);

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReplayedReport))]
internal sealed partial class ReplayedReportContext : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using Bantam.Training;

namespace Bantam.Cli;

/// <summary>The JSON of the commands that run and convert models.</summary>
internal static class ModelJson
{
    public static string Eval(EvaluationReport report, string data, double imagesPerSecond) => JsonSerializer.Serialize(
        new EvalDocument("bantam.eval/1", report.Score, report.Metric.Name, report.Samples, report.Loss, imagesPerSecond, data, report.IsInteger ? "integers" : "float", report.Remark),
        ModelJsonContext.Default.EvalDocument);

    public static string Convert(int ops, IReadOnlyList<string> files) =>
        JsonSerializer.Serialize(new ConvertDocument("bantam.convert/1", ops, files), ModelJsonContext.Default.ConvertDocument);

    public static string Run(RunDocument document) => JsonSerializer.Serialize(document, ModelJsonContext.Default.RunDocument);
}

internal sealed record EvalDocument(
    string Schema, double Accuracy, string Metric, int Samples, double Loss, double ImagesPerSecond, string Data, string Arithmetic, string? Remark);

internal sealed record ConvertDocument(string Schema, int Ops, IReadOnlyList<string> Files);

internal sealed record RunDocument(IReadOnlyList<RunTensor> Inputs, IReadOnlyList<RunTensor> Outputs, string Profile, string Path, IReadOnlyList<string> Layers)
{
    [JsonPropertyOrder(-1)]
    public string Schema { get; } = "bantam.run/1";
}

/// <summary>A tensor at the border of a network. Scale and zero point are null where it holds real numbers.</summary>
internal sealed record RunTensor(string Name, int[] Shape, string Type, double? Scale, int? ZeroPoint)
{
    /// <summary>The size of its values.</summary>
    public required int Bytes { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(EvalDocument))]
[JsonSerializable(typeof(ConvertDocument))]
[JsonSerializable(typeof(RunDocument))]
internal sealed partial class ModelJsonContext : JsonSerializerContext;

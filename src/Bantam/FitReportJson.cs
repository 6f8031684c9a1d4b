using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Bantam.Advice;
using Bantam.Costs;
using Bantam.Model;
using Bantam.Training;

namespace Bantam;

/// <summary>Writes a <see cref="FitReport"/> as JSON without reflection, so that ahead-of-time compilation keeps working.</summary>
internal static class FitReportJson
{
    private static readonly JsonTypeInfo<FitReport> s_compact = TypeInfo(indented: false);
    private static readonly JsonTypeInfo<FitReport> s_indented = TypeInfo(indented: true);

    /// <summary>The report as JSON text.</summary>
    internal static string Write(FitReport report, bool indented)
    {
        try
        {
            return JsonSerializer.Serialize(report, indented ? s_indented : s_compact);
        }
        catch (JsonException e)
        {
            throw new InvalidOperationException(
                $"{e.Path} of the report {e.Message}, but JSON has finite numbers only. Leave the field out or measure it again.", e);
        }
    }

    // Letters of all scripts stay readable; what means something to HTML is still escaped.
    private static JsonTypeInfo<FitReport> TypeInfo(bool indented) =>
        (JsonTypeInfo<FitReport>)new JsonSerializerOptions(FitReportContext.Default.Options)
        {
            WriteIndented = indented,
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        }.GetTypeInfo(typeof(FitReport));
}

/// <summary>The layout of the JSON, generated at compile time.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NewLine = "\n",
    Converters =
    [
        typeof(FiniteNumber), typeof(CamelCaseName<Metric>), typeof(CamelCaseName<PassSafety>), typeof(CamelCaseName<FitProofStatus>), typeof(CamelCaseName<LatencyBasis>),
        typeof(CamelCaseName<Severity>),
    ])]
[JsonSerializable(typeof(FitReport))]
internal sealed partial class FitReportContext : JsonSerializerContext;

/// <summary>Writes an enumeration by name.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class CamelCaseName<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

/// <summary>Refuses NaN and infinities with an error that carries the field's path.</summary>
internal sealed class FiniteNumber : JsonConverter<double>
{
    /// <inheritdoc/>
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDouble();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
    {
        if (!double.IsFinite(value))
        {
            throw new JsonException("is " + value.ToString(CultureInfo.InvariantCulture));
        }

        writer.WriteNumberValue(value);
    }
}

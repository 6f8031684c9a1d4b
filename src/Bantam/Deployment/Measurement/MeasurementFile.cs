using System.Text.Json;
using System.Text.Json.Serialization;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Reads the measurements of a JSON document: its array <c>measurements</c>, whatever else it holds.</summary>
public static class MeasurementFile
{
    private const int MaximumBytes = 1 << 26;

    /// <summary>Reads a file of unknown origin.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its measurements, at least one.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It holds no measurement, or one that lacks a mandatory field or breaks a rule; the message names it.</exception>
    public static IReadOnlyList<Measurement> Read(string path)
    {
        FileInfo file = new(path);
        if (!file.Exists)
        {
            throw new FileNotFoundException($"There is no file '{path}'. 'bantam bench model FILE --json' prints one.", path);
        }

        if (file.Length > MaximumBytes)
        {
            throw new InvalidDataException($"'{path}' has {file.Length} bytes; a file with measurements has at most {MaximumBytes}.");
        }

        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads measurements from UTF-8 text.</summary>
    /// <param name="json">The text.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <returns>The measurements, at least one.</returns>
    /// <exception cref="InvalidDataException">As in <see cref="Read"/>.</exception>
    public static IReadOnlyList<Measurement> Parse(ReadOnlySpan<byte> json, string name)
    {
        MeasurementDocument document;
        try
        {
            document = JsonSerializer.Deserialize(json, MeasurementJsonContext.Default.MeasurementDocument) ?? new MeasurementDocument();
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"'{name}' holds no complete measurements: {fault.Message} A record without a mandatory field is not believed; measure again with 'bantam bench model FILE --json'.", fault);
        }

        if (document.Measurements.Count == 0)
        {
            throw new InvalidDataException($"'{name}' holds no measurements. 'bantam bench model FILE --json' prints them.");
        }

        foreach (Measurement measurement in document.Measurements)
        {
            if ((measurement is null ? "a record must not be null" : MeasurementRules.Breach(measurement)) is { } breach)
            {
                throw new InvalidDataException($"'{name}': {breach}.");
            }
        }

        return document.Measurements;
    }

    /// <summary>Writes measurements as a JSON document that <see cref="Parse"/> reads.</summary>
    /// <param name="measurements">The measurements.</param>
    /// <returns>The text.</returns>
    public static string Write(IReadOnlyList<Measurement> measurements) =>
        JsonSerializer.Serialize(new MeasurementDocument { Measurements = measurements }, MeasurementJsonContext.Default.MeasurementDocument);
}

internal sealed record MeasurementDocument
{
    public string Schema { get; init; } = "bantam.measurements/1";

    public IReadOnlyList<Measurement> Measurements { get; init => field = value ?? []; } = [];
}

/// <summary>Writes an enumeration by the names of its members: <c>endToEnd</c>.</summary>
internal sealed class CamelCaseName<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CamelCaseName<MeasurementScope>), typeof(CamelCaseName<PercentileMethod>), typeof(CamelCaseName<ClaimBasis>), typeof(CamelCaseName<ElementType>)])]
[JsonSerializable(typeof(MeasurementDocument))]
internal sealed partial class MeasurementJsonContext : JsonSerializerContext;

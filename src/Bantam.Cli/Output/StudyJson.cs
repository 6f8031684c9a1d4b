using System.Text.Json;
using System.Text.Json.Serialization;
using Bantam.Studies;

namespace Bantam.Cli;

/// <summary>The JSON of <c>bantam study</c>.</summary>
internal static class StudyJson
{
    public static string List(IReadOnlyList<Study> studies) => Write([.. studies.Select(study => Document(study, [], []))]);

    public static string Results(IReadOnlyList<StudyResult> results) =>
        Write([.. results.Select(result => Document(result.Study, result.Rows, result.Figures))]);

    private static string Write(StudyEntry[] studies) => JsonSerializer.Serialize(new StudiesDocument("bantam.study/1", studies), StudyJsonContext.Default.StudiesDocument);

    private static StudyEntry Document(Study study, IReadOnlyList<StudyRow> rows, IReadOnlyList<StudyFigure> figures) => new(
        study.Id,
        study.Title,
        study.Lines,
        study.Ledger,
        [.. rows.Select(row => new StudyRowEntry(row.What, row.Notes, row.Ours, row.Verdict.Word, row.Erratum))],
        [.. figures.Select(figure => new StudyFigureEntry(figure.Id, figure.Title, StudyFiles.PictureName(study, figure), figure.Data.Rows.Count))]);
}

internal sealed record StudiesDocument(string Schema, IReadOnlyList<StudyEntry> Studies);

internal sealed record StudyEntry(
    string Id, string Title, string Lines, IReadOnlyList<string> Ledger, IReadOnlyList<StudyRowEntry> Rows, IReadOnlyList<StudyFigureEntry> Figures);

internal sealed record StudyRowEntry(
    string What,
    [property: JsonConverter(typeof(StudyValueConverter))] StudyValue Notes,
    [property: JsonConverter(typeof(StudyValueConverter))] StudyValue Ours,
    string Verdict,
    string? Erratum);

internal sealed record StudyFigureEntry(string Id, string Title, string File, int Points);

/// <summary>Writes numbers as numbers and words as words.</summary>
internal sealed class StudyValueConverter : JsonConverter<StudyValue>
{
    public override StudyValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Studies are written, never read.");

    public override void Write(Utf8JsonWriter writer, StudyValue value, JsonSerializerOptions options)
    {
        if (value.Number is { } number && double.IsFinite(number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StudiesDocument))]
internal sealed partial class StudyJsonContext : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bantam.Cli;

/// <summary>The JSON of <c>bantam replay</c>.</summary>
internal static class ReplayJson
{
    public static string Of(ReplayReport report) => JsonSerializer.Serialize(
        new ReplayDocument(
            "bantam.replay/1",
            report.CountOf(ReplayVerdict.Proved),
            report.CountOf(ReplayVerdict.Failed),
            report.CountOf(ReplayVerdict.Unproved),
            report.Claims),
        ReplayJsonContext.Default.ReplayDocument);
}

internal sealed record ReplayDocument(string Schema, int Proved, int Failed, int Unproved, IReadOnlyList<ReplayClaim> Claims);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(CamelCaseMember<ReplayVerdict>)])]
[JsonSerializable(typeof(ReplayDocument))]
internal sealed partial class ReplayJsonContext : JsonSerializerContext;

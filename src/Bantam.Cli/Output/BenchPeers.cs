using System.Text.Json;

namespace Bantam.Cli;

/// <summary>Reads what the bench program, which contains the peers, prints.</summary>
internal static class BenchPeers
{
    /// <summary>The status of a row whose peer gives other results.</summary>
    public const string Disagrees = "disagrees";

    /// <summary>The result with the rows of the peers in place of ours alone.</summary>
    /// <exception cref="InvalidDataException">The text is no result of the bench.</exception>
    public static BenchModelResult AddTo(BenchModelResult result, string json)
    {
        try
        {
            PeerReport report = JsonSerializer.Deserialize(json, BenchModelJsonContext.Default.PeerReport) ?? throw new JsonException("there is none");
            return result with { Rows = report.Rows, Summary = report.Summary };
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"The bench printed no result that can be read: {fault.Message}", fault);
        }
    }
}

internal sealed record PeerReport(IReadOnlyList<BenchedRow> Rows, BenchedSummary? Summary);

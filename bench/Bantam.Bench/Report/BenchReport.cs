using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bantam.Bench;

/// <summary>Everything that one run of the bench found.</summary>
/// <param name="Schema">The version of this document.</param>
/// <param name="Bench">Which bench ran.</param>
/// <param name="Environment">The machine and the peers.</param>
/// <param name="Rows">The lines.</param>
/// <param name="Summary">The ratios together, one line per peer and number of threads.</param>
internal sealed record BenchReport(string Schema, string Bench, MachineFacts Environment, IReadOnlyList<BenchRow> Rows, RatioSummary? Summary)
{
    /// <summary>The ratios per peer.</summary>
    public IReadOnlyList<PeerSummary> Peers { get; init; } = [];

    public static BenchReport Of(string bench, MachineFacts environment, IReadOnlyList<BenchRow> rows) =>
        new("bantam.bench/1", bench, environment, rows, RatioSummary.Of(rows))
        {
            Peers = [.. rows
                .Where(row => row.Ratio is not null)
                .GroupBy(row => (Family(row.PeerName), row.Threads))
                .Select(group => new PeerSummary(group.Key.Item1, group.Key.Threads, RatioSummary.Of([.. group])!))],
        };

    public string ToJson() => JsonSerializer.Serialize(this, BenchJsonContext.Default.BenchReport);

    /// <summary>A peer without the details in parentheses behind its name.</summary>
    private static string Family(string? peer) => peer is null ? "" : peer.Split(" (")[0];
}

/// <summary>Many ratios in three numbers.</summary>
/// <param name="Geomean">Their geometric mean.</param>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
internal sealed record RatioSummary(double Geomean, double Min, double Max)
{
    public static RatioSummary? Of(IReadOnlyList<BenchRow> rows)
    {
        double[] ratios = [.. rows.Where(row => row.Ratio is not null).Select(row => row.Ratio!.Value)];
        return ratios.Length == 0 ? null : new RatioSummary(Math.Exp(ratios.Average(Math.Log)), ratios.Min(), ratios.Max());
    }
}

/// <summary>The ratios to one peer.</summary>
internal sealed record PeerSummary(string PeerName, int Threads, RatioSummary Ratio);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchJsonContext : JsonSerializerContext;

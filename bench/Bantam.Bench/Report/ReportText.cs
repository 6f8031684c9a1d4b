using System.Globalization;
using System.Text;

namespace Bantam.Bench;

/// <summary>A report for people.</summary>
internal static class ReportText
{
    public static string Row(BenchRow row)
    {
        string figures = $"{row.Name,-28} {row.Threads,2}t {Number(row.Ours),10} {Number(row.Peer),10} {row.Unit,-10}";
        string verdict = row.Status switch
        {
            RowStatus.Measured => string.Create(CultureInfo.InvariantCulture, $"{row.Ratio,7:0.00}x ±{row.Spread * 50:0}% {row.PeerName}"),
            RowStatus.Alone => row.Reason ?? "",
            _ => $"{(row.Status == RowStatus.Absent ? "absent" : "DISAGREES")}: {row.PeerName}: {row.Reason}",
        };
        return $"{figures} {verdict}".TrimEnd();
    }

    public static string Ending(BenchReport report)
    {
        StringBuilder text = new();
        foreach (PeerSummary peer in report.Peers)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"against {peer.PeerName}, {peer.Threads} thread(s): geometric mean {peer.Ratio.Geomean:0.00}x, from {peer.Ratio.Min:0.00}x to {peer.Ratio.Max:0.00}x");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"{report.Environment.Processor}, {report.Environment.Cores} cores, {report.Environment.Lanes} lanes, {report.Environment.Runtime}, load {report.Environment.Load:0.0}");
        return text.ToString();
    }

    private static string Number(double? value) => value switch
    {
        null => "-",
        >= 1000 => value.Value.ToString("#,0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
    };
}

using System.Globalization;
using System.Text;

namespace Bantam.Bench;

/// <summary>A report's rows for spreadsheets.</summary>
internal static class ReportCsv
{
    public static string Of(BenchReport report)
    {
        StringBuilder text = new("bench,name,threads,unit,ours,peer,peerName,ratio,spread\n");
        foreach (BenchRow row in report.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{report.Bench},{row.Name},{row.Threads},{row.Unit},{row.Ours},{row.Peer},\"{row.PeerName}\",{row.Ratio},{row.Spread}\n");
        }

        return text.ToString();
    }
}

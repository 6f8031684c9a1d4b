using Bantam.Model;

namespace Bantam.Reports;

/// <summary>Saves a report as <c>report.json</c> and <c>report.html</c>.</summary>
public static class ReportFiles
{
    /// <summary>Saves both files; whatever goes wrong, each file is either the old one or the new one, never a part.</summary>
    /// <param name="report">The report.</param>
    /// <param name="folder">The folder, which is made where it is missing.</param>
    /// <exception cref="IOException">A file cannot be written, for example because the disk is full; the message says which.</exception>
    /// <exception cref="InvalidOperationException">A number of the report is not finite; no file was touched.</exception>
    public static void Save(FitReport report, string folder)
    {
        string json = report.ToJson(indented: true) + "\n";
        string html = HtmlReport.Write(report);
        try
        {
            AtomicFile.WriteText(Path.Combine(folder, "report.json"), json);
            AtomicFile.WriteText(Path.Combine(folder, "report.html"), html);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The report cannot be saved in '{folder}': {e.Message.TrimEnd('.')}. No file was left half written. "
                + "Free space, or name a folder that can be written.",
                e);
        }
    }
}

using System.Text;

namespace Bantam.Reports;

/// <summary>Saves a report as <c>report.json</c> and <c>report.html</c>.</summary>
public static class ReportFiles
{
    /// <summary>Saves both files; whatever goes wrong, each file is either the old one or the new one, never a part.</summary>
    /// <param name="report">The report.</param>
    /// <param name="folder">The folder, which is made where it is missing.</param>
    /// <exception cref="IOException">A file cannot be written, for example because the disk is full; the message says which.</exception>
    /// <exception cref="InvalidOperationException">A number of the report is not finite; no file was touched.</exception>
    public static void Save(FitReport report, string folder) => Save(report, folder, static path =>
        new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None));

    /// <summary>The same, with the given way to open a new file.</summary>
    internal static void Save(FitReport report, string folder, Func<string, Stream> create)
    {
        (string Path, string Text)[] files =
        [
            (Path.Combine(folder, "report.json"), report.ToJson(indented: true) + "\n"),
            (Path.Combine(folder, "report.html"), HtmlReport.Write(report)),
        ];
        string[] beside = [.. files.Select(f => $"{f.Path}.{Path.GetRandomFileName()}")];
        try
        {
            Directory.CreateDirectory(folder);

            // Both are complete on disk before either takes its place: a full disk leaves the old pair.
            for (int i = 0; i < files.Length; i++)
            {
                Write(create, beside[i], files[i].Text);
            }

            for (int i = 0; i < files.Length; i++)
            {
                File.Move(beside[i], files[i].Path, overwrite: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            foreach (string path in beside.Where(File.Exists))
            {
                File.Delete(path);
            }

            throw new IOException(
                $"The report cannot be saved in '{folder}': {e.Message.TrimEnd('.')}. No file was left half written. Free space, or name a folder that can be written.", e);
        }
    }

    private static void Write(Func<string, Stream> create, string path, string text)
    {
        using Stream stream = create(path);
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush();
        (stream as FileStream)?.Flush(flushToDisk: true);
    }
}

using Bantam.Reports;

namespace Bantam.Tests.Reports;

public sealed class ReportFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bantam-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Both_files_are_saved_and_saved_again()
    {
        string folder = Path.Combine(_folder, "new", "folder");
        ReportFiles.Save(SampleReport.Unproved(), folder);
        ReportFiles.Save(SampleReport.Lenet(), folder);
        Assert.Equal(SampleReport.Lenet().ToJson(indented: true) + "\n", File.ReadAllText(Path.Combine(folder, "report.json")));
        Assert.Equal(HtmlReport.Write(SampleReport.Lenet()), File.ReadAllText(Path.Combine(folder, "report.html")));
        Assert.Equal(["report.html", "report.json"], Contents(folder));
    }

    [Theory]
    [InlineData("report.json")]
    [InlineData("report.html")]
    public void A_file_that_cannot_be_written_stays_as_it_was(string name)
    {
        ReportFiles.Save(SampleReport.Lenet(), _folder);
        string old = File.ReadAllText(Path.Combine(_folder, name));
        Directory.CreateDirectory(Path.Combine(_folder, name + ".partial"));
        IOException error = Assert.Throws<IOException>(() => ReportFiles.Save(SampleReport.Missed(), _folder));
        Assert.Contains(_folder, error.Message, StringComparison.Ordinal);
        Assert.Equal(old, File.ReadAllText(Path.Combine(_folder, name)));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_gives_an_error_that_names_it()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "old");
        IOException error = Assert.Throws<IOException>(() => ReportFiles.Save(SampleReport.Lenet(), Path.Combine(file, "out")));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(file));
    }

    [Fact]
    public void A_report_that_has_no_json_touches_no_file()
    {
        ReportFiles.Save(SampleReport.Lenet(), _folder);
        Assert.Throws<InvalidOperationException>(() => ReportFiles.Save(SampleReport.Missed() with { Seconds = double.NaN }, _folder));
        Assert.Equal(SampleReport.Lenet().ToJson(indented: true) + "\n", File.ReadAllText(Path.Combine(_folder, "report.json")));
    }

    private static string[] Contents(string folder) =>
        [.. Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
}

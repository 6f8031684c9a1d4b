using System.Text.Json;
using Bantam.Cli;
using Bantam.Studies;

namespace Bantam.Tests.Cli;

public sealed class StudyCommandTests
{
    [Fact]
    public void The_list_names_every_study()
    {
        CommandRun run = CommandRun.Here("study", "list");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(StudyBook.All, study => Assert.Contains(study.Id, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void As_JSON_a_run_has_the_fields_of_the_contract()
    {
        CommandRun run = CommandRun.Here("study", "run", "alexnet", "--json");

        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(["schema", "studies"], Names(json.RootElement));
        JsonElement study = Assert.Single(json.RootElement.GetProperty("studies").EnumerateArray());
        Assert.Equal(["id", "title", "lines", "ledger", "rows", "figures"], Names(study));
        Assert.Equal(["what", "notes", "ours", "verdict", "erratum"], Names(study.GetProperty("rows")[0]));
        Assert.Equal(["id", "title", "file", "points"], Names(study.GetProperty("figures")[0]));
        Assert.Equal(724_406_816, study.GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("what").GetString() == "MACs, two towers").GetProperty("ours").GetInt64());
    }

    [Fact]
    public void As_JSON_the_list_has_every_study_and_no_rows()
    {
        CommandRun run = CommandRun.Here("study", "list", "--json");

        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement[] studies = [.. json.RootElement.GetProperty("studies").EnumerateArray()];
        Assert.Equal(StudyBook.All.Select(study => study.Id), studies.Select(study => study.GetProperty("id").GetString()));
        Assert.All(studies, study => Assert.Equal(0, study.GetProperty("rows").GetArrayLength()));
    }

    [Fact]
    [Trait("Ledger", "S370")]
    public void One_command_writes_all_tables_and_a_second_run_writes_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        string[] runs = [folder.PathOf("first"), folder.PathOf("second")];
        Assert.All(runs, run => Assert.Equal(0, CommandRun.Here("study", "all", "--seed", "7", "--out", run).ExitCode));

        string[] files = FilesOf(runs[0]);
        Assert.Equal(files, FilesOf(runs[1]));
        Assert.All(StudyBook.All, study => Assert.Contains($"{study.Id}.csv", files));
        Assert.All(files, file => Assert.Equal(File.ReadAllText(Path.Combine(runs[0], file)), File.ReadAllText(Path.Combine(runs[1], file))));
    }

    [Fact]
    public void A_study_that_differs_makes_the_run_fail()
    {
        StringWriter error = new();
        CommandContext context = new(TextWriter.Null, error, "", CancellationToken.None);
        Study wrong = new() { Id = "wrong", Title = "Wrong", Lines = "1", Ledger = ["S001"], Fill = page => page.Agrees("one", 1, 2) };

        Assert.Equal(1, StudyCommand.Run(context, [StudyBook.All[0], wrong], null));
        Assert.Contains("study 'wrong' differs", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("study run alexnt", "There is no study 'alexnt'. Did you mean 'alexnet'?")]
    [InlineData("study run", "ID")]
    [InlineData("study", "'study' needs a command: list, run, all.")]
    public void What_names_no_study_is_refused_with_exit_code_2(string arguments, string message)
    {
        CommandRun run = CommandRun.Here(arguments.Split(' '));

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_a_file_is_refused_with_a_message()
    {
        using TemporaryFolder folder = new();
        string file = folder.PathOf("file");
        File.WriteAllText(file, "");

        CommandRun run = CommandRun.Here("study", "run", "alexnet", "--out", file);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("cannot be saved in", run.Error, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(field => field.Name);

    private static string[] FilesOf(string folder) => [.. Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}

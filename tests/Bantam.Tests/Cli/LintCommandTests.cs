using System.Text.Json;
using Bantam.Advice;
using Bantam.Cli;
using Bantam.Model;
using Spectre.Console;

namespace Bantam.Tests.Cli;

public sealed class LintCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    [Trait("Ledger", "S372")]
    public void A_pitfall_gives_exit_code_3_unless_it_is_suppressed()
    {
        string file = Saved(Graph.Create([4], x => x.Dense(8, bias: false).BatchNorm().Dropout().Dense(2)));

        CommandRun found = CommandRun.Here("lint", file);
        Assert.Equal((3, ""), (found.ExitCode, found.Error));
        Assert.Contains("W-BN-DROPOUT", found.Output, StringComparison.Ordinal);
        Assert.Contains("batchNorms 1, dropouts 1, largestRate 0.5", found.Output, StringComparison.Ordinal);

        CommandRun suppressed = CommandRun.Here("lint", file, "--suppress", "W-BN-DROPOUT");
        Assert.Equal((0, ""), (suppressed.ExitCode, suppressed.Error));
        Assert.Contains("Suppressed: W-BN-DROPOUT.", suppressed.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hint", 3)]
    [InlineData("warning", 0)]
    [InlineData("error", 0)]
    public void The_least_severity_that_fails_can_be_chosen(string severity, int exitCode) =>
        Assert.Equal(exitCode, CommandRun.Here("lint", "lenet", "--fail-on", severity).ExitCode);

    [Fact]
    [Trait("Ledger", "S372")]
    public void The_JSON_has_the_fields_of_the_contract()
    {
        CommandRun run = CommandRun.Here("lint", "alexnet", "--device", "cortex-m4", "--json");
        Assert.Equal((3, ""), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal("schema", json.RootElement.EnumerateObject().First().Name);
        JsonElement finding = json.RootElement.GetProperty("findings").EnumerateArray().First();
        Assert.Equal("error", finding.GetProperty("severity").GetString());
        Assert.True(finding.GetProperty("evidence").EnumerateObject().All(number => number.Value.ValueKind == JsonValueKind.Number));
        Assert.All("rule layer suggestion".Split(' '), field => Assert.True(finding.TryGetProperty(field, out _), field));
        Assert.Equal("high", json.RootElement.GetProperty("efficiency").EnumerateArray().Single(row => row.GetProperty("kind").GetString() == "dense").GetProperty("parameters").GetString());
        Assert.Contains("W-SATURATION", json.RootElement.GetProperty("unchecked").EnumerateArray().Select(rule => rule.GetString()));
    }

    [Fact]
    public void Two_networks_are_compared()
    {
        CommandRun run = CommandRun.Here("lint", "resnet152", "--against", "vgg16", "--fail-on", "error", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement comparison = json.RootElement.GetProperty("comparison");
        Assert.Equal(0.44, comparison.GetProperty("parameterRatio").GetDouble(), 0.005);
        Assert.Equal(0.73, comparison.GetProperty("macRatio").GetDouble(), 0.005);
        Assert.Contains("Compared", CommandRun.Here("lint", "lenet", "--against", "mlp").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Accuracy_is_measured_where_there_are_data()
    {
        string file = Saved(Graph.Create([28, 28, 1], x => x.Flatten().Dense(10)));
        CommandRun run = CommandRun.Here("lint", file, "--against", "tiny-mlp", "--data", "digits", "--fail-on", "error");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("accuracy per million MACs", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Not checked without --data", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lint lenett", "Did you mean 'lenet'?")]
    [InlineData("lint lenet --suppress W-BN-DROPUOT", "There is no rule 'W-BN-DROPUOT'. Did you mean 'W-BN-DROPOUT'?")]
    [InlineData("lint lenet --device cortx-m4", "Did you mean 'cortex-m4'?")]
    [InlineData("lint lenet --data digit", "Did you mean 'digits'?")]
    [InlineData("lint lenet --fail-on sometimes", "'warning'")]
    [InlineData("lint lenet --operations 1e9", "--operations and --bandwidth belong together")]
    [InlineData("lint lenet --accumulator-bits 4", "Accumulators are 8 to 64 bits wide, but got 4")]
    [InlineData("lint", "FILE")]
    public void What_cannot_be_is_refused_with_exit_code_2(string arguments, string message)
    {
        CommandRun run = CommandRun.Here(arguments.Split(' '));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        CommandRun run = CommandRun.Here("lint", "nowhere/net.bantam");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("There is no file 'nowhere/net.bantam'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_narrow_terminal_identifiers_stay_whole()
    {
        StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text), Ansi = AnsiSupport.No });
        console.Profile.Width = 80;
        IReadOnlyList<Finding> findings = Lint.Of(Networks.Create("alexnet")).Findings;

        console.Write(LintTables.Findings(findings));

        string[] lines = text.ToString().Split('\n');
        Assert.All(lines, line => Assert.True(line.TrimEnd().Length <= 80, line));
        Assert.All(findings, finding => Assert.Contains(lines, line => line.Contains(finding.Rule, StringComparison.Ordinal)));
    }

    public void Dispose() => _folder.Dispose();

    private string Saved(Graph graph)
    {
        string path = _folder.PathOf("net.bantam");
        ModelFile.Save(graph, path);
        return path;
    }
}

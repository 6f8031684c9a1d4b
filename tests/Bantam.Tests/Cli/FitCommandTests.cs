using System.Text.Json;
using Bantam.Model;
using Bantam.Tests.Deployment;

namespace Bantam.Tests.Cli;

public sealed class FitCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void It_talks_on_stderr_and_prints_the_result_on_stdout()
    {
        CommandRun run = Run("--color", "never");

        Assert.Equal(0, run.ExitCode);
        string[] said = ["bantam fit: data sine, network tiny-mlp, device cortex-m4, seed 1", "Data: ", "dense1", "Epoch 2/2  loss ", "images/s", "s left", "Trained: rmse ", "PostTrainingQuantization", "Host C: ", "Emulated cortex-m4: "];
        Assert.All(said, text => Assert.Contains(text, run.Error, StringComparison.Ordinal));
        string[] printed = ["rmse, Float32", "rmse, deployed int8", "flash", "RAM", "C on this machine", "C on emulated cortex-m4", "report.html, report.json"];
        Assert.All(printed, text => Assert.Contains(text, run.Output, StringComparison.Ordinal));
        Assert.DoesNotContain('\u001B', run.Output + run.Error);
        Assert.True(File.Exists(_folder.PathOf("report.html")) && File.Exists(_folder.PathOf("report.json")));
    }

    [Fact]
    public void Lines_are_never_wrapped()
    {
        CommandRun run = Run("--device", CustomDevice());

        string line = run.Output.Split('\n').Single(text => text.StartsWith("C on emulated c99", StringComparison.Ordinal));
        Assert.EndsWith("Cortex-M55.", line.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_of_ones_own_is_emulated_where_its_core_is_known()
    {
        RequiredTools.SkipWithoutEmulator();

        Assert.Contains("C on emulated cortex-m4", Run("--device", CustomDevice("Cortex-M4F")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Quiet_leaves_the_result_alone()
    {
        CommandRun run = Run("--quiet");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("rmse, deployed int8", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_progress_no_epoch_is_told()
    {
        CommandRun run = Run("--progress", "none");

        Assert.DoesNotContain("Epoch", run.Error, StringComparison.Ordinal);
        Assert.Contains("Trained:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void As_JSON_it_prints_one_object_with_all_that_the_contract_asks_for()
    {
        CommandRun run = Run("--json", "--seed", "18446744073709551615");

        Assert.Equal(0, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement root = json.RootElement;
        Assert.Equal("schema", root.EnumerateObject().First().Name);
        Assert.Equal(ulong.MaxValue, root.GetProperty("seed").GetUInt64());
        string[] fields =
        [
            "data", "network", "device", "metric", "accuracy.float", "accuracy.deployed", "accuracy.samples", "macs", "parameters",
            "flashBytes", "ramBytes", "fits", "steps", "verify.host.status", "verify.host.samples", "verify.host.mismatches",
            "verify.emulator.status", "verify.emulator.target", "verify.emulator.samples", "verify.emulator.mismatches", "files", "seconds",
        ];
        Assert.All(fields, field => Assert.NotEqual(JsonValueKind.Undefined, Field(root, field).ValueKind));
        if (Field(root, "verify.emulator.status").GetString() == "proved")
        {
            Assert.True(Field(root, "verify.emulator.instructionsPerInference").GetInt64() > 0);
            Assert.True(Field(root, "verify.emulator.stackBytes").GetInt64() > 0);
        }

        Assert.Contains("Epoch 2/2", run.Error, StringComparison.Ordinal);
        Assert.Contains("rmse, deployed int8", run.Error, StringComparison.Ordinal);
        Assert.All(root.GetProperty("files").EnumerateArray(), file => Assert.True(File.Exists(_folder.PathOf(file.GetString()!))));
    }

    [Fact]
    public void Quiet_JSON_is_JSON_alone()
    {
        CommandRun run = Run("--json", "--quiet");

        Assert.Equal("", run.Error);
        JsonDocument.Parse(run.Output).Dispose();
    }

    [Fact]
    public void A_missed_bound_and_a_missed_budget_are_named_with_their_gap_and_exit_code_3()
    {
        CommandRun run = Run("--quiet", "--ceiling", "0.001", "--flash", "100", "--ram", "16");

        Assert.Equal(3, run.ExitCode);
        Assert.Matches(@"bantam: the rmse 0\.\d{4} misses the ceiling 0\.0010 by 0\.\d{4}\.", run.Error);
        Assert.Matches(@"bantam: flash [\d,]+ bytes exceeds the budget 100 by [\d,]+\.", run.Error);
        Assert.Matches(@"bantam: RAM [\d,]+ bytes exceeds the budget 16 by [\d,]+\.", run.Error);
        Assert.Contains("MISSED", run.Output, StringComparison.Ordinal);
        Assert.Contains("TOO MUCH", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.PathOf("report.html")));
    }

    [Fact]
    public void An_op_without_an_int8_form_is_exit_code_4()
    {
        ModelFile.Save(ExponentialNetwork.Create(), _folder.PathOf("exponential.bantam"));

        CommandRun run = Run("--network", _folder.PathOf("exponential.bantam"));

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("bantam: Node 'exp1' is Exp", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_folder_that_cannot_be_written_is_exit_code_1()
    {
        File.WriteAllText(_folder.PathOf("file"), "");

        CommandRun run = CommandRun.Here("fit", "--data", "sine", "--network", "tiny-mlp", "--out", _folder.PathOf("file"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("cannot be written", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_of_ones_own_is_read_from_a_file_and_its_missing_proof_fails_where_it_is_required()
    {
        string device = CustomDevice();

        Assert.Equal(0, Run("--device", device).ExitCode);
        CommandRun required = Run("--device", device, "--quiet", "--require-verify");

        Assert.Equal(1, required.ExitCode);
        Assert.Contains("--require-verify", required.Error, StringComparison.Ordinal);
        Assert.Contains("There is no emulated machine for the device 'my-board'", required.Output, StringComparison.Ordinal);
        Assert.Contains("of 5,000 bytes", required.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"name\": \"my-board\" }")]
    [InlineData("not JSON")]
    [InlineData("{ \"name\": \"b\", \"core\": \"c\", \"instructionSet\": \"i\", \"clockHertz\": 1, \"flashBytes\": -5, \"ramBytes\": 1, \"source\": \"s\" }")]
    public void A_device_file_that_is_none_is_refused(string text)
    {
        string path = _folder.PathOf("device.json");
        File.WriteAllText(path, text);

        CommandRun run = Run("--device", path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(path, run.Error, StringComparison.Ordinal);
        Assert.Equal(1, Run("--device", _folder.PathOf("absent.json")).ExitCode);
    }

    [Fact]
    public async Task Without_tools_it_is_unproved_which_is_no_failure_unless_proofs_are_required()
    {
        CommandRun run = await CommandRun.ApartAsync(withPath: false, Arguments("--json"));
        CommandRun required = await CommandRun.ApartAsync(withPath: false, Arguments("--quiet", "--require-verify"));

        Assert.Equal(0, run.ExitCode);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal("unproved", Field(json.RootElement, "verify.host.status").GetString());
        Assert.False(json.RootElement.GetProperty("memoryIsMeasured").GetBoolean());
        Assert.Equal(1, required.ExitCode);
        Assert.Contains("UNPROVED. host C compiler is not on this machine.", required.Output, StringComparison.Ordinal);
        Assert.Contains("nothing was linked", required.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static JsonElement Field(JsonElement root, string path) =>
        path.Split('.').Aggregate(root, (element, name) => element.TryGetProperty(name, out JsonElement field) ? field : default);

    private CommandRun Run(params string[] more) => CommandRun.Here(Arguments(more));

    // Where an option stands twice, as the network does for some tests, only one of the two is given.
    private string[] Arguments(params string[] more)
    {
        string[] network = more.Contains("--network") ? [] : ["--network", "tiny-mlp"];
        return ["fit", "--data", "sine", .. network, "--epochs", "2", "--out", _folder.Path, .. more];
    }

    private string CustomDevice(string core = "Cortex-A7")
    {
        string path = _folder.PathOf("device.json");
        File.WriteAllText(path, $$"""
            { "name": "my-board", "core": "{{core}}", "instructionSet": "Armv7", "hasDsp": true, "hasFpu": true,
              "clockHertz": 64000000, "flashBytes": 100000, "ramBytes": 5000, "source": "its data sheet" }
            """);
        return path;
    }
}

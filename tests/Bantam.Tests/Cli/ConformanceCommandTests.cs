using System.Text.Json;

namespace Bantam.Tests.Cli;

public sealed class ConformanceCommandTests
{
    private const string Passing = """{ "case": "pad", "kind": "pad", "config": { "INPUT_N": 1, "INPUT_H": 1, "INPUT_W": 1, "INPUT_C": 1, "PRE_PAD_N": 0, "PRE_PAD_H": 1, "PRE_PAD_W": 0, "PRE_PAD_C": 0, "POST_PAD_N": 0, "POST_PAD_H": 0, "POST_PAD_W": 0, "POST_PAD_C": 0, "PAD_VALUE": -128 }, "arrays": { "input_tensor": { "type": "int8_t", "data": [7] }, "output": { "type": "int8_t", "data": [-128, 7] } } }""";

    [Fact]
    public void The_JSON_counts_the_cases_and_names_each_with_its_reason()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathOf("a.json"), Passing);
        File.WriteAllText(folder.PathOf("b.json"), Passing.Replace("[-128, 7]", "[-128, 8]", StringComparison.Ordinal));
        File.WriteAllText(folder.PathOf("c.json"), Passing.Replace("\"kind\": \"pad\"", "\"kind\": \"fft\"", StringComparison.Ordinal));
        CommandRun run = CommandRun.Here("conformance", "kernels", folder.Path, "--json");
        Assert.Equal(1, run.ExitCode);
        JsonElement json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal((1, 1, 1), (json.GetProperty("passed").GetInt32(), json.GetProperty("failed").GetInt32(), json.GetProperty("skipped").GetInt32()));
        string[] statuses = [.. json.GetProperty("cases").EnumerateArray().Select(outcome => $"{outcome.GetProperty("name")} {outcome.GetProperty("status")}")];
        Assert.Equal(["a passed", "b failed", "c skipped"], statuses);
        Assert.Contains("is 7, expected 8", json.GetProperty("cases")[1].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_lists_what_did_not_pass()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.PathOf("a.json"), Passing);
        CommandRun run = CommandRun.Here("conformance", "kernels", folder.Path);
        Assert.Equal((0, "1 passed, 0 failed, 0 skipped"), (run.ExitCode, run.Output.Trim()));
    }

    [Fact]
    public void A_path_that_does_not_exist_is_named()
    {
        CommandRun run = CommandRun.Here("conformance", "tflite-ops", "no-such.zip");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no-such.zip", run.Error, StringComparison.Ordinal);
    }
}

using System.Text.Json;
using Bantam.Costs;

namespace Bantam.Tests.Cli;

public sealed class DevicesCommandTests
{
    [Fact]
    public void The_list_names_every_device()
    {
        CommandRun run = CommandRun.Here("devices");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(Devices.All, device => Assert.Contains(device.Name, run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void The_JSON_has_every_device_with_its_sections()
    {
        using JsonDocument json = Json("devices", "--json");
        Assert.Equal("schema", json.RootElement.EnumerateObject().First().Name);
        JsonElement[] devices = [.. json.RootElement.GetProperty("devices").EnumerateArray()];
        Assert.Equal(Devices.All.Select(device => device.Name), devices.Select(device => device.GetProperty("name").GetString()));
        JsonElement gpu = devices.Single(device => device.GetProperty("name").GetString() == "ga100");
        Assert.Equal("gpu", gpu.GetProperty("class").GetString());
        Assert.Equal(1.9e12, gpu.GetProperty("memory")[3].GetProperty("bytesPerSecond").GetDouble());
        Assert.Equal("popcount", gpu.GetProperty("units")[3].GetProperty("kernel").GetString());
    }

    [Fact]
    public void One_device_is_shown_with_the_source_of_each_figure()
    {
        CommandRun run = CommandRun.Here("devices", "x86-server");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("16 stages, up to 6 started in a cycle, a branch not foreseen costs 17 cycles, out of order", run.Output, StringComparison.Ordinal);
        Assert.Contains("measured: 177 GFLOP/s in Float32", run.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        using JsonDocument json = Json("devices", "x86-server", "--json");
        Assert.Equal(1, json.RootElement.GetProperty("devices").GetArrayLength());
    }

    [Fact]
    public void A_file_of_ones_own_is_shown_like_a_built_in_device()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "board.json");
        File.WriteAllText(path, """{ "name": "board", "core": "Cortex-M4F", "instructionSet": "Armv7E-M", "clockHertz": 64000000, "flashBytes": 1048576, "ramBytes": 262144, "source": "its data sheet" }""");
        Assert.Contains("its data sheet", CommandRun.Here("devices", path).Output, StringComparison.Ordinal);
        File.WriteAllText(path, """{ "name": "board", "ramBytes": "64kB" }""");
        CommandRun run = CommandRun.Here("devices", path);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("ramBytes in line 1 has a value of the wrong kind", run.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_device_suggests_the_nearest() =>
        Assert.Contains("Did you mean 'cortex-m4'?", CommandRun.Here("devices", "cortex-m44").Error, StringComparison.Ordinal);

    [Fact]
    public void Inspect_predicts_a_time_and_says_what_it_rests_on()
    {
        using JsonDocument calibrated = Json("inspect", "lenet", "--device", "cortex-m4", "--json");
        JsonElement latency = calibrated.RootElement.GetProperty("latency");
        Assert.Equal("calibrated", latency.GetProperty("basis").GetString());
        Assert.InRange(latency.GetProperty("milliseconds").GetDouble(), 1, 100);
        Assert.InRange(latency.GetProperty("instructions").GetDouble(), 300_000, 3_000_000);
        using JsonDocument modeled = Json("inspect", "lenet", "--device", "ga100", "--json");
        Assert.Equal("modeled", modeled.RootElement.GetProperty("latency").GetProperty("basis").GetString());
        Assert.Contains("for each inference, predicted (calibrated)", CommandRun.Here("inspect", "lenet", "--device", "cortex-m4").Output, StringComparison.Ordinal);
    }

    private static JsonDocument Json(params string[] arguments)
    {
        CommandRun run = CommandRun.Here(arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonDocument.Parse(run.Output);
    }
}

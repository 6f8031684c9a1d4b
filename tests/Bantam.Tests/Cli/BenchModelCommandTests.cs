using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bantam.Cli;
using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Cli;

[Collection(nameof(RunsAlone))]
public sealed partial class BenchModelCommandTests : IDisposable
{
    private static readonly string[] s_quick = ["--force", "--warm-up", "1", "--iterations", "20"];
    private readonly int _threads = Parallelism.Threads;
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        Parallelism.Threads = _threads;
        _folder.Dispose();
    }

    [Fact]
    [Trait("Ledger", "S352")]
    public void The_json_keeps_the_scopes_apart()
    {
        CommandRun run = Bench("lenet", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonElement root = JsonDocument.Parse(run.Output).RootElement;

        Assert.Equal("schema", root.EnumerateObject().First().Name);
        Assert.Equal(("bantam.bench/1", "model"), (root.GetProperty("schema").GetString(), root.GetProperty("bench").GetString()));
        Assert.Equal(["kernel", "layer", "endToEnd"], root.GetProperty("measurements").EnumerateArray().Select(measurement => measurement.GetProperty("scope").GetString()));
        JsonElement row = Assert.Single(root.GetProperty("rows").EnumerateArray());
        Assert.Equal(("lenet", 1, "samples/s", "alone"), (row.GetProperty("name").GetString(), row.GetProperty("threads").GetInt32(), row.GetProperty("unit").GetString(), row.GetProperty("status").GetString()));
        Assert.All(["ours", "peer", "peerName", "ratio", "spread"], name => Assert.True(row.TryGetProperty(name, out _), name));
        Assert.Equal(JsonValueKind.Null, root.GetProperty("summary").ValueKind);
        Assert.All(["processor", "cores", "lanes", "runtime", "system", "load", "commit", "threads"], name => Assert.True(root.GetProperty("environment").TryGetProperty(name, out _), name));
        JsonElement layers = root.GetProperty("measurements")[1].GetProperty("layers");
        Assert.Equal(5, layers.GetArrayLength());
        Assert.All(["name", "op", "milliseconds", "share", "macs", "modelledShare"], name => Assert.True(layers[0].TryGetProperty(name, out _), name));
    }

    [Fact]
    [Trait("Ledger", "S163")]
    public void Matrix_products_do_nearly_all_of_the_operations_of_ResNet_18_and_their_share_of_the_time_is_printed()
    {
        CostReport cost = CostCounter.Count(InferencePasses.Apply(Networks.Create("resnet18")));
        double Operations(Func<LayerCost, bool> which) =>
            cost.Layers.Where(which).Sum(layer => (double)layer.Arithmetic.Multiplications + layer.Arithmetic.Additions + layer.Arithmetic.Others);
        Assert.InRange(Operations(layer => layer.Op is nameof(Conv2d) or nameof(Dense)) / Operations(_ => true), 0.9, 1);

        CommandRun run = CommandRun.Here("bench", "model", "resnet18", "--force", "--warm-up", "0", "--iterations", "2");
        Assert.Equal(0, run.ExitCode);
        Match printed = TimeShare().Match(run.Output);
        Assert.InRange(double.Parse(printed.Groups["share"].Value, CultureInfo.InvariantCulture), 50, 100);
        Assert.Contains("modelled", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lenet", "--iterations", "100")]
    [InlineData("lenet", "--warm-up", "5")]
    [InlineData("lenet", "--batch", "0")]
    [InlineData("lenet", "--percentile", "median")]
    [InlineData("lenets")]
    public void What_cannot_be_trusted_is_wrong_usage(params string[] arguments) =>
        Assert.Equal(ExitCode.Usage, CommandRun.Here(["bench", "model", .. arguments]).ExitCode);

    [Fact]
    [Trait("Ledger", "S357")]
    public void A_measurement_compared_with_itself_has_an_interval_around_1()
    {
        string file = Measured("a.json", "lenet");
        CommandRun run = CommandRun.Here("compare", file, file, "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        JsonElement root = JsonDocument.Parse(run.Output).RootElement;

        Assert.Equal("bantam.compare/1", root.GetProperty("schema").GetString());
        Assert.Empty(root.GetProperty("differences").EnumerateArray());
        JsonElement[] times = [.. root.GetProperty("rows").EnumerateArray().Where(row => row.GetProperty("what").GetString() == "p50 ms")];
        Assert.Equal(["kernel", "layer", "endToEnd"], times.Select(row => row.GetProperty("scope").GetString()));
        Assert.All(times, row =>
        {
            Assert.Equal(row.GetProperty("a").GetDouble(), row.GetProperty("b").GetDouble());
            Assert.Equal(1, row.GetProperty("ratio").GetDouble());
            Assert.InRange(1, row.GetProperty("interval")[0].GetDouble(), row.GetProperty("interval")[1].GetDouble());
        });
    }

    [Fact]
    [Trait("Ledger", "S354")]
    public void Measurements_of_different_batches_are_not_compared()
    {
        CommandRun run = CommandRun.Here("compare", Measured("one.json", "tiny-mlp"), Measured("two.json", "tiny-mlp", "--batch", "2"));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("batch (1 and 2)", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_for_people_says_what_it_knows_nothing_of()
    {
        string file = Measured("a.json", "tiny-mlp", "--percentile", "nearest-rank");
        CommandRun run = CommandRun.Here("compare", file, file);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("not measured in turns", run.Output, StringComparison.Ordinal);
        Assert.Contains("samples/s", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_measurements_fails()
    {
        string file = _folder.PathOf("empty.json");
        File.WriteAllText(file, "{}");
        CommandRun run = CommandRun.Here("compare", file, file);

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("holds no measurements", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_peers_take_the_place_of_ours_alone()
    {
        BenchModelResult alone = new() { Measurements = [], Rows = [] };
        BenchModelResult result = BenchPeers.AddTo(alone, """{"schema":"bantam.bench/1","rows":[{"name":"x/1","threads":1,"unit":"samples/s","ours":4,"peer":2,"peerName":"P","ratio":2,"spread":0.1,"status":"measured","reason":null,"noise":0.01}],"summary":{"geomean":2,"min":2,"max":2}}""");

        Assert.Equal(new BenchedRow("x/1", 1, "samples/s", 4, 2, "P", 2, 0.1) { Noise = 0.01 }, Assert.Single(result.Rows));
        Assert.Equal(new BenchedSummary(2, 2, 2), result.Summary);
        Assert.Throws<InvalidDataException>(() => BenchPeers.AddTo(alone, "no json"));
    }

    private static CommandRun Bench(params string[] arguments) => CommandRun.Here(["bench", "model", .. arguments, .. s_quick]);

    private string Measured(string name, params string[] arguments)
    {
        string file = _folder.PathOf(name);
        CommandRun run = Bench([.. arguments, "--json"]);
        Assert.Equal(0, run.ExitCode);
        File.WriteAllText(file, run.Output);
        return file;
    }

    [GeneratedRegex(@"multiply and accumulate take (?<share>[0-9.]+) ?% of the time")]
    private static partial Regex TimeShare();
}

using System.Text;
using System.Text.Json.Nodes;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

public sealed class MeasurementFileTests
{
    private static readonly string[] s_mandatory =
    [
        "scope", "workload", "engine", "quality", "protocol", "runsPerIteration", "milliseconds", "peakMemory", "environment",
        "workload.modelHash", "workload.inputShape", "workload.element", "workload.batch",
        "protocol.warmUp", "protocol.iterations", "protocol.percentiles", "quality.metric", "quality.value", "quality.protocol", "peakMemory.peakBytes", "peakMemory.source",
        "environment.processor", "environment.system", "environment.runtime", "environment.commit", "environment.threads",
    ];

    public static TheoryData<string> Mandatory => [.. s_mandatory];

    [Fact]
    [Trait("Ledger", "S351")]
    public async Task A_record_states_the_minimum_and_survives_its_file()
    {
        string text = await JsonAsync();
        Measurement read = Assert.Single(Parse(text));

        Assert.Equal(text, MeasurementFile.Write([read]));
        JsonNode record = JsonNode.Parse(text)!["measurements"]![0]!;
        Assert.Equal(
            (0.9, "test split, 10 samples", 2.5, 4.5, 2000 / 2.5),
            ((double)record["quality"]!["value"]!, (string)record["quality"]!["protocol"]!, (double)record["p50Milliseconds"]!, Math.Round((double)record["p90Milliseconds"]!, 9), Math.Round((double)record["samplesPerSecond"]!, 9)));
        Assert.Equal((1000, 400), ((long)record["peakMemory"]!["peakBytes"]!, (long)record["peakMemory"]!["nativeBytes"]!));
        Assert.Equal(("linear", "kernel", "int8"), ((string)record["protocol"]!["percentiles"]!, (string)record["scope"]!, (string)record["workload"]!["element"]!));
        Assert.Equal("modelled", (string)record["energy"]![0]!["basis"]!);
    }

    [Theory]
    [Trait("Ledger", "S351")]
    [MemberData(nameof(Mandatory))]
    public async Task A_record_without_a_mandatory_field_is_rejected(string field)
    {
        JsonNode document = JsonNode.Parse(await JsonAsync())!;
        string[] path = field.Split('.');
        JsonObject holder = (JsonObject)(path.Length == 1 ? document["measurements"]![0]! : document["measurements"]![0]![path[0]]!);
        Assert.True(holder.Remove(path[^1]));

        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => Parse(document.ToJsonString()));
        Assert.Contains(path[^1], refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("milliseconds", "[1, 2]", "protocol.iterations")]
    [InlineData("engine", "\" \"", "engine")]
    [InlineData("engine", "null", "engine")]
    [InlineData("scope", "\"everything\"", "scope")]
    [InlineData("scope", "0", "scope")]
    [InlineData("scope", "\"layer\"", "layers")]
    [InlineData("runsPerIteration", "0", "runsPerIteration")]
    [InlineData("energy", "[{\"joules\":-1,\"basis\":\"measured\",\"source\":\"x\"}]", "energy")]
    public async Task A_record_that_makes_no_sense_is_rejected(string field, string value, string named)
    {
        JsonNode document = JsonNode.Parse(await JsonAsync())!;
        document["measurements"]![0]![field] = JsonNode.Parse(value);

        Assert.Contains(named, Assert.Throws<InvalidDataException>(() => Parse(document.ToJsonString())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"measurements\":null}")]
    [InlineData("{\"measurements\":[null]}")]
    [InlineData("{\"measurements\":[{}]}")]
    public void Text_that_holds_no_measurements_is_rejected(string text) => Assert.Throws<InvalidDataException>(() => Parse(text));

    [Fact]
    public void A_file_that_there_is_not_is_named() =>
        Assert.Contains("nowhere.json", Assert.Throws<FileNotFoundException>(() => MeasurementFile.Read("nowhere.json")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_comparison_has_every_figure_that_both_state()
    {
        Measurement first = Parse(await JsonAsync())[0];
        Measurement second = first with
        {
            Milliseconds = [.. first.Milliseconds.Select(time => 2 * time)],
            PeakMemory = first.PeakMemory with { PeakBytes = 500 },
            Environment = first.Environment with { Threads = 64 },
        };
        MeasurementComparison comparison = MeasurementComparison.Of(first, second);

        Assert.Equal(["p50 ms", "p90 ms", "samples/s", "peak memory bytes", "mJ (modelled: table)", "quality: accuracy"], comparison.Figures.Select(figure => figure.What));
        Assert.Equal([2, 2, 2, 0.5, 1, null], comparison.Figures.Select(figure => figure.Ratio));
        Assert.Equal([$"threads: {first.Environment.Threads} and 64"], comparison.Differences);
        MeasuredRatio time = comparison.Figures[0].Interval!;
        Assert.True(time.Low <= 2 && time.High >= 2 && !time.IsInterleaved);
    }

    private static IReadOnlyList<Measurement> Parse(string text) => MeasurementFile.Parse(Encoding.UTF8.GetBytes(text), "test.json");

    private static async Task<string> JsonAsync()
    {
        FakeClock clock = new();
        int runs = 0;
        MeasuredNetwork network = FakeNetwork.Doing(() => clock.Work(0.5 + (runs++ % 5))) with { Energy = [new EnergyFigure(2e-6, ClaimBasis.Modelled, "table")] };
        return MeasurementFile.Write([await new Measurer(null, clock, null).MeasureAsync(network, MeasurementScope.Kernel, TestContext.Current.CancellationToken)]);
    }
}

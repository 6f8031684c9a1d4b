using System.Text.Json;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Tests.Deployment;

namespace Bantam.Tests.Cli;

public sealed class InspectCommandTests
{
    [Fact]
    [Trait("Ledger", "S140"), Trait("Ledger", "S369")]
    public void AlexNet_has_its_weights_in_dense_layers_and_its_work_in_convolutions()
    {
        using JsonDocument json = Inspect("alexnet");
        JsonElement root = json.RootElement;
        Assert.Equal((60_965_224, 724_406_816), (root.GetProperty("parameters").GetInt64(), root.GetProperty("macs").GetInt64()));
        JsonElement[] layers = [.. root.GetProperty("layers").EnumerateArray()];
        Assert.Equal([105_415_200, 223_948_800, 149_520_384, 112_140_288, 74_760_192], Of("Conv2d", "macs"));
        Assert.Equal([37_748_736 + 4096, 16_777_216 + 4096, 4_096_000 + 1000], Of("Dense", "parameters"));
        Assert.Equal(105_415_200 * (64 + 16 + Math.Log2(363)), layers[0].GetProperty("bops").GetDouble(), 1);
        Assert.Equal([34_848 + 96, 307_200 + 256, 884_736 + 384, 663_552 + 384, 442_368 + 256], Of("Conv2d", "parameters"));

        IEnumerable<long> Of(string op, string field) => layers.Where(layer => layer.GetProperty("op").GetString() == op).Select(layer => layer.GetProperty(field).GetInt64());
    }

    [Fact]
    public void The_JSON_has_the_fields_of_the_contract()
    {
        using JsonDocument json = Inspect("resnet50", "--device", "cortex-m4");
        JsonElement root = json.RootElement;
        Assert.Equal("schema", root.EnumerateObject().First().Name);
        foreach (string field in "parameters macs units peakActivationElements weightBytes flashBytes ramBytes bops energyPicojoules arena macsAfterFolding weightBytesAfterFolding layers".Split(' '))
        {
            Assert.True(root.TryGetProperty(field, out _), field);
        }

        Assert.InRange(root.GetProperty("arena").GetProperty("lineBufferedBytes").GetInt64(), 1, root.GetProperty("arena").GetProperty("lowerBoundBytes").GetInt64());
        Assert.Equal(112 * 112, root.GetProperty("layers")[0].GetProperty("weightReuse").GetDouble());
        Assert.Equal(1, root.GetProperty("layers").EnumerateArray().Last().GetProperty("weightReuse").GetDouble());
        Assert.Equal(1_806_336, root.GetProperty("peakActivationElements").GetInt64());
        Assert.Equal(25_557_032L * 4, root.GetProperty("weightBytes").GetInt64());
        Assert.False(root.GetProperty("fits").GetBoolean());
    }

    [Fact]
    public void A_quantized_network_counts_the_bytes_of_its_plan()
    {
        using TemporaryFolder folder = new();
        Graph graph = SampleNetworks.Quantized("convolutions");
        string path = Path.Combine(folder.Path, "quantized.bantam");
        ModelFile.Save(graph, path);
        Plan plan = Lowering.Lower(graph);
        Plan folded = PlanPasses.Apply(plan)[^1].Plan;
        using JsonDocument json = Inspect(path);
        JsonElement root = json.RootElement;
        Assert.Equal(
            (plan.WeightBytes, folded.WeightBytes, folded.Macs, folded.PeakBytes, folded.ArenaBytes),
            (Number(root, "weightBytes"), Number(root, "weightBytesAfterFolding"), Number(root, "macsAfterFolding"), Number(root, "ramBytes"), Number(root.GetProperty("arena"), "bytes")));
        Assert.DoesNotContain(root.GetProperty("layers").EnumerateArray(), layer => layer.GetProperty("op").GetString() == "FakeQuantize");
        Assert.Contains("lower bound", CommandRun.Here("inspect", path, "--plan").Output, StringComparison.Ordinal);

        static long Number(JsonElement element, string field) => element.GetProperty(field).GetInt64();
    }

    [Fact]
    [Trait("Ledger", "S167")]
    public void A_network_that_does_not_fit_says_by_how_much()
    {
        CommandRun run = CommandRun.Here("inspect", "resnet50", "--device", "cortex-m4");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Float32 on cortex-m4: flash 102,228,128 of 2,097,152 bytes, does not fit (48.7 times too much)", run.Output, StringComparison.Ordinal);
        Assert.Contains("fits", CommandRun.Here("inspect", "ds-cnn-s", "--device", "cortex-m4", "--plan").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("vgg17", "Did you mean 'vgg16'?")]
    [InlineData("alexnot", "Did you mean 'alexnet'?")]
    public void An_unknown_name_suggests_the_nearest(string name, string suggestion)
    {
        CommandRun run = CommandRun.Here("inspect", name);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(suggestion, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        CommandRun run = CommandRun.Here("inspect", "nowhere/net.bantam");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("There is no file 'nowhere/net.bantam'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Ledger", "S195")]
    [InlineData("horowitz", 4.6, "sram-1m", "sram-8k")]
    [InlineData("legacy", 3.7, "sram", "sram")]
    public void The_energy_names_its_table_its_formats_and_where_values_live(string table, double picojoulesPerMac, string weights, string activations)
    {
        using JsonDocument json = Inspect("tiny-mlp", "--energy", table);
        JsonElement root = json.RootElement;
        JsonElement energy = root.GetProperty("energy");
        Assert.Equal((table, 64), (energy.GetProperty("preset").GetString(), energy.GetProperty("accessBits").GetInt32()));
        JsonElement float32 = energy.GetProperty("float32");
        Assert.Equal((weights, activations), (float32.GetProperty("weightMemory").GetString(), energy.GetProperty("int8").GetProperty("activationMemory").GetString()));
        Assert.Equal(root.GetProperty("energyPicojoules").GetDouble(), float32.GetProperty("picojoules").GetDouble());
        Assert.Equal(root.GetProperty("energyPicojoules").GetDouble(), root.GetProperty("layers").EnumerateArray().Sum(layer => layer.GetProperty("energyPicojoules").GetDouble()), 1e-6);
        Assert.InRange(float32.GetProperty("parts").GetProperty("computePicojoules").GetDouble() / root.GetProperty("macs").GetInt64(), picojoulesPerMac, 1.5 * picojoulesPerMac);
        Assert.Contains($"Energy ({table}, float32", CommandRun.Here("inspect", "tiny-mlp", "--energy", table).Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ledger", "S195")]
    public void The_detailed_table_is_the_default_and_an_unknown_one_is_refused()
    {
        Assert.Contains("Energy (horowitz, int8): ", CommandRun.Here("inspect", "tiny-mlp").Output, StringComparison.Ordinal);
        CommandRun run = CommandRun.Here("inspect", "tiny-mlp", "--energy", "horovitz");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Did you mean 'horowitz'?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ledger", "S204"), Trait("Ledger", "S205"), Trait("Ledger", "S207"), Trait("Ledger", "S208")]
    public void The_energy_has_gaps_efficiencies_and_multiplications_by_layer()
    {
        using JsonDocument json = Inspect("alexnet");
        JsonElement root = json.RootElement;
        JsonElement energy = root.GetProperty("energy");
        Dictionary<string, double> gaps = energy.GetProperty("gaps").EnumerateArray().ToDictionary(
            gap => $"{gap.GetProperty("costly").GetString()} : {gap.GetProperty("cheap").GetString()}", gap => gap.GetProperty("lowRatio").GetDouble());
        Assert.Equal((13.3, 15.3, 351), (Math.Round(gaps["float16 addition : int8 addition"], 1), Math.Round(gaps["float32 MAC : int8 MAC"], 1), Math.Round(gaps["DRAM access : float32 multiplication"])));
        Assert.Equal("dram", energy.GetProperty("float32").GetProperty("weightMemory").GetString());
        JsonElement dense = root.GetProperty("layers").EnumerateArray().Last(layer => layer.GetProperty("op").GetString() == "Dense");
        Assert.Equal((4_096_000, 2000, 1000), (dense.GetProperty("multiplications").GetInt64(), dense.GetProperty("multiplicationsTernary").GetInt64(), dense.GetProperty("multiplicationsBinary").GetInt64()));
        Assert.InRange(dense.GetProperty("gopsPerWatt").GetDouble(), 1, 435);
        Assert.Contains("of the energy of float32", CommandRun.Here("inspect", "tiny-mlp").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_was_measured_on_a_device_says_what_it_took()
    {
        Assert.Contains("Measured on a cortex-m4: 5.50 mJ an inference", CommandRun.Here("inspect", "ic-ref", "--device", "cortex-m4").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Measured", CommandRun.Here("inspect", "ic-ref").Output, StringComparison.Ordinal);
    }

    private static JsonDocument Inspect(params string[] arguments)
    {
        CommandRun run = CommandRun.Here(["inspect", .. arguments, "--json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return JsonDocument.Parse(run.Output);
    }
}

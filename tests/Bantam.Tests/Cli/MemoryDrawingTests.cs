using Bantam.Cli;
using Bantam.Compression;
using Bantam.Model;
using Bantam.Tests.Model;

namespace Bantam.Tests.Cli;

public sealed class MemoryDrawingTests
{
    private static readonly MemoryDrawing s_map = new("bytes", 2816, 2816,
    [
        new MemoryRow("conv1", 0, 2048, 0, 1),
        new MemoryRow("a/very/long/name/of/an/imported/tensor", 2048, 768, 1, 3),
        new MemoryRow("pool", 0, 512, 3, 4),
    ]);

    [Fact]
    public void A_wide_terminal_has_a_column_for_each_step_and_the_peak_is_marked() => Assert.Equal(
        [
            "Arena 2,816 bytes = lower bound: step 1 needs that much, so no arrangement is smaller.",
            "buffer                    offset  bytes  0",
            "conv1                          0  2,048  =#...",
            "a/very/long/name/of/an/~   2,048    768  .#==.",
            "pool                           0    512  ...==",
            "in use at the peak                2,816   ^",
        ],
        s_map.Lines(120));

    [Theory]
    [InlineData(30)]
    [InlineData(50)]
    [InlineData(80)]
    public void A_narrow_terminal_gets_short_names_and_columns_of_several_steps(int width)
    {
        MemoryDrawing map = new("bytes", 40_000, 30_000, [.. Enumerable.Range(0, 60).Select(i => new MemoryRow($"layer{i}/convolution", 100 * i, 400 + i, i, i + 2))]);
        string[] lines = [.. map.Lines(width)];
        Assert.Equal(63, lines.Length);
        Assert.All(lines.Skip(1), line => Assert.InRange(line.Length, 1, width));
        Assert.Contains("lower bound 30,000", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains('#', StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_to_draw_is_one_line() => Assert.Equal(["Arena: 0 bytes."], new MemoryDrawing("bytes", 0, 0, []).Lines(80));

    [Fact]
    public void Inspect_draws_the_plan_of_a_quantized_network_and_states_its_bytes()
    {
        Graph net = Graph.Create([24, 24, 3], x => x.Conv2d(8, 3).Relu().Conv2d(8, 3).Relu().MaxPool(2).Flatten().Dense(5));
        Graph quantized = new PostTrainingQuantization([SampleTensors.Uniform([4, 24, 24, 3])]).Apply(InferencePasses.Apply(net));
        string file = Path.Combine(Directory.CreateTempSubdirectory("bantam-plan").FullName, "net.bantam");
        ModelFile.Save(quantized, file);
        CommandRun run = CommandRun.Here("inspect", file, "--plan");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("Arena 9,216 bytes = lower bound", run.Output, StringComparison.Ordinal);
        Assert.Contains("beside the input of 1,728 and the output of 5 bytes", run.Output, StringComparison.Ordinal);
        Assert.Contains("The same row by row:", run.Output, StringComparison.Ordinal);

        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(CommandRun.Here("inspect", file, "--json").Output);
        System.Text.Json.JsonElement arena = json.RootElement.GetProperty("arena");
        Assert.Equal((9216, 9216), (arena.GetProperty("bytes").GetInt64(), arena.GetProperty("lowerBoundBytes").GetInt64()));

        // Three rows of the first convolution, two of the second, the pooled image of 12x12.
        Assert.Equal((5 * 24 * 8) + (12 * 12 * 8), arena.GetProperty("lineBufferedBytes").GetInt64());
        Assert.Equal((24 * 24 * 8 * 27) + (24 * 24 * 8 * 72) + (5 * 1152), json.RootElement.GetProperty("macsAfterFolding").GetInt64());
        Assert.Equal((8 * 27) + (8 * 72) + (5 * 1152), json.RootElement.GetProperty("weightBytesAfterFolding").GetInt64());
    }
}

using Bantam.Compression;
using Bantam.Costs;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

public sealed class StreamRowsTests
{
    public static TheoryData<string> Networks { get; } = [.. SampleNetworks.Names, .. Enumerable.Range(1, 20).Select(seed => $"random{seed}"), "separable"];

    /// <summary>Beside the networks that the pass changes, every pair and triple of neighbors that could be a chain runs as one.</summary>
    [Theory, MemberData(nameof(Networks))]
    [Trait("Ledger", "S169")]
    public void Row_by_row_gives_the_bytes_of_layer_by_layer(string network)
    {
        Plan plan = PlantedNetworks.PlanOf(network);
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 100);
        sbyte[] expected = SampleNetworks.RunOnHost(plan, codes);
        PlanChange streamed = new StreamRows().Apply(plan);
        Assert.Equal(streamed.HasChanged, streamed.Plan.ArenaBytes < plan.ArenaBytes);
        Assert.Equal(expected, SampleNetworks.RunOnHost(streamed.Plan, codes));
        sbyte[] few = codes[..(plan.Input.Bytes * 10)];
        foreach (Plan chained in StreamRows.EveryChain(plan))
        {
            Assert.Equal(expected[..(plan.Output.Bytes * 10)], SampleNetworks.RunOnHost(chained, few));
        }
    }

    [Theory, MemberData(nameof(Networks))]
    public void C_runs_row_by_row_as_the_host_does(string network)
    {
        RequiredTools.SkipWithoutHostCompiler();
        Plan plan = PlantedNetworks.PlanOf(network);
        Plan? chained = StreamRows.EveryChain(plan).MaxBy(candidate => candidate.Steps.OfType<StreamStep>().Sum(step => step.Stages.Length));
        if (chained is null)
        {
            return;
        }

        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 20);
        using HostProgram program = HostProgram.Build(CWriter.Write(chained), Toolchain.Installed, TestContext.Current.CancellationToken);
        Assert.Equal(SampleNetworks.RunOnHost(plan, codes), program.Run(codes, cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_chain_of_large_images_needs_a_few_rows_of_each()
    {
        Graph graph = Graph.Create([32, 32, 3], x => x.Conv2d(8, 3).Relu().Conv2d(8, 3).Relu().MaxPool(2).Conv2d(4, 3, 2).Flatten().Dense(3));
        Plan plan = Lowering.Lower(new PostTrainingQuantization([SampleNetworks.Batch(graph, 4, "calibration")]).Apply(InferencePasses.Apply(graph)));
        Assert.Equal(2 * 32 * 32 * 8, plan.ArenaBytes);
        PlanChange change = new StreamRows().Apply(plan);

        // Three rows of 32 pixels, two of 32, three of 16, with 8 channels each, and the last image of 8x8 pixels with 4 channels.
        Assert.Equal((3 * 32 * 8) + (2 * 32 * 8) + (3 * 16 * 8) + (8 * 8 * 4), change.Plan.ArenaBytes);
        Assert.Equal(change.Plan.LowerBoundBytes, change.Plan.ArenaBytes);
        Assert.Contains("run row by row", change.Description, StringComparison.Ordinal);
    }

    /// <summary>
    /// The count takes the input as three rows that arrive, the plan as an image that is there. And the count is of one moment, when not
    /// every layer holds the most rows that it ever does; the plan has room for those of each.
    /// </summary>
    [Fact]
    public void The_count_of_rows_agrees_with_the_plan_that_runs()
    {
        Graph graph = Graph.Create([64, 64, 8], x => x.Conv2d(8, 3).Conv2d(8, 3).Conv2d(8, 3).MaxPool(4));
        Plan plan = Lowering.Lower(new PostTrainingQuantization([SampleNetworks.Batch(graph, 2, "calibration")]).Apply(graph));
        Plan chained = StreamRows.EveryChain(plan).Single(candidate => candidate.Steps.Count == 1);
        const int row = 64 * 8;
        Assert.Equal((3 * row) + (3 * row) + (4 * row), chained.ArenaBytes);
        long withRowsOfInput = chained.PeakBytes - plan.Input.Bytes + (3 * row);
        Assert.InRange(RowStreaming.PeakElements(graph), withRowsOfInput - (3 * row), withRowsOfInput);
    }

    [Fact]
    public void A_run_row_by_row_allocates_nothing()
    {
        Plan plan = new StreamRows().Apply(PlantedNetworks.PlanOf("separable")).Plan;
        Assert.Contains(plan.Steps, step => step is StreamStep);
        PlanRuntime runtime = new(plan);
        sbyte[] codes = SampleNetworks.Codes(plan.Input.Bytes, 1);
        runtime.Run(codes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        runtime.Run(codes);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}

using Bantam.Compression;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

public sealed class StreamRowsTests
{
    public static TheoryData<string> Networks { get; } = [.. SampleNetworks.Names, .. Enumerable.Range(1, 20).Select(seed => $"random{seed}"), "separable"];

    /// <summary>Beside the networks that the pass changes, every pair and triple of neighbors that could be a chain runs as one.</summary>
    [Theory, MemberData(nameof(Networks))]
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

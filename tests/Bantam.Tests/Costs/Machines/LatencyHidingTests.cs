using Bantam.Costs;

namespace Bantam.Tests.Costs;

public sealed class LatencyHidingTests
{
    [Fact]
    [Trait("Ledger", "S188")]
    public void Slackness_hides_latency()
    {
        Assert.Equal(64, LatencyHiding.Slackness(2048, 32));
        Assert.Equal(101, LatencyHiding.WarpsForFullUse(4, 400));
        Assert.Equal(0.634, LatencyHiding.Utilization(64, 4, 400), 0.0005);
        Assert.Equal(1, LatencyHiding.Utilization(101, 4, 400));
        Assert.True(LatencyHiding.Utilization(100, 4, 400) < 1);
    }

    [Theory]
    [InlineData(1, 4, 400)]
    [InlineData(64, 4, 400)]
    [InlineData(101, 4, 400)]
    [InlineData(300, 4, 400)]
    [InlineData(3, 7, 0)]
    [InlineData(5, 3, 11)]
    public void The_schedule_played_through_agrees_with_the_formula(int warps, int compute, int latency) =>
        Assert.Equal(LatencyHiding.Utilization(warps, compute, latency), LatencyHiding.Simulate(warps, compute, latency, rounds: 2000), 0.01);

    [Fact]
    public void Registers_and_shared_memory_limit_the_blocks()
    {
        SimtCore core = new(Warps: 64, Blocks: 16, Registers: 65_536, SharedBytes: 48 << 10);
        Assert.Equal(new Occupancy(8, 64, 1, "warps"), Occupancy.Of(core, new SimtBlock(256, 32, 0)));
        Assert.Equal(new Occupancy(4, 32, 0.5, "registers"), Occupancy.Of(core, new SimtBlock(256, 64, 0)));
        Assert.Equal(new Occupancy(3, 24, 0.375, "shared memory"), Occupancy.Of(core, new SimtBlock(256, 32, 16 << 10)));
        Assert.Equal(new Occupancy(16, 16, 0.25, "blocks"), Occupancy.Of(core, new SimtBlock(20, 0, 0)));
        Assert.Equal(0, Occupancy.Of(core, new SimtBlock(1024, 32, 64 << 10)).Blocks);
    }

    [Fact]
    public void Bad_figures_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyHiding.Slackness(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyHiding.Utilization(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyHiding.Utilization(1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyHiding.WarpsForFullUse(1, -1));
        Assert.Throws<OverflowException>(() => LatencyHiding.WarpsForFullUse(1, long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => LatencyHiding.Simulate(5000, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Occupancy.Of(new SimtCore(0, 1, 1, 1), new SimtBlock(1, 1, 1)));
    }
}

using Bantam.Costs;

namespace Bantam.Tests.Costs;

public sealed class TilePlannerTests
{
    // The sizes of the notes' GPU; only global memory has all figures.
    private static readonly MemoryLevel[] s_levels =
    [
        new() { Name = "global", Bytes = 6L << 30, BytesPerSecond = 150e9, LatencyNanoseconds = 400, PicojoulesPerWord = 648 },
        new() { Name = "L2", Bytes = 1536 << 10 },
        new() { Name = "shared", Bytes = 48 << 10 },
        new() { Name = "registers", Bytes = 1024 },
    ];

    [Fact]
    [Trait("Ledger", "S192")]
    public void Three_tiles_of_64_fill_48_kilobytes()
    {
        MemoryLevel shared = s_levels.Single(level => level.Name == "shared");
        Assert.Equal(49_152, TilePlanner.BytesOf(64));
        Assert.Equal("shared", TilePlanner.FastestThatHolds(s_levels, TilePlanner.BytesOf(64))!.Name);
        Assert.Equal("L2", TilePlanner.FastestThatHolds(s_levels, TilePlanner.BytesOf(65))!.Name);
        Assert.Equal(64, TilePlanner.LargestSquare(shared));
        Assert.Equal(128, TilePlanner.LargestSquare(shared, bytesPerElement: 1));
    }

    [Fact]
    public void The_largest_tile_fits_and_the_next_does_not()
    {
        for (int bytes = 1; bytes < 2000; bytes++)
        {
            long side = TilePlanner.LargestSquare(new MemoryLevel { Name = "small", Bytes = bytes });
            Assert.True(side == 0 || TilePlanner.BytesOf(side) <= bytes);
            Assert.True(TilePlanner.BytesOf(side + 1) > bytes);
        }

        long largest = TilePlanner.LargestSquare(new MemoryLevel { Name = "huge", Bytes = long.MaxValue }, 1);
        Assert.True(TilePlanner.BytesOf(largest, 1) > 0);
        Assert.Throws<OverflowException>(() => TilePlanner.BytesOf(largest + 1, 1));
    }

    [Fact]
    public void What_fits_nowhere_has_no_level() => Assert.Null(TilePlanner.FastestThatHolds(s_levels, 1L << 40));

    [Fact]
    public void Bad_sizes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePlanner.BytesOf(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePlanner.BytesOf(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePlanner.FastestThatHolds(s_levels, -1));
        Assert.Throws<OverflowException>(() => TilePlanner.BytesOf(long.MaxValue));
        Assert.Throws<ArgumentException>(() => TilePlanner.LargestSquare(new MemoryLevel { Name = "unknown" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => TilePlanner.LargestSquare(new MemoryLevel { Name = "less than none", Bytes = -1 }));
        Assert.Null(TilePlanner.FastestThatHolds([new MemoryLevel { Name = "unknown" }], 1));
    }
}

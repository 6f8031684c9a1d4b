using Bantam.Costs;

namespace Bantam.Tests.Costs;

public sealed class CacheTests
{
    [Fact]
    public void Neighbors_share_a_line()
    {
        Cache cache = new(bytes: 64, lineBytes: 16, ways: 2);
        Assert.Equal([false, true, true, true, false], new long[] { 0, 4, 8, 12, 16 }.Select(address => cache.Access(address, writes: false)));
        Assert.Equal((5, 2, 32), (cache.Accesses, cache.Misses, cache.MemoryBytes));
        Assert.Equal(0.6, cache.HitRate, 1e-12);
    }

    [Fact]
    public void The_line_that_was_used_longest_ago_makes_room()
    {
        // Two sets: lines 0, 2, 4 meet in one.
        Cache cache = new(bytes: 64, lineBytes: 16, ways: 2);
        Assert.Equal([false, false, true, false, true, false], new long[] { 0, 32, 0, 64, 0, 32 }.Select(address => cache.Access(address, writes: false)));
    }

    [Fact]
    public void Changed_lines_are_written_once_when_they_leave()
    {
        Cache cache = new(bytes: 16, lineBytes: 16, ways: 1);
        cache.Access(0, writes: true);
        cache.Access(4, writes: true);
        cache.Access(8, writes: false);
        Assert.Equal(0, cache.WriteBacks);
        cache.Access(16, writes: false);
        Assert.Equal(1, cache.WriteBacks);
        cache.Flush();
        Assert.Equal(1, cache.WriteBacks);
        Assert.Equal(3 * 16, cache.MemoryBytes);
    }

    [Fact]
    public void More_ways_save_from_conflicts()
    {
        int[] misses = [.. new[] { 1, 2, 4 }.Select(ways => Misses(new Cache(1024, 16, ways)))];
        Assert.Equal([40, 40, 4], misses);
    }

    [Theory]
    [InlineData(64, 24, 1, "no power of two")]
    [InlineData(72, 16, 2, "is a multiple of 32 bytes, but 72 are given")]
    public void Sizes_that_do_not_fit_are_refused(int bytes, int lineBytes, int ways, string expected)
    {
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => new Cache(bytes, lineBytes, ways));
        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_and_too_much_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Cache(0, 16, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Cache(64, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Cache(64, 16, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Cache(1 << 30, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Cache(64, 16, 1).Access(-1, writes: false));
    }

    /// <summary>Four lines that all lie in the same set, ten times in turn.</summary>
    private static int Misses(Cache cache)
    {
        for (int turn = 0; turn < 10; turn++)
        {
            for (int line = 0; line < 4; line++)
            {
                cache.Access(line * 1024, writes: false);
            }
        }

        return (int)cache.Misses;
    }
}

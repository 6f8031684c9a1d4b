using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class ArenaLayoutTests
{
    [Fact]
    public void Buffers_that_never_meet_share_memory()
    {
        BufferLifetime[] buffers = [new(0, 1, 10), new(1, 2, 20), new(2, 3, 10)];
        long[] offsets = new long[3];
        Assert.Equal(30, ArenaLayout.Place(buffers, ArenaLayout.LargestFirst(buffers), offsets));
        Assert.Equal([20, 0, 20], offsets);
        Assert.Equal(30, ArenaLayout.LowerBound(buffers));
    }

    [Fact]
    public void Random_layouts_never_overlap_and_respect_the_lower_bound()
    {
        RandomStream random = new(1, "arena");
        for (int round = 0; round < 200; round++)
        {
            BufferLifetime[] buffers = [.. Enumerable.Range(0, 1 + random.NextInt32(20)).Select(_ => Any(random))];
            long[] offsets = new long[buffers.Length];
            long size = ArenaLayout.Place(buffers, ArenaLayout.LargestFirst(buffers), offsets);
            Assert.True(size >= ArenaLayout.LowerBound(buffers));
            for (int i = 0; i < buffers.Length; i++)
            {
                Assert.InRange(offsets[i], 0, size - buffers[i].Size);
                for (int j = 0; j < i; j++)
                {
                    Assert.True(!buffers[i].Overlaps(buffers[j]) || offsets[i] + buffers[i].Size <= offsets[j] || offsets[j] + buffers[j].Size <= offsets[i]);
                }
            }
        }
    }

    private static BufferLifetime Any(RandomStream random)
    {
        int first = random.NextInt32(12);
        return new BufferLifetime(first, first + random.NextInt32(5), random.NextInt32(100));
    }
}

using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class CoalescingTests
{
    [Fact]
    [Trait("Ledger", "S189")]
    public void Neighbors_share_a_segment_and_scattered_lanes_do_not()
    {
        Assert.Equal(1, Coalescing.Segments([.. Enumerable.Range(0, 32).Select(lane => lane * 4L)], 4));
        Assert.Equal(2, Coalescing.Segments([.. Enumerable.Range(1, 32).Select(lane => lane * 4L)], 4));
        RandomStream random = new(1, "addresses");
        Assert.Equal(32, Coalescing.Segments([.. Enumerable.Range(0, 32).Select(_ => random.NextInt32(1 << 18) * 4L)], 4));
        Assert.Equal(2, Coalescing.Segments([126], 4));
        Assert.Equal(0, Coalescing.Segments([], 4));
    }

    [Fact]
    [Trait("Ledger", "S189")]
    public void A_sparse_row_lies_between_dense_and_random()
    {
        // Word 0 on: the indices of 32 columns out of 512; word 32 on: their values; word 64 on: the vector.
        RandomStream random = new(2, "columns");
        int[] columns = [.. Enumerable.Range(0, 512)];
        random.Shuffle<int>(columns);
        Array.Sort(columns, 0, 32);
        float[] memory = [.. columns[..32].Select(column => (float)column), .. Enumerable.Repeat(0.5f, 32), .. Enumerable.Range(0, 512).Select(column => (float)column), .. new float[32]];
        SimtMachine machine = new();
        SimtRun indirect = machine.Run(new SimtProgram().Do("gather", t => t[0] = t.Load(64 + (int)t[1])), 32, memory);
        Assert.Equal(1, indirect.MemorySegments);

        SimtProgram product = new SimtProgram()
            .Do("index", t => t[0] = t.Load(t.Index))
            .Do("value", t => t[1] = t.Load(32 + t.Index))
            .Do("gather", t => t[2] = t.Load(64 + (int)t[0]))
            .Do("multiply", t => t[3] = t[1] * t[2])
            .Do("store", t => t.Store(576 + t.Index, t[3]));
        SimtRun run = machine.Run(product, 32, memory);
        Assert.Equal(columns[..32].Sum() / 2f, memory[576..].Sum());

        // Indices, values and results take one segment each; what is gathered takes some of the vector's 16.
        long gathered = run.MemorySegments - 3;
        Assert.InRange(gathered, 2, 31);
        Assert.Equal(12, gathered);
    }

    [Fact]
    public void Bad_sizes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Coalescing.Segments([0], 4, 100));
        Assert.Throws<ArgumentOutOfRangeException>(() => Coalescing.Segments([0], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Coalescing.Segments([-4], 4));
        Assert.Throws<OverflowException>(() => Coalescing.Segments([long.MaxValue], 4));
    }
}

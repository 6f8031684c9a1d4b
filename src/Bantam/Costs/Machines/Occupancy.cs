namespace Bantam.Costs;

/// <summary>What one core of a SIMT machine has for the blocks of threads on it.</summary>
/// <param name="Warps">The most warps that it keeps, from 1.</param>
/// <param name="Blocks">The most blocks that it keeps, from 1.</param>
/// <param name="Registers">Its registers of 32 bits.</param>
/// <param name="SharedBytes">Its shared memory.</param>
/// <param name="WarpSize">The lanes of a warp, from 1.</param>
public sealed record SimtCore(int Warps, int Blocks, int Registers, int SharedBytes, int WarpSize = 32);

/// <summary>What one block of threads needs of a core.</summary>
/// <param name="Threads">Its threads, from 1.</param>
/// <param name="RegistersPerThread">The registers of each, from 0.</param>
/// <param name="SharedBytes">Its shared memory, from 0.</param>
public sealed record SimtBlock(int Threads, int RegistersPerThread, int SharedBytes);

/// <summary>How many blocks a core keeps at once, and what stands against more. Enough warps hide latency, see <see cref="LatencyHiding"/>.</summary>
/// <param name="Blocks">The blocks that fit; 0 where not even one does.</param>
/// <param name="Warps">Their warps.</param>
/// <param name="Fraction">Their warps over the most that the core keeps.</param>
/// <param name="Limit">What runs out first: <c>warps</c>, <c>blocks</c>, <c>registers</c> or <c>shared memory</c>.</param>
/// <remarks>Registers are dealt out to whole warps; real machines round further up. Source: notes: lines 340-348 and 392-429.</remarks>
public sealed record Occupancy(int Blocks, int Warps, double Fraction, string Limit)
{
    /// <summary>Computes it.</summary>
    /// <param name="core">The core.</param>
    /// <param name="block">The block.</param>
    /// <returns>The occupancy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The core or the block is less than its parameters allow.</exception>
    public static Occupancy Of(SimtCore core, SimtBlock block)
    {
        ArgumentNullException.ThrowIfNull(core);
        ArgumentNullException.ThrowIfNull(block);
        ArgumentOutOfRangeException.ThrowIfLessThan(core.Warps, 1, nameof(core));
        ArgumentOutOfRangeException.ThrowIfLessThan(core.Blocks, 1, nameof(core));
        ArgumentOutOfRangeException.ThrowIfLessThan(core.WarpSize, 1, nameof(core));
        ArgumentOutOfRangeException.ThrowIfLessThan(block.Threads, 1, nameof(block));
        ArgumentOutOfRangeException.ThrowIfNegative(block.RegistersPerThread, nameof(block));
        ArgumentOutOfRangeException.ThrowIfNegative(block.SharedBytes, nameof(block));
        long warps = VectorMachine.InstructionsFor(block.Threads, core.WarpSize);
        (long Blocks, string Limit)[] limits =
        [
            (core.Warps / warps, "warps"),
            (core.Blocks, "blocks"),
            (Quotient(core.Registers, warps * core.WarpSize * block.RegistersPerThread), "registers"),
            (Quotient(core.SharedBytes, block.SharedBytes), "shared memory"),
        ];
        (long blocks, string limit) = limits.MinBy(entry => entry.Blocks);
        return new Occupancy((int)blocks, (int)(blocks * warps), (double)(blocks * warps) / core.Warps, limit);
    }

    private static long Quotient(long available, long needed) => needed == 0 ? long.MaxValue : available / needed;
}

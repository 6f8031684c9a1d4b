namespace Bantam.Costs;

/// <summary>Finds the tiles of a layer that take the least energy.</summary>
/// <remarks>
/// <para>A layer can be worked through without a buffer: each multiply-accumulate then reads both factors from the levels
/// where they live, and only the running sum stays in a register. Or a smaller level serves as buffer for whatever
/// lives in a larger one: tiles are copied there, which costs an access of either level, and the multiply-accumulates
/// read from it. Between tiles of input channels the sums wait in the buffer.</para>
/// <para>Registers hold nothing but the running sum, and accesses are always used in full: a processor with a large register
/// file does better, one that reads single bytes worse.</para>
/// </remarks>
public static class TileSearch
{
    /// <summary>Tries every sensible size and order of tiles in every level that can be a buffer.</summary>
    /// <param name="loops">The layer.</param>
    /// <param name="assumptions">Prices, formats, and where values live.</param>
    /// <returns>The cheapest choice by the middle of its energy; without a buffer where that is cheapest.</returns>
    public static TiledEnergy Cheapest(LayerLoops loops, EnergyAssumptions assumptions)
    {
        ArgumentNullException.ThrowIfNull(loops);
        ArgumentNullException.ThrowIfNull(assumptions);
        TiledEnergy best = Unbuffered(loops, assumptions);
        foreach (MemoryEnergy buffer in assumptions.Table.Memories)
        {
            BufferedLayer layer = new(loops, assumptions, buffer);
            foreach (Tiling tiling in layer.IsOfUse ? Candidates(layer) : [])
            {
                TiledEnergy energy = layer.EnergyOf(tiling);
                best = energy.Middle < best.Middle ? energy : best;
            }
        }

        return best;
    }

    /// <summary>The energy without a buffer.</summary>
    /// <param name="loops">The layer.</param>
    /// <param name="assumptions">Prices, formats, and where values live.</param>
    /// <returns>The energy: two reads for each multiply-accumulate, and a write for each output.</returns>
    public static TiledEnergy Unbuffered(LayerLoops loops, EnergyAssumptions assumptions)
    {
        ArgumentNullException.ThrowIfNull(loops);
        ArgumentNullException.ThrowIfNull(assumptions);
        (EnergyTable table, int bits) = (assumptions.Table, assumptions.Format.Operands.Bits);
        return checked(new TiledEnergy(
            table.AccessEnergy(assumptions.WeightMemory, loops.Macs * bits),
            table.AccessEnergy(assumptions.ActivationMemory, (loops.Macs + loops.OutputElements) * bits),
            null,
            null));
    }

    /// <summary>The tilings that can be best: for each order, rows and output channels that divide evenly, and as many input channels as fit.</summary>
    private static IEnumerable<Tiling> Candidates(BufferedLayer layer) =>
        from rows in EvenParts(layer.Loops.OutputRows)
        from outputChannels in EvenParts(layer.Loops.OutputChannels)
        let inputChannels = layer.InputChannelsThatFit(rows, outputChannels)
        where inputChannels > 0
        from order in Tiling.Orders
        select new Tiling(rows, outputChannels, inputChannels, order.Outermost, order.Innermost);

    /// <summary>The smallest part sizes for each number of parts: a larger part only matters if it makes the parts fewer.</summary>
    private static int[] EvenParts(int length)
    {
        // Either the number of parts or their size is at most the square root, rounded up.
        HashSet<int> sizes = [];
        for (int part = 1; (part - 1L) * (part - 1L) < length; part++)
        {
            sizes.Add(part);
            sizes.Add(((length - 1) / part) + 1);
        }

        return [.. sizes];
    }
}

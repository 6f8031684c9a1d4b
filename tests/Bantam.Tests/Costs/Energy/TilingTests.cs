using Bantam.Costs;
using CsCheck;

namespace Bantam.Tests.Costs;

public sealed class TilingTests
{
    private static readonly EnergyTable Table = EnergyTables.Horowitz;

    private static readonly Gen<LayerLoops> Layers = Gen.Select(Gen.Int[1, 9], Gen.Int[1, 3], Gen.Int[1, 6], Gen.Int[1, 6], Gen.Int[1, 3], Gen.Int[1, 3]).Select(
        (outputRows, width, inputs, outputs, window, stride) => new LayerLoops
        {
            InputRows = ((outputRows - 1) * stride) + window,
            InputWidth = width,
            InputChannels = inputs,
            OutputRows = outputRows,
            OutputWidth = width,
            OutputChannels = outputs,
            WindowRows = window,
            WindowElements = window,
            StrideRows = stride,
        });

    [Fact]
    public void Traffic_is_what_a_buffer_of_one_tile_each_would_load() =>
        Gen.Select(Layers, Gen.Int[1, 9], Gen.Int[1, 6], Gen.Int[1, 6], Gen.Int[0, 5].Select(index => Tiling.Orders[index])).Sample((loops, rows, outputs, inputs, order) =>
        {
            Tiling tiling = new(
                Math.Min(rows, loops.OutputRows), Math.Min(outputs, loops.OutputChannels), Math.Min(inputs, loops.InputChannels), order.Outermost, order.Innermost);
            return tiling.TrafficOf(loops) == BufferSimulation.Run(loops, tiling);
        });

    [Fact]
    public void The_search_finds_the_best_of_all_tiles()
    {
        EnergyTable tiny = Table with { Memories = [Table.Memories[0] with { CapacityBytes = 96 }, Table.Memories[^1]] };
        EnergyAssumptions assumptions = new(tiny, MacFormat.Float32, tiny.Memories[1], tiny.Memories[1]);
        Layers.Sample(
            loops =>
            {
                double found = TileSearch.Cheapest(loops, assumptions).Middle;
                double best = AllTilings(loops).Where(tiling => Bits(loops, tiling) <= 96 * 8).Select(tiling => new BufferedLayer(loops, assumptions, tiny.Memories[0]).EnergyOf(tiling).Middle)
                    .Append(TileSearch.Unbuffered(loops, assumptions).Middle).Min();
                return Math.Abs(found - best) <= 1e-9 * best;
            },
            iter: 50);
    }

    [Theory]
    [Trait("Ledger", "S209")]
    [InlineData("sram-1m")]
    [InlineData("dram")]
    public void Tiles_that_fit_the_small_memory_save_four_fifths_of_the_energy_of_a_product(string memory)
    {
        LayerLoops product = LayerLoops.OfProduct(64, 64, 64);
        MemoryEnergy home = Table.Memory(memory);
        EnergyTable twoLevels = Table with { Memories = [Table.Memory("sram-8k"), home] };
        EnergyAssumptions assumptions = new(twoLevels, MacFormat.Float32, home, home);
        TiledEnergy tiled = TileSearch.Cheapest(product, assumptions);
        Assert.Equal("sram-8k", tiled.Buffer?.Name);
        Assert.True(Bits(product, tiled.Tiling!) <= 8192 * 8);
        double ratio = TileSearch.Unbuffered(product, assumptions).Middle / tiled.Middle;
        Assert.True(ratio >= 5, $"{ratio:F2}");
    }

    [Fact]
    public void What_lives_in_the_smallest_memory_needs_no_tiles()
    {
        EnergyAssumptions assumptions = new(Table, MacFormat.Int8, Table.Memories[0], Table.Memories[0]);
        TiledEnergy energy = TileSearch.Cheapest(LayerLoops.OfProduct(8, 8, 8), assumptions);
        Assert.Null(energy.Tiling);
        Assert.Equal(512 * 8 / 64 * 10, energy.Weights.MiddlePicojoules);
        Assert.Equal((512 + 64) * 8 / 64 * 10, energy.Activations.MiddlePicojoules);
    }

    [Fact]
    public void A_vector_reads_each_weight_from_its_memory_once()
    {
        EnergyAssumptions assumptions = new(Table, MacFormat.Float32, Table.Memory("dram"), Table.Memory("sram-8k"));
        Assert.Null(TileSearch.Cheapest(LayerLoops.OfProduct(1, 4096, 1000), assumptions).Tiling);
    }

    [Fact]
    public void Tiles_larger_than_their_layer_are_refused()
    {
        LayerLoops product = LayerLoops.OfProduct(4, 5, 6);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tiling(5, 1, 1, TileLoop.Rows, TileLoop.InputChannels).TrafficOf(product));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tiling(1, 1, 0, TileLoop.Rows, TileLoop.InputChannels).TrafficOf(product));
        Assert.Throws<ArgumentOutOfRangeException>(() => LayerLoops.OfProduct(4, 0, 6));
    }

    [Fact]
    public void Counts_beyond_63_bits_are_refused()
    {
        LayerLoops huge = LayerLoops.OfProduct(int.MaxValue, int.MaxValue, int.MaxValue);
        EnergyAssumptions assumptions = new(Table, MacFormat.Int8, Table.Memory("dram"), Table.Memory("dram"));
        Assert.Throws<OverflowException>(() => huge.Macs);
        Assert.Throws<OverflowException>(() => TileSearch.Cheapest(huge, assumptions));
    }

    private static IEnumerable<Tiling> AllTilings(LayerLoops loops) =>
        from rows in Enumerable.Range(1, loops.OutputRows)
        from outputs in Enumerable.Range(1, loops.OutputChannels)
        from inputs in Enumerable.Range(1, loops.InputChannels)
        from order in Tiling.Orders
        select new Tiling(rows, outputs, inputs, order.Outermost, order.Innermost);

    private static long Bits(LayerLoops loops, Tiling tiling) => 32L * (
        (loops.InputRowsFor(tiling.Rows) * loops.InputWidth * tiling.InputChannels)
        + (tiling.OutputChannels * loops.WindowElements * tiling.InputChannels)
        + (tiling.Rows * loops.OutputWidth * tiling.OutputChannels));
}

using Bantam.Costs;

namespace Bantam.Tests.Costs;

public sealed class TiledProductTests
{
    [Fact]
    [Trait("Ledger", "S344")]
    public void Tiles_cut_the_traffic_and_leave_every_bit_of_the_result()
    {
        MatrixProduct product = Products.Random(64, 64, 64);
        float[] expected = product.Compute(out _);
        List<long> lines = [];
        foreach (int side in new[] { 64, 2, 4, 8, 16, 32 })
        {
            Cache cache = new(bytes: 4096, lineBytes: 32, ways: 128);
            Assert.Equal(expected, TiledProduct.Compute(product, side, cache));
            Assert.Equal(2L * 64 * 64 * (64 + (64 / side)), cache.Accesses);
            lines.Add(cache.MemoryBytes / 32);
        }

        // The larger the tiles the less moves, until three of them exceed the cache: 18 is the largest side, 16 fills whole lines.
        Assert.Equal([34_304, 17_920, 9728, 9216, 5120, 35_840], lines);
        Assert.Equal(18, TilePlanner.LargestSquare(new MemoryLevel { Name = "cache", Bytes = 4096 }));
    }

    [Fact]
    public void Rows_of_a_power_of_two_meet_in_few_sets()
    {
        MatrixProduct product = Products.Random(64, 64, 64);
        Cache cache = new(bytes: 4096, lineBytes: 32, ways: 8);
        TiledProduct.Compute(product, 16, cache);
        Assert.Equal(183_552, cache.MemoryBytes / 32);
    }

    [Fact]
    public void Any_side_of_any_shape_gives_the_same_bits()
    {
        for (int side = 1; side < 15; side++)
        {
            MatrixProduct product = Products.Random(13, 7, 11, (ulong)side);
            Assert.Equal(product.Compute(out _), TiledProduct.Compute(product, side, new Cache(256, 16, 4)));
        }
    }

    [Fact]
    public void A_cache_that_holds_all_fetches_each_line_once()
    {
        Cache cache = new(bytes: 4096, lineBytes: 64, ways: 64);
        TiledProduct.Compute(Products.Random(16, 16, 16), 16, cache);
        Assert.Equal((3 * 16, 16), (cache.Misses, cache.WriteBacks));
    }

    [Fact]
    public void A_tile_without_a_side_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => TiledProduct.Compute(Products.Random(2, 2, 2), 0, new Cache(64, 16, 1)));
}

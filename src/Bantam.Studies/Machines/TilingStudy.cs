using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Tiles keep what is used again in the cache, and change no bit of the result.</summary>
internal static class TilingStudy
{
    private const int Size = 64;
    private const int CacheBytes = 4096;
    private const int LineBytes = 32;

    private static readonly int[] Sides = [1, 2, 4, 8, 16, 32, 64];

    public static Study Study { get; } = new()
    {
        Id = "tiling",
        Title = "Tiles: less traffic, the same bits",
        Lines = "2353-2360, 2562-2564",
        Ledger = ["S344"],
        Fill = page =>
        {
            MatrixProduct product = RandomProducts.Of(Size, Size, Size, page.Seed);
            float[] expected = product.Compute(out _);
            page.Agrees("results with seven sizes of tiles", "equal", Sides.All(side => TiledProduct.Compute(product, side, Associative()).SequenceEqual(expected)) ? "equal" : "different");
            long[] full = [.. Sides.Select(side => Lines(product, side, Associative()))];
            long[] sets = [.. Sides.Select(side => Lines(product, side, new Cache(CacheBytes, LineBytes, ways: 8)))];
            foreach ((int i, int side) in Sides.Index())
            {
                page.Reports($"tiles of {side}: lines moved, fully associative", full[i]);
                page.Reports($"tiles of {side}: lines moved, 8 ways", sets[i]);
            }

            page.Agrees("traffic falls with tiling, fully associative", "yes", full[4] < full[3] && full[3] < full[2] && full[2] < full[1] && full[1] < full[6] ? "yes" : "no");
            page.Reports("largest side by the planner", TilePlanner.LargestSquare(new MemoryLevel { Name = "cache", Bytes = CacheBytes }));
            page.Plots("traffic", new PlotFigure(
                "64×64 by 64×64 in Float32 through a cache of 4 KiB",
                new PlotAxis("side of a tile", IsLogarithmic: true),
                new PlotAxis("lines of 32 bytes to and from memory", IsLogarithmic: true),
                [
                    new PlotSeries("fully associative", [.. Sides.Zip(full, (x, y) => new PlotPoint(x, y))]),
                    new PlotSeries("8 ways", [.. Sides.Zip(sets, (x, y) => new PlotPoint(x, y))]),
                ]));
        },
    };

    private static Cache Associative() => new(CacheBytes, LineBytes, CacheBytes / LineBytes);

    private static long Lines(MatrixProduct product, int side, Cache cache)
    {
        TiledProduct.Compute(product, side, cache);
        return cache.MemoryBytes / LineBytes;
    }
}

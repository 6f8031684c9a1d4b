using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>The memories of the notes' GPU, and the tiles that each of them holds.</summary>
internal static class MemoryLevelsStudy
{
    // Sizes as the notes give them, which are those of a Kepler GPU (E06); they do not say how large global memory is, here it is 6 GiB.
    private static readonly MemoryLevel[] Levels =
    [
        new() { Name = "global", Bytes = 6L << 30, BytesPerSecond = 150e9 },
        new() { Name = "L2", Bytes = 1536 << 10 },
        new() { Name = "shared", Bytes = 48 << 10 },
        new() { Name = "shared, smallest", Bytes = 16 << 10 },
    ];

    public static Study Study { get; } = new()
    {
        Id = "memory-levels",
        Title = "Memory levels of a GPU, and the tiles that fit them",
        Lines = "392-429",
        Ledger = ["S192"],
        Fill = page =>
        {
            MemoryLevel shared = Levels.Single(level => level.Name == "shared");
            page.Agrees("three tiles of 64×64 in Float32, KiB", 48, TilePlanner.BytesOf(64) / 1024.0);
            page.Agrees("fastest level that holds them", "shared", TilePlanner.FastestThatHolds(Levels, TilePlanner.BytesOf(64))!.Name);
            page.Agrees("fastest level that holds 65×65", "L2", TilePlanner.FastestThatHolds(Levels, TilePlanner.BytesOf(65))!.Name);
            page.Agrees("largest side in 48 KiB", 64, TilePlanner.LargestSquare(shared));
            page.Reports("largest side in 48 KiB, Float16", TilePlanner.LargestSquare(shared, 2));
            page.Reports("largest side in 48 KiB, int8", TilePlanner.LargestSquare(shared, 1));
            page.Plots("levels", new PlotFigure(
                "Memory levels of a Kepler GPU: size and largest tile",
                new PlotAxis("bytes", IsLogarithmic: true),
                new PlotAxis("rows and columns of the largest tile, three of which fit", IsLogarithmic: true),
                [
                    new PlotSeries("Float32", [.. Levels.Select(level => new PlotPoint(level.Bytes!.Value, TilePlanner.LargestSquare(level), level.Name))], PlotMark.Dots),
                    new PlotSeries("int8", [.. Levels.Select(level => new PlotPoint(level.Bytes!.Value, TilePlanner.LargestSquare(level, 1)))], PlotMark.Dots),
                ]));
        },
    };
}

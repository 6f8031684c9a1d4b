using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>A DRAM access costs hundreds of multiplications, so a matrix product should reuse what it has loaded.</summary>
internal static class MemoryWallStudy
{
    private static readonly EnergyTable s_table = EnergyTables.Horowitz;

    public static Study Study { get; } = new()
    {
        Id = "memory-wall",
        Title = "The memory wall, and what tiles do about it",
        Lines = "2542-2564",
        Ledger = ["S208", "S209"],
        Fill = page =>
        {
            page.Agrees("DRAM access against float32 multiplication: times", "351 to 703", Gap("float32 multiplication"));
            foreach ((string cheap, string right) in (ReadOnlySpan<(string, string)>)
                [("sram-1m access", "13 to 26"), ("sram-32k access", "65 to 130"), ("sram-8k access", "130 to 260")])
            {
                page.Corrects("E42", $"DRAM access against {cheap}: times", notes: "~100", right, ours: Gap(cheap));
            }

            foreach (string memory in (ReadOnlySpan<string>)["sram-1m", "dram"])
            {
                double ratio = Unbuffered(64, memory) / Tiled(64, memory);
                page.Agrees($"64×64×64 product from {memory}: energy without tiles at least 5 times that with tiles in 8 KiB", "yes", ratio >= 5 ? "yes" : "no");
                page.Reports($"64×64×64 product from {memory}: times", ratio);
            }

            int[] sides = [8, 16, 32, 64, 128, 256];
            page.Plots("product", new PlotFigure(
                "Memory energy of a square product in float32, for each MAC, values in DRAM",
                new PlotAxis("side of the matrices", IsLogarithmic: true),
                new PlotAxis("pJ", IsLogarithmic: true),
                [
                    new PlotSeries("without tiles", [.. sides.Select(side => new PlotPoint(side, Unbuffered(side, "dram") / Macs(side)))]),
                    new PlotSeries("with tiles in 8 KiB", [.. sides.Select(side => new PlotPoint(side, Tiled(side, "dram") / Macs(side)))]),
                ]));
        },
    };

    private static string Gap(string cheap)
    {
        EnergyGap gap = EnergyGap.Of(s_table).Single(gap => gap.Costly == "DRAM access" && gap.Cheap == cheap);
        return FormattableString.Invariant($"{gap.LowRatio:0} to {gap.HighRatio:0}");
    }

    private static double Macs(int side) => LayerLoops.OfProduct(side, side, side).Macs;

    private static double Unbuffered(int side, string memory) => Picojoules(TileSearch.Unbuffered(LayerLoops.OfProduct(side, side, side), Living(memory)));

    private static double Tiled(int side, string memory) => Picojoules(TileSearch.Cheapest(LayerLoops.OfProduct(side, side, side), Living(memory)));

    private static double Picojoules(TiledEnergy energy) => energy.Weights.MiddlePicojoules + energy.Activations.MiddlePicojoules;

    private static EnergyAssumptions Living(string memory)
    {
        MemoryEnergy home = s_table.Memory(memory);
        return new EnergyAssumptions(s_table with { Memories = [s_table.Memory("sram-8k"), home] }, MacFormat.Float32, home, home);
    }
}

using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Moore's law and Dennard scaling: transistors go on doubling, and since about 2005 so does the heat.</summary>
internal static class ChipScalingStudy
{
    private const double Generation = 1.4;

    public static Study Study { get; } = new()
    {
        Id = "chip-scaling",
        Title = "Moore's law, and what ended Dennard scaling",
        Lines = "188-235",
        Ledger = ["S179"],
        Fill = page =>
        {
            DennardScaling before = new(Generation);
            DennardScaling after = new(Generation, voltageScales: false);
            page.Agrees("transistors after 10 years: times", 32, MooresLaw.TransistorFactor(10));
            page.Agrees("power of an area after one generation, voltage falling", 1, before.PowerDensityFactor, tolerance: 1e-12);
            page.Agrees("power of an area after one generation, voltage constant", Generation * Generation, after.PowerDensityFactor, tolerance: 1e-12);
            page.Reports("clock after one generation: times", before.ClockFactor);
            page.Plots("density", new PlotFigure(
                "Power of an area of chip as transistors shrink",
                new PlotAxis("generations of κ = 1.4"),
                new PlotAxis("power density"),
                [new PlotSeries("voltage falls (Dennard)", Curve(true)), new PlotSeries("voltage constant (since about 2005)", Curve(false))]));
        },
    };

    private static PlotPoint[] Curve(bool voltageScales) =>
        [.. Enumerable.Range(0, 7).Select(step => new PlotPoint(step, new DennardScaling(Math.Pow(Generation, step), voltageScales).PowerDensityFactor))];
}

using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Where the numbers of a floating-point format lie: almost half of them between −1 and 1.</summary>
internal static class FloatDensityStudy
{
    private static readonly (string Name, MiniFloat Format, double Percent)[] Rows =
    [
        ("float16", MiniFloat.Float16, 48.39), ("bfloat16", MiniFloat.BFloat16, 49.80), ("float32", MiniFloat.Float32, 49.80), ("float64", MiniFloat.Float64, 49.98),
    ];

    public static Study Study { get; } = new()
    {
        Id = "float-density",
        Title = "Where floating-point numbers lie",
        Lines = "2424",
        Ledger = ["S222"],
        Fill = page =>
        {
            page.Agrees("float16: finite codes", 63_488, 2 * (MiniFloat.Float16.LargestCode + 1));
            page.Agrees("float16: codes between −1 and 1, without these", 30_720, 2 * MiniFloat.Float16.Encode(1));
            foreach ((string name, MiniFloat format, double percent) in Rows)
            {
                page.Corrects("E36", $"{name}: finite codes between −1 and 1, %", notes: 50, right: percent, ours: Share(format), tolerance: 0.005);
            }

            int[] exponents = [.. Enumerable.Range(-24, 40)];
            page.Plots("histogram", new PlotFigure(
                "Positive float16 codes by power of two",
                new PlotAxis("exponent: codes from 2^e to 2^(e+1)"),
                new PlotAxis("codes"),
                [new PlotSeries("codes", [.. exponents.Select(e => new PlotPoint(e, CodesFrom(e)))], PlotMark.Steps)]));
        },
    };

    // Codes of positive numbers are in the order of the numbers, so the code of 1 counts those below it, zero included;
    // as many are negative, negative zero included.
    private static double Share(MiniFloat format) => 100.0 * format.Encode(1) / (format.LargestCode + 1);

    private static double CodesFrom(int exponent)
    {
        ulong end = exponent == 15 ? MiniFloat.Float16.LargestCode + 1 : MiniFloat.Float16.Encode(Math.ScaleB(1, exponent + 1));
        return end - MiniFloat.Float16.Encode(Math.ScaleB(1, exponent));
    }
}

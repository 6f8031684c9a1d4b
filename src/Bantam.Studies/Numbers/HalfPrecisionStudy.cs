using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>float16 against bfloat16: digits or range, the gradient that vanishes, and the sum that stands still.</summary>
internal static class HalfPrecisionStudy
{
    private const int Steps = 64;
    private const double Increment = 1e-3;

    public static Study Study { get; } = new()
    {
        Id = "half-precision",
        Title = "float16 against bfloat16: digits, range and what vanishes",
        Lines = "2447-2475",
        Ledger = ["S225", "S226", "S228"],
        Fill = page =>
        {
            MiniFloat half = MiniFloat.Float16;
            MiniFloat brain = MiniFloat.BFloat16;
            page.Agrees("0.1234 in float16", 0.1234130859375, half.Round(0.1234));
            page.Agrees("0.12335 in float16", 0.12335205078125, half.Round(0.12335));
            page.Agrees("0.1234 in bfloat16", 0.12353515625, brain.Round(0.1234));
            page.Agrees("0.12335 in bfloat16, the same", 0.12353515625, brain.Round(0.12335));
            page.Agrees("float16: largest", 65_504, half.MaxValue);
            page.Agrees("bfloat16: largest", 3.3895e38, brain.MaxValue, tolerance: 5e33);

            page.Corrects("E38", "1e-7 in float16", notes: 0, right: 1.1920929e-7, ours: half.Round(1e-7), tolerance: 5e-15);
            page.Agrees("1e-7 in float16 where subnormal numbers are flushed", 0, (half with { HasSubnormals = false }).Round(1e-7));
            page.Agrees("2^-25 in float16", 0, half.Round(Math.ScaleB(1, -25)));
            page.Agrees("1e-7 in bfloat16", 1.00117e-7, brain.Round(1e-7), tolerance: 5e-13);
            page.Agrees("1e-8 in float16", 0, half.Round(1e-8));
            page.Agrees("1e-8 scaled by 1024 stays in float16", "yes", half.Round(1e-8 * 1024) > 0 ? "yes" : "no");

            page.Corrects("E39", "decimal digits of bfloat16", notes: 2.5, right: 2.41, ours: brain.DecimalDigits, tolerance: 0.005);
            page.Agrees("decimal digits of float16", 3.31, half.DecimalDigits, tolerance: 0.005);
            page.Agrees("decimal digits of float32", 7.22, MiniFloat.Float32.DecimalDigits, tolerance: 0.005);
            page.Agrees("1 + 64 times 0.001 in bfloat16", 1, Sums(brain)[^1].Y);
            page.Reports("1 + 64 times 0.001 in float16", Sums(half)[^1].Y);
            page.Plots("stagnation", new PlotFigure(
                "1 + n times 0.001, summed in each format",
                new PlotAxis("n"),
                new PlotAxis("sum", Format: value => value.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)),
                [new PlotSeries("float32", Sums(MiniFloat.Float32)), new PlotSeries("float16", Sums(half)), new PlotSeries("bfloat16", Sums(brain))]));
        },
    };

    private static PlotPoint[] Sums(MiniFloat format)
    {
        ulong sum = format.Encode(1);
        ulong increment = format.Encode(Increment);
        PlotPoint[] points = new PlotPoint[Steps + 1];
        points[0] = new PlotPoint(0, 1);
        for (int n = 1; n <= Steps; n++)
        {
            sum = format.Add(sum, increment);
            points[n] = new PlotPoint(n, format.Decode(sum));
        }

        return points;
    }
}

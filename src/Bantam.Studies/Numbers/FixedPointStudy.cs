using System.Globalization;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>12.75 in Q4.4, its arithmetic, and the ruler beside the map: distances between neighbors.</summary>
internal static class FixedPointStudy
{
    private static readonly FixedPointFormat Unsigned = new(4, 4, isSigned: false);
    private static readonly FixedPointFormat Signed = new(4, 4, isSigned: true);

    public static Study Study { get; } = new()
    {
        Id = "fixed-point",
        Title = "Fixed point: 12.75 in Q4.4, and the ruler beside the map",
        Lines = "2478-2510",
        Ledger = ["S229", "S230", "S231"],
        Fill = page =>
        {
            long code = Unsigned.Encode(12.75).Code;
            page.Agrees("12.75 in unsigned Q4.4", 204, code);
            page.Agrees("its bits", "11001100", code.ToString("b8", CultureInfo.InvariantCulture));
            page.Agrees("204 / 16", 12.75, Unsigned.Decode(code));
            page.Corrects("E40", "the same byte in signed Q4.4", notes: 12.75, right: -3.25, ours: Signed.Decode((sbyte)code));
            page.Corrects("E40", "largest number of signed Q4.4", notes: "12.75 or more", right: 7.9375, ours: Signed.MaxValue);

            page.Agrees("1.5 · 2.25 in Q4.4", 3.375, Product(1.5, 2.25));
            page.Agrees("its code", 0x36, Unsigned.Multiply(Unsigned.Encode(1.5).Code, Unsigned.Encode(2.25).Code).Code);
            page.Agrees("15 · 15 in Q4.4 saturates", 15.9375, Product(15, 15));
            page.Agrees("largest number of unsigned Q4.4", 15.9375, Unsigned.MaxValue);
            page.Agrees("smallest", 0, Unsigned.MinValue);

            page.Corrects("E41", "Q4.4: distance between neighbors", notes: 0.01, right: 0.0625, ours: Unsigned.Step);
            page.Corrects("E41", "Q4.4: largest error of rounding", notes: "0.01", right: 0.03125, ours: LargestError());
            page.Agrees("float16: distance at 1", Math.ScaleB(1, -10), Gap(MiniFloat.Float16, 1));
            page.Agrees("float16: distance at 1000", 0.5, Gap(MiniFloat.Float16, 1000));
            page.Plots("ruler-and-map", new PlotFigure(
                "Distance to the next number: a ruler and a map",
                new PlotAxis("number", IsLogarithmic: true),
                new PlotAxis("distance", IsLogarithmic: true),
                [
                    new PlotSeries("Q4.4", [new(Unsigned.Step, Unsigned.Step), new(Unsigned.MaxValue, Unsigned.Step)]),
                    new PlotSeries("float16", Gaps(MiniFloat.Float16), PlotMark.Steps),
                    new PlotSeries("bfloat16", Gaps(MiniFloat.BFloat16), PlotMark.Steps),
                    new PlotSeries("float8-e4m3", Gaps(MiniFloat.Float8E4M3), PlotMark.Steps),
                ]));
        },
    };

    private static double Product(double a, double b) => Unsigned.Decode(Unsigned.Multiply(Unsigned.Encode(a).Code, Unsigned.Encode(b).Code).Code);

    private static double Gap(MiniFloat format, double value) =>
        format.NextUp(format.Encode(value)) is { } next ? format.Decode(next) - format.Round(value) : 0;

    private static PlotPoint[] Gaps(MiniFloat format) =>
        [.. Enumerable.Range(-6, 15).Select(exponent => Math.ScaleB(1, exponent)).Select(value => new PlotPoint(value, Gap(format, value)))];

    // Halves of the step are the farthest that a number can be from its neighbors.
    private static double LargestError() =>
        Enumerable.Range(0, 256).Select(i => i / 32.0).Max(value => Math.Abs(Unsigned.Decode(Unsigned.Encode(value).Code) - value));
}

using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Multiplication gate by gate: its cost is the product of the widths, that of accumulation only their sum.</summary>
internal static class BitMultiplierStudy
{
    private const int Terms = 576;

    public static Study Study { get; } = new()
    {
        Id = "bit-multiplier",
        Title = "What a multiplication and an accumulation cost in gates",
        Lines = "2705-2707, 3081, 3089-3137",
        Ledger = ["S174", "S175", "S176", "S212"],
        Fill = page =>
        {
            BitMultiplication fifteen = ArrayMultiplier.Multiply(5, 3, 3, 3);
            page.Agrees("5·3", 15, fifteen.Product);
            page.Agrees("5·3 in 3 by 3 bits: ANDs", 9, fifteen.Ands);
            page.Agrees("8 by 8 bits: ANDs", 64, Ands(8));
            page.Agrees("4 by 4 bits: ANDs", 16, Ands(4));
            page.Agrees("576 products of 8 by 8 bits: accumulator, bits", 26, AccumulatorWidth.Unsigned(Terms, 8, 8));
            page.Agrees("576 products of 4 by 4 bits: accumulator, bits", 18, AccumulatorWidth.Unsigned(Terms, 4, 4));
            page.Agrees("full adders of the wide one over the narrow one", 1.44, (double)Adders(8) / Adders(4), tolerance: 0.005);
            page.Agrees("bits for twice the terms", 1, AccumulatorWidth.Real(2 * Terms, 8, 8) - AccumulatorWidth.Real(Terms, 8, 8), tolerance: 1e-12);

            IntegerValue product = IntegerValue.Product("product", IntegerValue.Input("a", 8), IntegerValue.Input("b", 8));
            page.Agrees("8 by 8 bits: product, bits", 16, product.Bits);
            page.Agrees("16 + 16 bits: sum, bits", 17, IntegerValue.Sum("sum", IntegerValue.Input("a", 16), IntegerValue.Input("b", 16)).Bits);
            page.Agrees("four products: sum, bits", 18, IntegerValue.Sum("four", product, product, product, product).Bits);
            IntegerValue two = IntegerValue.Sum("two products", product, product);
            page.Agrees("largest sum of two products", 32_768, two.High);
            page.Agrees("what overflows 16 bits", "two products", string.Join(", ", two.Overflowing(16).Select(value => value.Name)));

            page.Maps("grid", new HeatFigure(
                "5·3 as a grid: ANDs that give 1",
                "bit of the partial product; a row for each bit of 5",
                ["bit 0 of 5", "bit 1 of 5", "bit 2 of 5"],
                ["bit 0 of 3", "bit 1 of 3", "bit 2 of 3"],
                [.. fifteen.Rows.Select(row => (IReadOnlyList<double>)[row & 1, row >> 1 & 1, row >> 2 & 1])],
                Numbers.Digits));
            int[] widths = [.. Enumerable.Range(1, 16)];
            page.Plots("gates", new PlotFigure(
                "Gates for each MAC in a sum of 576",
                new PlotAxis("bits of both factors"),
                new PlotAxis("gates"),
                [
                    new PlotSeries("ANDs of the multiplier", [.. widths.Select(bits => new PlotPoint(bits, Ands(bits)))]),
                    new PlotSeries("full adders of the accumulator", [.. widths.Select(bits => new PlotPoint(bits, Adders(bits)))]),
                ]));
        },
    };

    private static int Ands(int bits) => ArrayMultiplier.Multiply(1, bits, 1, bits).Ands;

    private static int Adders(int bits) => RippleCarryAdder.Add(0, 1, AccumulatorWidth.Unsigned(Terms, bits, bits)).FullAdders;
}

using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Equal MACs, unequal bit operations: a layer of 64 → 64 channels, 3×3, at one position.</summary>
internal static class BitOperationsStudy
{
    private const int Products = 576;

    private static readonly (int Bits, double Expected)[] Rows = [(32, 40_446_072), (8, 3_287_160), (4, 1_222_776), (2, 632_952), (1, 448_632)];

    public static Study Study { get; } = new()
    {
        Id = "bit-operations",
        Title = "Bit operations, and how wide a sum has to be",
        Lines = "3014-3157",
        Ledger = ["S171", "S172", "S173", "S174"],
        Fill = page =>
        {
            CostReport position = Layer(3);
            CostReport image = Layer(5);
            foreach ((int bits, double expected) in Rows)
            {
                page.Agrees($"{bits} by {bits} bits: MACs", 36_864, position.Macs);
                page.Agrees($"{bits} by {bits} bits: bit operations", expected, BitOperationCounter.Uniq(position, bits, bits), tolerance: 0.5);
            }

            page.Agrees("8 by 8 bits with a whole number of bits in the sum", 3_317_760, 64 * Products * (64 + AccumulatorWidth.Unsigned(Products, 8, 8)));
            page.Corrects("E56", "positions for which m·n·k²·(a·w + o) counts, on 3×3 outputs", notes: "the layer", right: 9, ours: BitOperationCounter.Uniq(image, 8, 8) / BitOperationCounter.Uniq(position, 8, 8), tolerance: 1e-9);
            page.Agrees("bits of the sum, real", 25.17, AccumulatorWidth.Real(Products, 8, 8), tolerance: 0.005);
            page.Agrees("bits of the sum, unsigned", 26, AccumulatorWidth.Unsigned(Products, 8, 8));
            page.Corrects("E57", "bits of the sum, signed, with the sign", notes: "left open", right: 25, ours: AccumulatorWidth.Signed(Products, 8, 8));
            page.Agrees("twice the terms: more bits", 1, AccumulatorWidth.Real(2 * Products, 8, 8) - AccumulatorWidth.Real(Products, 8, 8), tolerance: 1e-12);
            page.Agrees("9 products of 2 by 2 bits, unsigned: largest sum", 81, 9 * 3 * 3);
            page.Agrees("and its bound 2^(4+4)", 256, 1 << AccumulatorWidth.Unsigned(9, 2, 2));
            page.Plots("bits", new PlotFigure(
                "Bit operations of one position, 64 → 64 channels, 3×3",
                new PlotAxis("bits of weights and activations"),
                new PlotAxis("bit operations"),
                [
                    new PlotSeries("with the sum", Curve(bits => BitOperationCounter.Uniq(position, bits, bits))),
                    new PlotSeries("products alone", Curve(bits => BitOperationCounter.Products(position, bits, bits))),
                ]));
            page.Plots("width", new PlotFigure(
                "Bits that a sum of 8-by-8-bit products needs",
                new PlotAxis("products", IsLogarithmic: true),
                new PlotAxis("bits"),
                [
                    new PlotSeries("unsigned", Widths(AccumulatorWidth.Unsigned), PlotMark.Steps),
                    new PlotSeries("signed", Widths(AccumulatorWidth.Signed), PlotMark.Steps),
                ]));
        },
    };

    private static CostReport Layer(int side) => Cost.Of(Graph.Create([side, side, 64], x => x.Conv2d(64, 3, padding: Padding.Valid, bias: false)));

    private static PlotPoint[] Curve(Func<int, double> operations) => [.. Enumerable.Range(1, 8).Select(bits => new PlotPoint(bits, operations(bits)))];

    private static PlotPoint[] Widths(Func<long, int, int, int> width) => [.. Enumerable.Range(1, 2048).Select(terms => new PlotPoint(terms, width(terms, 8, 8)))];
}

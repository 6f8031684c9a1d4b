using Bantam.Costs;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>The energy of operations by format, and the laws by which it grows with the width.</summary>
internal static class EnergyTableStudy
{
    private static readonly EnergyTable s_table = EnergyTables.Horowitz;

    private static readonly (PricedOperation Operation, PricedFormat Format, double Picojoules)[] s_rows =
    [
        (PricedOperation.Addition, PricedFormat.Int8, 0.03), (PricedOperation.Addition, PricedFormat.Int32, 0.1),
        (PricedOperation.Multiplication, PricedFormat.Int8, 0.2), (PricedOperation.Multiplication, PricedFormat.Int32, 3.1),
        (PricedOperation.Addition, PricedFormat.Float16, 0.4), (PricedOperation.Addition, PricedFormat.Float32, 0.9),
        (PricedOperation.Multiplication, PricedFormat.Float16, 1.1), (PricedOperation.Multiplication, PricedFormat.Float32, 3.7),
    ];

    public static Study Study { get; } = new()
    {
        Id = "energy-table",
        Title = "The energy of operations, and how it grows with the width",
        Lines = "451-462, 2498-2502, 2511-2540, 2560",
        Ledger = ["S195", "S203", "S204", "S206", "S232"],
        Fill = page =>
        {
            foreach ((PricedOperation operation, PricedFormat format, double picojoules) in s_rows)
            {
                page.Agrees($"{format} {Name(operation)}, pJ", picojoules, s_table.EnergyOf(operation, format).Picojoules);
            }

            OperationEnergy int16 = s_table.EnergyOf(PricedOperation.Multiplication, PricedFormat.Int16);
            page.Reports($"int16 multiplication, pJ ({(int16.Basis == EnergyBasis.Estimated ? "estimated" : "listed")})", int16.Picojoules);
            page.Agrees("additions from 8 to 32 bits by the law: times", 4, Law(PricedOperation.Addition, 32) / Law(PricedOperation.Addition, 8), tolerance: 1e-12);
            page.Agrees("multiplications from 8 to 32 bits by the law: times", 16, Law(PricedOperation.Multiplication, 32) / Law(PricedOperation.Multiplication, 8), tolerance: 1e-12);
            page.Corrects("E42", "float16 addition against int8 addition: times", notes: 10, right: 13.3, ours: Gap("float16 addition", "int8 addition"), tolerance: 0.05);
            page.Agrees("float32 MAC against int8 MAC, times", 15.3, Gap("float32 MAC", "int8 MAC"), tolerance: 0.05);
            page.Agrees("int32 multiplication against int8 multiplication: times", 15.5, Gap("int32 multiplication", "int8 multiplication"), tolerance: 0.05);
            page.Corrects("E05", "SRAM access of 8 KiB, 32 KiB, 1 MiB, pJ", notes: "100", right: "10, 20, 100", ours: string.Join(", ", SramPicojoules()));
            page.Plots("widths", new PlotFigure(
                "Energy of integer operations by width",
                new PlotAxis("bits", IsLogarithmic: true),
                new PlotAxis("pJ", IsLogarithmic: true),
                [
                    new PlotSeries("multiplication, law", Curve(PricedOperation.Multiplication)),
                    new PlotSeries("multiplication, table", Points(PricedOperation.Multiplication), PlotMark.Dots),
                    new PlotSeries("addition, law", Curve(PricedOperation.Addition)),
                    new PlotSeries("addition, table", Points(PricedOperation.Addition), PlotMark.Dots),
                ]));
        },
    };

    private static string Name(PricedOperation operation) => operation == PricedOperation.Addition ? "addition" : "multiplication";

    private static double Gap(string costly, string cheap) => EnergyGap.Of(s_table).Single(gap => gap.Costly == costly && gap.Cheap == cheap).LowRatio;

    private static double Law(PricedOperation operation, int bits) => s_table.LawOf(operation, isFloat: false)!.Picojoules(bits);

    private static IEnumerable<string> SramPicojoules() => s_table.Memories.SkipLast(1).Select(memory => Numbers.Digits(memory.Access.MiddlePicojoules));

    private static PlotPoint[] Curve(PricedOperation operation) => [.. new[] { 1, 2, 4, 8, 16, 32, 64 }.Select(bits => new PlotPoint(bits, Law(operation, bits)))];

    private static PlotPoint[] Points(PricedOperation operation) =>
        [.. new[] { PricedFormat.Int8, PricedFormat.Int32 }.Select(format => new PlotPoint(format.Bits, s_table.EnergyOf(operation, format).Picojoules, format.ToString()))];
}

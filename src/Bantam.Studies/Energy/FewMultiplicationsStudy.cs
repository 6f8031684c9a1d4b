using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Weights of few values need few multiplications: additions come first.</summary>
internal static class FewMultiplicationsStudy
{
    public static Study Study { get; } = new()
    {
        Id = "few-multiplications",
        Title = "Additions in place of multiplications",
        Lines = "2540, 2553, 2561, 3329",
        Ledger = ["S207", "S217"],
        Fill = page =>
        {
            LayerCost layer = CostCounter.Count(Graph.Create([3, 3, 64], x => x.Conv2d(64, 3, padding: Padding.Valid, bias: false))).Layers[0];
            page.Agrees("576 terms: multiplications for each output", 576, layer.Arithmetic.Multiplications / layer.Units);
            page.Agrees("with ternary weights", 2, layer.ArithmeticWithWeightValues(2).Multiplications / layer.Units);
            page.Reports("with binary weights of one scale", layer.ArithmeticWithWeightValues(1).Multiplications / layer.Units);
            page.Agrees("int16 addition on Arm, quoted: cycles of a multiply-accumulate", 0.5, InstructionRatio.ArmInt16.CycleRatio);
            page.Agrees("int16 addition on Arm, quoted: energy of a multiply-accumulate", 1.0 / 30, InstructionRatio.ArmInt16.EnergyRatio);
            page.Corrects("E61", "multiplication against addition by the table, 32 bits: times", notes: "> 30 for int16", right: 31, ours: Ratio(32), tolerance: 1e-9);
            page.Corrects("E61", "multiplication against addition by the table, 8 bits: times", notes: "> 30 for int16", right: 6.7, ours: Ratio(8), tolerance: 0.05);
            int[] widths = [4, 8, 16, 32];
            page.Bars(
                "ratio",
                "Energy of an integer multiplication against an addition of the same width",
                [.. widths.Select(bits => $"int{bits}")],
                new BarColumn("times", [.. widths.Select(Ratio)], Numbers.Digits));
        },
    };

    private static double Ratio(int bits) =>
        Picojoules(PricedOperation.Multiplication, bits) / Picojoules(PricedOperation.Addition, bits);

    private static double Picojoules(PricedOperation operation, int bits) => EnergyTables.Horowitz.EnergyOf(operation, PricedFormat.Integer(bits)).Picojoules;
}

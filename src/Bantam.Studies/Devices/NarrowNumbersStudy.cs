using Bantam.Costs;
using Bantam.Model;
using Bantam.Reports;

namespace Bantam.Studies;

/// <summary>Fewer bits: memory shrinks by exactly that factor, and an addition is cheaper than a multiplication.</summary>
internal static class NarrowNumbersStudy
{
    private const double Mega = 1e6;

    private static readonly (string Name, OperandFormat Format)[] s_formats =
    [
        ("Float32", OperandFormat.Float32),
        ("int8", OperandFormat.Int8),
        ("ternary in 2 bits", new OperandFormat(NumberKind.Integer, 2, 32)),
        ("1 bit", OperandFormat.OneBit),
    ];

    public static Study Study { get; } = new()
    {
        Id = "narrow-numbers",
        Title = "Memory by the bits of a weight, and additions for multiplications",
        Lines = "2845, 3052-3056, 3329",
        Ledger = ["S178", "S217"],
        Fill = page =>
        {
            long parameters = Networks.Create("alexnet").ParameterCount;
            double[] megabytes = [.. s_formats.Select(row => row.Format.WeightBytes(parameters) / Mega)];
            page.Agrees("16 → 1 bit: times less memory", 16, OperandFormat.MemoryFactor(16, 1));
            page.Agrees("AlexNet, weights in Float32, MB", 243.8, megabytes[0], tolerance: 0.1);
            page.Agrees("AlexNet, weights in int8, MB", 60.95, megabytes[1], tolerance: 0.02);
            page.Agrees("AlexNet, ternary weights in 2 bits, MB", 15.24, megabytes[2], tolerance: 0.005);
            page.Agrees("AlexNet, weights of 1 bit, MB", 7.62, megabytes[3], tolerance: 0.005);
            Device arm = Devices.Named("raspberry-pi-4");
            (ArithmeticUnit add, ArithmeticUnit mac) = (arm.Unit("int16 ADD"), arm.Unit("int16 MAC"));
            page.Agrees("Arm, int16: cycles of an addition / of a MAC, as quoted", 0.5, add.CyclesPerOperation / mac.CyclesPerOperation);
            page.Corrects("E61", "what an int16 addition is compared with", notes: "FMA", right: "MAC", ours: mac.Operation == UnitOperation.MultiplyAccumulate && mac.Kind == NumberKind.Integer ? "MAC" : "FMA");
            page.Agrees("Arm, int16: energy of a MAC / of an addition, as quoted", 30, mac.RelativeEnergy!.Value / add.RelativeEnergy!.Value);
            page.Corrects("E61", "the same from the notes' energy table, integers of 32 bits", notes: "more than 30 for int16", right: 31, ours: 3.1 / 0.1, tolerance: 1e-9);
            page.Bars("alexnet", "AlexNet: MB of weights", [.. s_formats.Select(row => row.Name)], new BarColumn("MB", megabytes, Numbers.Digits));
        },
    };
}

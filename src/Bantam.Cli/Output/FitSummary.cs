using System.Globalization;
using Bantam.Training;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary>The result of a <c>fit</c> as a table.</summary>
internal static class FitSummary
{
    public static void Write(IAnsiConsole console, FitReport report, string folder)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        Row(grid, $"{report.Metric.Name}, Float32", Score(report.Accuracy.Float));
        Row(grid, $"{report.Metric.Name}, deployed int8", $"{Score(report.Accuracy.Deployed)} on {report.Accuracy.Samples} test samples{Bound(report)}");
        Row(grid, "MACs, parameters", $"{report.Macs.ToString("N0", CultureInfo.InvariantCulture)}, {report.Parameters.ToString("N0", CultureInfo.InvariantCulture)}");
        Row(grid, "flash", Memory(report.FlashBytes, report.Budget.FlashBytes, report));
        Row(grid, "RAM", Memory(report.RamBytes, report.Budget.RamBytes, report));
        Row(grid, "C on this machine", ProofText.Of(report.Verify.Host));
        Row(grid, $"C on emulated {report.Verify.Emulator.Target}", ProofText.Of(report.Verify.Emulator));
        if (report.Verify.Emulator.InstructionsPerInference is { } instructions)
        {
            Row(grid, "instructions", $"{instructions.ToString("N0", CultureInfo.InvariantCulture)} for each inference, {report.Verify.Emulator.StackBytes} bytes of stack");
        }

        Row(grid, "files", $"{folder}: {string.Join(", ", report.Files)}");
        Row(grid, "time", string.Create(CultureInfo.InvariantCulture, $"{report.Seconds:F1} s"));
        console.Write(grid);
    }

    private static void Row(Grid grid, string name, string value) => grid.AddRow(new Text(name), new Text(value));

    private static string Score(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Bound(FitReport report) => report.Accuracy.Floor is { } bound
        ? $", {(report.Metric.HigherIsBetter ? "floor" : "ceiling")} {Score(bound)} {(report.MeetsFloor ? "met" : "MISSED")}"
        : string.Empty;

    private static string Memory(long used, long budget, FitReport report) =>
        $"{ByteCount.Text(used)} of {ByteCount.Text(budget)} bytes{(used <= budget ? string.Empty : ", TOO MUCH")}{(report.MemoryIsMeasured ? string.Empty : " (constants and buffers alone: nothing was linked)")}";
}

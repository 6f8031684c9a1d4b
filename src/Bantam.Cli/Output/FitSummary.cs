using System.Globalization;
using Bantam.Training;

namespace Bantam.Cli;

/// <summary>The result of a <c>fit</c>, one line for each finding.</summary>
internal static class FitSummary
{
    public static void Write(CommandContext context, FitReport report, string folder)
    {
        (string Name, string Value)[] rows = [.. Rows(report, folder)];
        int width = rows.Max(row => row.Name.Length);
        foreach ((string name, string value) in rows)
        {
            context.Print($"{name.PadRight(width)}  {value}");
        }
    }

    private static IEnumerable<(string Name, string Value)> Rows(FitReport report, string folder)
    {
        FitEmulatorProof emulator = report.Verify.Emulator;
        yield return ($"{report.Metric.Name}, Float32", Score(report.Accuracy.Float));
        yield return ($"{report.Metric.Name}, deployed int8", $"{Score(report.Accuracy.Deployed)} on {report.Accuracy.Samples} test samples{Bound(report)}");
        yield return ("MACs, parameters", $"{Number(report.Macs)}, {Number(report.Parameters)}");
        yield return ("flash", Memory(report.FlashBytes, report.Budget.FlashBytes, report));
        yield return ("RAM", Memory(report.RamBytes, report.Budget.RamBytes, report));
        yield return ("C on this machine", ProofText.Of(report.Verify.Host));
        yield return ($"C on emulated {emulator.Target}", ProofText.Of(emulator));
        if (emulator.InstructionsPerInference is { } instructions)
        {
            yield return ("instructions", $"{Number(instructions)} for each inference, {emulator.StackBytes} bytes of stack");
        }

        if (report.Latency is { } latency)
        {
            yield return ($"time on {report.Device}", string.Create(CultureInfo.InvariantCulture, $"{latency.Milliseconds:F2} ms for each inference, predicted ({InspectJson.BasisText(latency.Basis)})"));
        }

        yield return ("files", $"{folder}: {string.Join(", ", report.Files)}");
        yield return ("time", string.Create(CultureInfo.InvariantCulture, $"{report.Seconds:F1} s"));
    }

    private static string Score(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bound(FitReport report) => report.Accuracy.Floor is { } bound
        ? $", {(report.Metric.HigherIsBetter ? "floor" : "ceiling")} {Score(bound)} {(report.MeetsFloor ? "met" : "MISSED")}"
        : string.Empty;

    private static string Memory(long used, long budget, FitReport report) =>
        $"{ByteCount.Text(used)} of {ByteCount.Text(budget)} bytes{(used <= budget ? string.Empty : ", TOO MUCH")}{(report.MemoryIsMeasured ? string.Empty : " (constants and buffers alone: nothing was linked)")}";
}

using Bantam.Costs;

namespace Bantam.Cli;

/// <summary>What is known of a device, as rows of text.</summary>
internal static class DeviceText
{
    public static IEnumerable<(string Field, string Value)> Rows(Device device)
    {
        yield return ("device", device.Name);
        yield return ("class", device.Class.ToString().ToLowerInvariant());
        yield return ("core", $"{device.Core}, {device.InstructionSet}");
        yield return ("clock", Text($"{device.ClockHertz / 1e6:G6} MHz"));
        yield return ("flash", Text($"{device.FlashBytes:N0} bytes"));
        yield return ("RAM", Text($"{device.RamBytes:N0} bytes"));
        if (device.ActiveWatts is { } watts)
        {
            yield return ("power", Text($"{watts} W"));
        }

        if (device.Pipeline is { } pipeline)
        {
            yield return ("pipeline", Text($"{pipeline.Stages} stages, up to {pipeline.IssueWidth} started in a cycle, a branch not foreseen costs {pipeline.BranchPenaltyCycles} cycles{(pipeline.IsOutOfOrder ? ", out of order" : "")}"));
        }

        foreach (MemoryLevel level in device.Memory)
        {
            yield return ($"memory {level.Name}", string.Join(", ", Facts(level)));
        }

        foreach (ArithmeticUnit unit in device.Units)
        {
            yield return ($"unit {unit.Name}", Text($"{Numbers(unit)}{Needs(unit)}: {unit.OperationsPerCycle:#,0.##} {What(unit)} in a cycle"));
        }

        if (device.Synchronization is { } waiting)
        {
            yield return ("synchronization", Text($"barrier {waiting.BarrierNanoseconds} ns, launch {waiting.LaunchNanoseconds} ns, atomic {waiting.AtomicNanoseconds} ns"));
        }

        if (device.Instructions is { } counted)
        {
            yield return ("counted kernels", Text($"{string.Join(", ", counted.Kernels.Select(cost => cost.Kernel))}; {counted.CyclesPerInstruction} cycles for each instruction"));
        }

        yield return ("source", device.Source);
        foreach ((string field, string source) in device.Sources)
        {
            yield return ($"  {field}", source);
        }

        if (device.Note.Length > 0)
        {
            yield return ("note", device.Note);
        }
    }

    private static string Numbers(ArithmeticUnit unit) => Text($"{(unit.Kind == NumberKind.Float ? "floats" : "integers")} of {unit.Bits} bits");

    private static string What(ArithmeticUnit unit) =>
        unit.Operation == UnitOperation.Add ? "additions" : unit.Kernel == UnitKernel.BitSerial ? "products of single bits" : "products";

    private static string Needs(ArithmeticUnit unit) => unit.Kernel switch
    {
        UnitKernel.Popcount => ", where a kernel counts bits",
        UnitKernel.BitSerial => ", bit by bit",
        UnitKernel.SkipZeros => Text($", passing over zeros in blocks of {unit.ZeroBlock}"),
        _ => "",
    };

    private static IEnumerable<string> Facts(MemoryLevel level)
    {
        string about = level.IsApproximate ? "about " : "";
        if (level.Bytes is { } bytes)
        {
            yield return Text($"{about}{bytes:N0} bytes");
        }

        if (level.BytesPerSecond is { } rate)
        {
            yield return Text($"{rate / 1e9:G4} GB/s");
        }

        if (level.LatencyNanoseconds is { } wait)
        {
            yield return Text($"{wait} ns");
        }
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

using System.Globalization;
using Bantam.Costs;
using Bantam.Deployment;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary>The tables of <c>bantam inspect</c>.</summary>
internal static class InspectTables
{
    public static void Write(CommandContext context, InspectReport report)
    {
        context.Results.Write(Layers(report));
        WriteTotals(context, report);
        if (report.Integers is null)
        {
            WriteVerdict(context, "Float32", report.Float);
        }

        WriteVerdict(context, "int8", report.Int8);
        if (report.Latency is { } latency)
        {
            context.Print(Text($"int8 on {latency.Device.Name}: {latency.Seconds * 1000:N3} ms for each inference, predicted ({InspectJson.BasisText(latency.Basis)})."));
        }

        foreach (string line in InspectEnergy.Lines(report))
        {
            context.Print(line);
        }

        context.Print("Costs most:");
        foreach ((int rank, LayerCost layer) in report.Costliest.Index())
        {
            context.Print(Text($"  {rank + 1}. {layer.Name}: {report.Float.ShareOf(layer):P1} of the MACs, {report.Float.WeightShareOf(layer):P1} of the weights"));
        }
    }

    public static void WritePlan(CommandContext context, InspectReport report)
    {
        if (report.Integers is not { } integers)
        {
            MemoryDrawing drawing = new("elements", report.Plan.PeakElements, report.Plan.LowerBoundElements, [.. report.Plan.Buffers.Select(buffer =>
                new MemoryRow(buffer.Name, buffer.Offset, buffer.Lifetime.Size, buffer.Lifetime.FirstStep, buffer.Lifetime.LastStep))]);
            context.Print("Where each activation lies, the input included:");
            Draw(context, drawing);
            return;
        }

        foreach (PlanChange change in integers.Changes)
        {
            context.Print($"{change.Pass}: {change.Description}");
        }

        context.Print(Text($"Where each activation lies, beside the input of {integers.Folded.Input.Bytes:N0} and the output of {integers.Folded.Output.Bytes:N0} bytes:"));
        Draw(context, InspectPlan.DrawingOf(integers.Folded));
        if (integers.Streamed != integers.Folded)
        {
            context.Print("The same row by row:");
            Draw(context, InspectPlan.DrawingOf(integers.Streamed));
        }
    }

    private static void Draw(CommandContext context, MemoryDrawing drawing)
    {
        foreach (string line in drawing.Lines(context.Results.Profile.Width))
        {
            context.Print(line);
        }
    }

    private static Table Layers(InspectReport report)
    {
        string[] timed = report.Latency is null ? [] : ["ms", "Bound"];
        Table table = Columns("Layer", ["Output", "Parameters", "MACs", "Activation bytes", "Weight bytes", "Share of MACs", "Energy", .. timed]);
        table.Columns[1].Alignment = Justify.Left;
        foreach ((LayerCost layer, LayerEnergy energy) in report.Layers)
        {
            string[] cells =
            [
                layer.Name,
                layer.OutputShape.ToString(),
                Count(layer.Parameters),
                Count(layer.Macs),
                Count(layer.ActivationBytes),
                Count(layer.WeightBytes),
                layer.Macs == 0 ? "" : Text($"{report.Float.ShareOf(layer):P1}"),
                InspectEnergy.Joules(energy.Total.MiddlePicojoules),
                .. report.Latency is null ? [] : new string[] { Milliseconds(report.TimeOf(layer)), InspectJson.BoundText(report.TimeOf(layer)) ?? "" },
            ];
            table.AddRow([.. cells.Select(cell => new Text(cell))]);
        }

        return table;
    }

    private static string Milliseconds(LayerLatency? time) => time is null ? "" : Text($"{time.Seconds * 1000:N3}");

    private static void WriteTotals(CommandContext context, InspectReport report)
    {
        CostReport cost = report.Float;
        Arithmetic work = report.Total();
        context.Print(Text($"{report.Network}, input {report.Input}: {cost.Parameters:N0} parameters, {cost.Macs:N0} MACs; with batch normalization folded {report.Folded.Parameters:N0} and {report.Folded.Macs:N0}."));
        context.Print(Text($"Operations: {work.Multiplications:N0} multiplications, {work.Additions:N0} additions, {work.Others:N0} others; {ArithmeticIntensity.Of(cost):F2} operations a byte in Float32."));
        context.Print(Text($"Units: {cost.Units:N0} in all outputs; {cost.PeakActivationElements:N0} planned at the peak, fused and in place (lower bound {cost.LowerBoundElements:N0}, gap {cost.PeakActivationElements - cost.LowerBoundElements:N0}), {cost.LineBufferedElements:N0} row by row."));
        context.Print(Text($"Bit operations with 8 bits: {BitOperationCounter.Uniq(report.Float, 8, 8):N0} (UNIQ), {BitOperationCounter.Products(report.Float, 8, 8):N0} (products). Receptive field {report.Field.Height}x{report.Field.Width}."));
        context.Print(Text($"Training in Float32: {new TrainingMemory(cost.Parameters, 0).TotalBytes:N0} bytes with SGD, {new TrainingMemory(cost.Parameters, 1).TotalBytes:N0} with momentum, {new TrainingMemory(cost.Parameters, 2).TotalBytes:N0} with Adam, activations not included."));
    }

    private static void WriteVerdict(CommandContext context, string type, CostReport cost)
    {
        if (cost.Device is not { } device)
        {
            context.Print(Text($"{type}: {cost.WeightBytes:N0} bytes of weights, {cost.PeakActivationBytes:N0} bytes of activations."));
            return;
        }

        context.Print($"{type} on {device.Name}: flash {Against(cost.WeightBytes, device.FlashBytes)}, RAM {Against(cost.PeakActivationBytes, device.RamBytes)}; values only, without code and stack.");
    }

    private static string Against(long need, long budget) =>
        need <= budget ? Text($"{need:N0} of {budget:N0} bytes, fits") : Text($"{need:N0} of {budget:N0} bytes, does not fit ({(double)need / budget:F1} times too much)");

    private static Table Columns(string first, params string[] others)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn(first);
        foreach (string other in others)
        {
            table.AddColumn(new TableColumn(other).RightAligned());
        }

        return table;
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

using System.Globalization;
using Bantam.Costs;
using Bantam.Training;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary>Says what a <c>fit</c> does while it does it.</summary>
internal sealed class FitTalk(CommandContext context) : FitObserver
{
    private Metric _metric;

    public override void OnData(DataSplits data)
    {
        _metric = data.Train.Task.Metric;
        context.Say($"Data: {data.Train.Count} training, {data.Validation.Count} validation, {data.Test.Count} test samples of {data.Train.InputShape}");
    }

    public override void OnNetwork(CostReport cost)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumns(
            new TableColumn("Layer"),
            new TableColumn("Op"),
            new TableColumn("Output"),
            new TableColumn("Parameters").RightAligned(),
            new TableColumn("MACs").RightAligned(),
            new TableColumn("Activation bytes").RightAligned());
        foreach (LayerCost layer in cost.Layers)
        {
            Row(table, layer.Name, layer.Op, layer.OutputShape.ToString(), Number(layer.Parameters), Number(layer.Macs), Number(layer.ActivationBytes));
        }

        Row(table, "total", string.Empty, string.Empty, Number(cost.Parameters), Number(cost.Macs), $"peak {Number(cost.PeakActivationBytes)}");
        context.Talk.Write(table);
    }

    public override void OnEpoch(EpochResult epoch)
    {
        if (context.ShowsProgress)
        {
            string score = epoch.Score is { } value ? $"  {_metric.Name} {Score(value)}" : string.Empty;
            context.Say(string.Create(CultureInfo.InvariantCulture, $"Epoch {epoch.Epoch}/{epoch.Epochs}  loss {epoch.Loss:F4}{score}  {epoch.SamplesPerSecond:N0} images/s  {epoch.SecondsLeft:F0} s left"));
        }
    }

    public override void OnTrained(Metric metric, double score) => context.Say($"Trained: {metric.Name} {Score(score)} on the test set in Float32");

    public override void OnCompressed(FitStep step) =>
        context.Say($"{step.Name} ({step.Safety}): {_metric.Name} {Score(step.AccuracyBefore)} -> {Score(step.AccuracyAfter)}, {ByteCount.Text(step.BytesBefore)} -> {ByteCount.Text(step.BytesAfter)} bytes. {step.Note}");

    public override void OnHostProof(FitProof proof) => context.Say($"Host C: {ProofText.Of(proof)}");

    public override void OnEmulatorProof(FitEmulatorProof proof) => context.Say($"Emulated {proof.Target}: {ProofText.Of(proof)}");

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Score(double? value) => value is { } number ? number.ToString("0.0000", CultureInfo.InvariantCulture) : "?";

    /// <summary>Texts, not markup: shapes are in brackets.</summary>
    private static void Row(Table table, params string[] cells) => table.AddRow([.. cells.Select(cell => new Text(cell))]);
}

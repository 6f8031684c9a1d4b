using System.Globalization;
using Bantam.Deployment;
using Spectre.Console;

namespace Bantam.Cli;

/// <summary>The tables of <c>bantam bench model</c>.</summary>
internal static class BenchModelTables
{
    private const double MillijoulesPerJoule = 1000;
    private const double BytesPerMebibyte = 1 << 20;

    public static void Write(CommandContext context, BenchModelResult result)
    {
        Measurement first = result.Measurements[0];
        Workload work = first.Workload;
        context.Print($"{work.Name}: {work.Element}, samples of {string.Join('x', work.InputShape)}, batch {work.Batch}, by {first.Engine}; workload {work.Hash[..12]}");
        context.Print(string.Create(CultureInfo.InvariantCulture, $"{first.Quality.Metric} {first.Quality.Value:0.####}: {first.Quality.Protocol}"));
        context.Results.Write(Scopes(result.Measurements));
        context.Print(string.Create(
            CultureInfo.InvariantCulture,
            $"{first.Protocol.WarmUp} iterations of warm-up, {first.Protocol.Iterations} measured; percentiles {(first.Protocol.Percentiles == PercentileMethod.Linear ? "on the line between neighbors" : "by the nearest rank")}."));
        foreach (Measurement profile in result.Measurements.Where(measurement => measurement.Layers.Count > 0))
        {
            context.Results.Write(Layers(profile.Layers));
            context.Print(string.Create(
                CultureInfo.InvariantCulture,
                $"Layers that multiply and accumulate take {profile.MacLayersShare:P1} of the time. Shares of MACs are modelled, not measured."));
        }

        context.Print(string.Create(
            CultureInfo.InvariantCulture,
            $"Peak memory {first.PeakMemory.PeakBytes / BytesPerMebibyte:0.00} MiB ({first.PeakMemory.ManagedBytes / BytesPerMebibyte:0.00} managed at the end): {first.PeakMemory.Source}"));
        foreach (EnergyFigure energy in first.Energy)
        {
            context.Print(string.Create(CultureInfo.InvariantCulture, $"{energy.Joules * MillijoulesPerJoule:G4} mJ a sample, {NameOf(energy.Basis)}: {energy.Source}"));
        }

        foreach (BenchedRow row in result.Rows.Where(row => row.PeerName is not null))
        {
            context.Print(row.Ratio is { } ratio
                ? string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00}x {row.PeerName}: {row.Ours:0.#} and {row.Peer:0.#} {row.Unit}, spread {row.Spread:P0}")
                : $"{row.PeerName}: {row.Status}, {row.Reason}");
        }

        MeasurementEnvironment place = first.Environment;
        context.Print(string.Create(
            CultureInfo.InvariantCulture,
            $"{place.Processor}, {place.Cores} cores, {place.Threads} thread(s), {place.Lanes} lanes, {place.System}, {place.Runtime}, commit {place.Commit}{(place.Load is { } load ? string.Create(CultureInfo.InvariantCulture, $", load {load:0.0}") : "")}"));
    }

    /// <summary>The name of a scope for people.</summary>
    internal static string NameOf(MeasurementScope scope) => scope switch
    {
        MeasurementScope.Kernel => "kernel",
        MeasurementScope.Layer => "layer",
        _ => "end to end",
    };

    private static string NameOf(ClaimBasis basis) => basis == ClaimBasis.Modelled ? "modelled" : "measured";

    private static Table Scopes(IEnumerable<Measurement> measurements)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn("Scope");
        foreach (string column in (ReadOnlySpan<string>)["p50 ms", "p90 ms", "mean ms", "std ms", "samples/s"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (Measurement m in measurements)
        {
            table.AddRow(NameOf(m.Scope), Milliseconds(m.P50Milliseconds), Milliseconds(m.P90Milliseconds), Milliseconds(m.MeanMilliseconds), Milliseconds(m.StdMilliseconds), m.SamplesPerSecond.ToString("#,0.#", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static Table Layers(IEnumerable<LayerTime> layers)
    {
        Table table = new Table { Border = TableBorder.Simple }.AddColumn("Layer").AddColumn("Op");
        foreach (string column in (ReadOnlySpan<string>)["p50 ms", "Time", "MACs", "MACs, modelled time"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (LayerTime layer in layers)
        {
            table.AddRow(
                new Text(layer.Name),
                new Text(layer.Op),
                new Text(Milliseconds(layer.Milliseconds)),
                new Text(layer.Share.ToString("P1", CultureInfo.InvariantCulture)),
                new Text(layer.Macs.ToString("#,0", CultureInfo.InvariantCulture)),
                new Text(layer.ModelledShare.ToString("P1", CultureInfo.InvariantCulture)));
        }

        return table;
    }

    private static string Milliseconds(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}

namespace Bantam.Deployment;

/// <summary>What must hold of a measurement that was read: the types of its fields do not say it.</summary>
internal static class MeasurementRules
{
    private const int MostTimes = 1_000_000;

    /// <summary>The first rule that a measurement breaks, as a sentence without its full stop; null if all hold.</summary>
    public static string? Breach(Measurement measurement) =>
        Checks(measurement).FirstOrDefault(check => !check.Holds) is { Field: not null } broken ? $"{broken.Field} must {broken.Demand}" : null;

    private static IEnumerable<Check> Checks(Measurement m) =>
    [
        Named("engine", m.Engine),
        Named("workload.name", m.Workload.Name),
        Named("workload.modelHash", m.Workload.ModelHash),
        new("workload.inputShape", "hold lengths of at least 1", m.Workload.InputShape.All(length => length > 0)),
        new("workload.batch", "be at least 1", m.Workload.Batch > 0),
        Named("quality.metric", m.Quality.Metric),
        Named("quality.protocol", m.Quality.Protocol),
        new("quality.value", "be a finite number", double.IsFinite(m.Quality.Value)),
        new("protocol", "keep its ranges unless it is forced", KeepsRanges(m.Protocol)),
        new("protocol.iterations", "be the number of times", m.Protocol.Iterations == m.Milliseconds.Count),
        new("runsPerIteration", "be at least 1", m.RunsPerIteration > 0),
        new("milliseconds", $"hold 2 to {MostTimes} times above 0", m.Milliseconds.Count is >= 2 and <= MostTimes && m.Milliseconds.All(time => time > 0 && double.IsFinite(time))),
        new("peakMemory", "not be negative", m.PeakMemory.PeakBytes >= 0 && m.PeakMemory.ManagedBytes >= 0),
        Named("peakMemory.source", m.PeakMemory.Source),
        new("energy", "hold joules of at least 0 with their source", m.Energy.All(energy => energy is { Joules: >= 0, Source.Length: > 0 } && double.IsFinite(energy.Joules))),
        Named("environment.processor", m.Environment.Processor),
        Named("environment.system", m.Environment.System),
        Named("environment.runtime", m.Environment.Runtime),
        Named("environment.commit", m.Environment.Commit),
        new("environment.threads", "be at least 1", m.Environment.Threads > 0),
        new("layers", "be there in the scope of layers and in no other", m.Layers.Count > 0 == (m.Scope == MeasurementScope.Layer)),
        new("layers", "have names, times and shares", m.Layers.All(layer => layer is { Name.Length: > 0, Op: not null, Milliseconds: >= 0, Share: >= 0 and <= 1 })),
    ];

    private static bool KeepsRanges(MeasurementProtocol protocol)
    {
        try
        {
            protocol.Validate();
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static Check Named(string field, string value) => new(field, "not be empty", !string.IsNullOrWhiteSpace(value));

    private readonly record struct Check(string Field, string Demand, bool Holds);
}

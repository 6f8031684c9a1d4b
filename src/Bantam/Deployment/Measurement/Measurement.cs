namespace Bantam.Deployment;

/// <summary>One result with everything that others need to believe and repeat it: the least that a report of speed states.</summary>
/// <remarks>
/// Quality, latency at a fixed batch and shape, throughput, peak memory, and energy where it is known (notes: lines 3686-3697).
/// Every property without a default is mandatory; <see cref="MeasurementFile"/> refuses a record that lacks one.
/// </remarks>
public sealed record Measurement
{
    private const double MillisecondsPerSecond = 1000;

    /// <summary>What lies between start and stop of the clock.</summary>
    public required MeasurementScope Scope { get; init; }

    /// <summary>What was computed.</summary>
    public required Workload Workload { get; init; }

    /// <summary>What computed it: <c>bantam</c>, or a peer with its version.</summary>
    public required string Engine { get; init; }

    /// <summary>How good the results were, and on what.</summary>
    public required MeasuredQuality Quality { get; init; }

    /// <summary>How it was measured.</summary>
    public required MeasurementProtocol Protocol { get; init; }

    /// <summary>How often an iteration repeated a run that is too short for the clock; 1 where it did not.</summary>
    public required int RunsPerIteration { get; init; }

    /// <summary>The time of a run in milliseconds, one number for each measured iteration, in their order.</summary>
    public required IReadOnlyList<double> Milliseconds { get; init; }

    /// <summary>The most memory that building and running took.</summary>
    public required PeakMemory PeakMemory { get; init; }

    /// <summary>The energy of one inference by each source that there is; may be empty.</summary>
    public IReadOnlyList<EnergyFigure> Energy { get; init => field = value ?? []; } = [];

    /// <summary>Where it was measured.</summary>
    public required MeasurementEnvironment Environment { get; init; }

    /// <summary>The profile, in the order of execution; empty in other scopes than <see cref="MeasurementScope.Layer"/>.</summary>
    public IReadOnlyList<LayerTime> Layers { get; init => field = value ?? []; } = [];

    /// <summary>The middle time of a run, by the method of the protocol.</summary>
    public double P50Milliseconds => Percentile(0.5);

    /// <summary>The time that nine runs of ten keep.</summary>
    public double P90Milliseconds => Percentile(0.9);

    /// <summary>The mean time of a run.</summary>
    public double MeanMilliseconds => Milliseconds.Average();

    /// <summary>The standard deviation of the times, with n − 1.</summary>
    public double StdMilliseconds
    {
        get
        {
            double mean = MeanMilliseconds;
            return Math.Sqrt(Milliseconds.Sum(time => (time - mean) * (time - mean)) / (Milliseconds.Count - 1));
        }
    }

    /// <summary>Throughput: all samples over all of the time.</summary>
    public double SamplesPerSecond => Workload.Batch * MillisecondsPerSecond / MeanMilliseconds;

    /// <summary>The part of the time of all layers, in [0, 1], that those with multiply-accumulates take; null in other scopes.</summary>
    public double? MacLayersShare => Layers.Count == 0 ? null : Layers.Where(layer => layer.Macs > 0).Sum(layer => layer.Share);

    private double Percentile(double part) => Percentiles.Of([.. Milliseconds], part, Protocol.Percentiles);
}

/// <summary>How good results were: a speed without it may be that of wrong results.</summary>
/// <param name="Metric">What was evaluated: <c>accuracy</c>, or <c>agreement</c> with reference results.</param>
/// <param name="Value">The value, a fraction where the metric is one.</param>
/// <param name="Protocol">On what and how: the split and the number of samples.</param>
public sealed record MeasuredQuality(string Metric, double Value, string Protocol);

/// <summary>The time of one layer in the course of a run.</summary>
/// <param name="Name">The layer.</param>
/// <param name="Op">Its kind.</param>
/// <param name="Milliseconds">Its middle time.</param>
/// <param name="Share">Its part of the middle times of all layers, in [0, 1].</param>
/// <param name="Macs">Its multiply-accumulates for one sample.</param>
/// <param name="ModelledShare">The part that it would have if time went with multiply-accumulates: modelled, not measured.</param>
public sealed record LayerTime(string Name, string Op, double Milliseconds, double Share, long Macs, double ModelledShare);

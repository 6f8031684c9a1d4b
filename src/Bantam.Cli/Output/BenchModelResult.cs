using Bantam.Deployment;

namespace Bantam.Cli;

/// <summary>What <c>bantam bench model</c> found.</summary>
internal sealed record BenchModelResult
{
    /// <summary>One for each scope.</summary>
    public required IReadOnlyList<Measurement> Measurements { get; init; }

    /// <summary>Ours alone, or against each peer.</summary>
    public required IReadOnlyList<BenchedRow> Rows { get; init; }

    /// <summary>The ratios together; null without peers.</summary>
    public BenchedSummary? Summary { get; init; }

    public static BenchModelResult Of(IReadOnlyList<Measurement> measurements)
    {
        Measurement kernels = measurements.First(measurement => measurement.Scope == MeasurementScope.Kernel);
        return new BenchModelResult
        {
            Measurements = measurements,
            Rows = [new BenchedRow(kernels.Workload.Name, kernels.Environment.Threads, "samples/s", kernels.SamplesPerSecond, null, null, null, null) { Status = "alone" }],
        };
    }
}

/// <summary>One line: ours, and a peer. The names of the bench's JSON.</summary>
internal sealed record BenchedRow(string Name, int Threads, string Unit, double? Ours, double? Peer, string? PeerName, double? Ratio, double? Spread)
{
    public string Status { get; init; } = "measured";

    public string? Reason { get; init; }

    public double? Noise { get; init; }
}

/// <summary>Many ratios in three numbers.</summary>
internal sealed record BenchedSummary(double Geomean, double Min, double Max);

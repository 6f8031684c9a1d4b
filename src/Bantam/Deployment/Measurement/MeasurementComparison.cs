namespace Bantam.Deployment;

/// <summary>Two measurements of the same workload in the same scope, figure by figure.</summary>
public sealed record MeasurementComparison
{
    private const double JoulesPerMillijoule = 1e-3;

    /// <summary>The scope of both.</summary>
    public required MeasurementScope Scope { get; init; }

    /// <summary>The figures.</summary>
    public required IReadOnlyList<ComparedFigure> Figures { get; init; }

    /// <summary>In what the environments differ, beside the load: the ratios then are also those of machines or programs. Empty where in nothing.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>Compares two measurements.</summary>
    /// <param name="first">The one.</param>
    /// <param name="second">The other.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentException">The workloads or the scopes differ.</exception>
    public static MeasurementComparison Of(Measurement first, Measurement second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        first.Workload.RequireSame(second.Workload);
        if (first.Scope != second.Scope)
        {
            throw new ArgumentException($"One measurement has the scope {first.Scope}, the other {second.Scope}. They time different things; measure both in the same scope.");
        }

        MeasuredRatio time = MeasuredRatio.OfSeparate([.. first.Milliseconds], [.. second.Milliseconds]);
        return new MeasurementComparison
        {
            Scope = first.Scope,
            Figures =
            [
                new ComparedFigure("p50 ms", first.P50Milliseconds, second.P50Milliseconds, time.Ratio, time),
                ComparedFigure.OfCosts("p90 ms", first.P90Milliseconds, second.P90Milliseconds),
                new ComparedFigure("samples/s", first.SamplesPerSecond, second.SamplesPerSecond, first.SamplesPerSecond / second.SamplesPerSecond, null),
                ComparedFigure.OfCosts("peak memory bytes", first.PeakMemory.PeakBytes, second.PeakMemory.PeakBytes),
                .. from one in first.Energy
                   join other in second.Energy on (one.Source, one.Basis) equals (other.Source, other.Basis)
                   select ComparedFigure.OfCosts($"mJ ({(one.Basis == ClaimBasis.Modelled ? "modelled" : "measured")}: {one.Source})", one.Joules / JoulesPerMillijoule, other.Joules / JoulesPerMillijoule),
                new ComparedFigure($"quality: {first.Quality.Metric}", first.Quality.Value, second.Quality.Value, null, null),
            ],
            Differences = [.. DifferencesOf(first, second)],
        };
    }

    private static IEnumerable<string> DifferencesOf(Measurement first, Measurement second) =>
        from pair in (IEnumerable<(string Name, object First, object Second)>)
        [
            ("engine", first.Engine, second.Engine),
            ("processor", first.Environment.Processor, second.Environment.Processor),
            ("system", first.Environment.System, second.Environment.System),
            ("runtime", first.Environment.Runtime, second.Environment.Runtime),
            ("commit", first.Environment.Commit, second.Environment.Commit),
            ("threads", first.Environment.Threads, second.Environment.Threads),
            ("lanes", first.Environment.Lanes, second.Environment.Lanes),
        ]
        where !pair.First.Equals(pair.Second)
        select $"{pair.Name}: {pair.First} and {pair.Second}";
}

/// <summary>One figure of two measurements.</summary>
/// <param name="What">The figure, with its unit.</param>
/// <param name="First">Its value in the one.</param>
/// <param name="Second">Its value in the other.</param>
/// <param name="Ratio">How many times better the first is, above 1 where it is better; null where there is no better, or no ratio.</param>
/// <param name="Interval">The ratio with its confidence interval; null where one measurement gives no interval.</param>
public sealed record ComparedFigure(string What, double First, double Second, double? Ratio, MeasuredRatio? Interval)
{
    internal static ComparedFigure OfCosts(string what, double first, double second) => new(what, first, second, first > 0 ? second / first : null, null);
}

namespace Bantam.Bench;

/// <summary>One peer's part in a row.</summary>
/// <param name="Name">The peer and its version.</param>
/// <param name="Prepare">Makes one run of it, after checking that it gives our results.</param>
internal sealed record Challenger(string Name, Func<Prepared> Prepare);

/// <summary>A peer that is ready to run.</summary>
/// <param name="Run">One run.</param>
/// <param name="Difference">How far its results are from ours, relative to their size.</param>
/// <param name="Detail">What to say beside its name, such as the layout that it ran in.</param>
internal sealed record Prepared(Action Run, double Difference, string? Detail = null) : IDisposable
{
    /// <summary>
    /// How far the peer is from itself when it adds in another order. Deep networks with batch normalization enlarge
    /// rounding errors: nobody is closer to the peer than it is to itself.
    /// </summary>
    public double OwnDifference { get; init; }

    /// <summary>What to release when the row is measured.</summary>
    public IDisposable? Owned { get; init; }

    public void Dispose() => Owned?.Dispose();
}

/// <summary>Ours in a row.</summary>
/// <param name="Name">The row.</param>
/// <param name="Unit">The unit of the figure.</param>
/// <param name="WorkPerRun">What one run does, in the unit times seconds.</param>
/// <param name="Ours">One run of ours.</param>
/// <param name="Tolerance">How far the results of a peer may be from ours.</param>
internal sealed record Workload(string Name, string Unit, double WorkPerRun, Action Ours, double Tolerance = 1e-3)
{
    /// <summary>How long to measure, where it is not as long as other rows.</summary>
    public ContestOptions? Length { get; init; }
}

/// <summary>A bench in progress: measures workloads, prints rows as they come, and keeps them.</summary>
internal sealed class BenchRun(BenchOptions options, ContestOptions contest)
{
    private readonly List<BenchRow> _rows = [];

    public BenchOptions Options { get; } = options;

    public IReadOnlyList<BenchRow> Rows => _rows;

    /// <summary>Measures ours alone, or against each peer in turn.</summary>
    public void Measure(Workload work, params ReadOnlySpan<Challenger> peers)
    {
        if (!Options.Peers || peers.IsEmpty)
        {
            Add(RowOf(work, ContestOf(work).Measure(Options.Threads, work.Ours, null), null) with { Status = RowStatus.Alone });
            return;
        }

        foreach (Challenger peer in peers)
        {
            Add(Against(work, peer));
        }
    }

    private Contest ContestOf(Workload work) => new(work.Length ?? contest);

    private BenchRow Against(Workload work, Challenger peer)
    {
        Prepared prepared;
        try
        {
            prepared = peer.Prepare();
        }
        catch (PeerAbsentException absent)
        {
            return RowOf(work, ContestOf(work).Measure(Options.Threads, work.Ours, null), peer.Name) with { Status = RowStatus.Absent, Reason = absent.Message };
        }

        using (prepared)
        {
            string name = prepared.Detail is null ? peer.Name : $"{peer.Name} ({prepared.Detail})";
            double allowed = Math.Max(work.Tolerance, 3 * prepared.OwnDifference);
            if (!(prepared.Difference <= allowed))
            {
                return new BenchRow(work.Name, Options.Threads, work.Unit, null, null, name, null, null)
                {
                    Status = RowStatus.Disagrees,
                    Reason = FormattableString.Invariant($"results differ by {prepared.Difference:G3}, allowed are {allowed:G3}"),
                };
            }

            return RowOf(work, ContestOf(work).Measure(Options.Threads, work.Ours, prepared.Run), name);
        }
    }

    private BenchRow RowOf(Workload work, ContestResult result, string? peer) =>
        new(work.Name, Options.Threads, work.Unit, work.WorkPerRun / result.Ours.Best, work.WorkPerRun / result.Peer?.Best, peer, result.Ratio, result.Spread)
        {
            Noise = (result.Ours.Median / result.Ours.Best) - 1,
        };

    /// <summary>Keeps a row and shows it.</summary>
    public void Add(BenchRow row)
    {
        _rows.Add(row);
        (Options.Json || Options.Csv ? Console.Error : Console.Out).WriteLine(ReportText.Row(row));
    }
}

namespace Bantam.Bench;

/// <summary>The times of one contestant.</summary>
/// <param name="Best">The shortest time of a run in any round, in seconds: what disturbed the others did not disturb this one.</param>
/// <param name="Median">The middle of the rounds' times of a run, in seconds.</param>
internal readonly record struct RunTime(double Best, double Median);

/// <summary>Ours and a peer, measured in turns.</summary>
/// <param name="Ours">Our times.</param>
/// <param name="Peer">The peer's times, null where there is none.</param>
/// <param name="Spread">How much the ratio differs from round to round: its interquartile range over its median.</param>
internal sealed record ContestResult(RunTime Ours, RunTime? Peer, double Spread)
{
    /// <summary>Our throughput over the peer's: of the best rounds of each.</summary>
    public double? Ratio => Peer is { } peer ? peer.Best / Ours.Best : null;
}

/// <summary>Runs ours and a peer in turns, so that whatever slows the machine slows both.</summary>
internal sealed class Contest(ContestOptions options)
{
    /// <summary>Measures one against the other.</summary>
    /// <param name="threads">How many threads both use: it decides the clock.</param>
    /// <param name="ours">One run of ours.</param>
    /// <param name="peer">One run of the peer, or null.</param>
    public ContestResult Measure(int threads, Action ours, Action? peer)
    {
        ClockKind clock = Clocks.For(threads);
        int oursPerBlock = WarmUp(clock, ours);
        int peerPerBlock = peer is null ? 0 : WarmUp(clock, peer);
        List<double> oursTimes = [];
        List<double> peerTimes = [];
        double end = Clocks.Read(ClockKind.WallTime) + options.MostSeconds;
        for (int round = 0; round < options.Rounds && (round < options.FewestRounds || Clocks.Read(ClockKind.WallTime) < end); round++)
        {
            oursTimes.Add(TimeOfRun(clock, ours, oursPerBlock));
            if (peer is not null)
            {
                peerTimes.Add(TimeOfRun(clock, peer, peerPerBlock));
            }
        }

        return new ContestResult(Summary(oursTimes), peer is null ? null : Summary(peerTimes), SpreadOf(oursTimes, peerTimes));
    }

    /// <summary>Runs until compiled and cached, and returns how many runs fill a block.</summary>
    private int WarmUp(ClockKind clock, Action run)
    {
        double start = Clocks.Read(ClockKind.WallTime);
        double fastest = double.PositiveInfinity;
        for (int runs = 0; runs < 3 || Clocks.Read(ClockKind.WallTime) - start < options.WarmUpSeconds; runs++)
        {
            fastest = Math.Min(fastest, TimeOfRun(clock, run, 1));
        }

        return (int)Math.Clamp(options.BlockSeconds / Math.Max(fastest, 1e-8), 1, 1_000_000);
    }

    private static double TimeOfRun(ClockKind clock, Action run, int runs)
    {
        double start = Clocks.Read(clock);
        for (int i = 0; i < runs; i++)
        {
            run();
        }

        return (Clocks.Read(clock) - start) / runs;
    }

    private static RunTime Summary(List<double> times) => new(times.Min(), Quantile(times, 0.5));

    private static double SpreadOf(List<double> ours, List<double> peer)
    {
        List<double> values = peer.Count == 0 ? ours : [.. ours.Zip(peer, (o, p) => p / o)];
        return (Quantile(values, 0.75) - Quantile(values, 0.25)) / Quantile(values, 0.5);
    }

    private static double Quantile(List<double> values, double q)
    {
        double[] sorted = [.. values.Order()];
        double position = q * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}

/// <summary>How long a contest lasts.</summary>
/// <param name="Rounds">The most rounds: blocks of runs of ours and of the peer in turns.</param>
/// <param name="BlockSeconds">The length of a block. Short ones find quiet moments of a busy machine.</param>
/// <param name="MostSeconds">When no further round begins.</param>
internal sealed record ContestOptions(int Rounds = 40, double BlockSeconds = 0.01, double MostSeconds = 4)
{
    /// <summary>Rounds that take place however long they last.</summary>
    public int FewestRounds { get; init; } = 5;

    /// <summary>How long each contestant runs before it counts: the runtime compiles a method again after 0.1 s.</summary>
    public double WarmUpSeconds { get; init; } = 0.25;
}

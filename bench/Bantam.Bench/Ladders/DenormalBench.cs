namespace Bantam.Bench;

/// <summary>What a step costs when the loss has reached zero: numbers shrink toward zero there, and must not end as denormal ones.</summary>
/// <remarks>
/// The same network is trained twice: with labels, and after the bias of its last layer has been raised until the loss is
/// zero, for as many steps as momenta take to vanish. The ratio is the samples per second of the slowest stretch there over those before.
/// </remarks>
internal static class DenormalBench
{
    private const int BatchSize = 32;
    private const int Stretches = 60;
    private const int FewestSteps = 20;
    private const double ShortestStretch = 5e-3;

    // Probabilities of wrong classes become e⁻⁹⁵, a denormal number.
    private const float CertainScore = 95;

    private static readonly (string Name, double Rate)[] s_optimizers = [("sgdm", 0.01), ("adam", 0.001)];

    public static void Run(BenchRun run)
    {
        foreach (BenchNetwork network in BenchNetwork.All.Where(network => network.Name is not "mobilenet-v1-025"))
        {
            foreach ((string optimizer, double rate) in s_optimizers)
            {
                string name = $"{network.Name}/{BatchSize}/{optimizer}/zero-loss";
                if (run.Options.Wants(name))
                {
                    run.Add(Measure(run.Options.Threads, new TrainingCase(name, network, BatchSize, optimizer, rate)));
                }
            }
        }
    }

    private static BenchRow Measure(int threads, TrainingCase training)
    {
        ClockKind clock = Clocks.For(threads);
        OursTraining ours = training.Ours(training.Rate);
        int steps = FewestSteps;
        double before = double.PositiveInfinity;
        for (int i = 0; i < 20; i++)
        {
            before = Math.Min(before, SecondsPerStep(clock, ours, steps));
            steps = Math.Max(FewestSteps, (int)(ShortestStretch / before));
        }

        ours.MakeCertain(label: 0, CertainScore);
        double slowest = 0;
        double fastestOfThree = double.PositiveInfinity;
        for (int i = 1; i <= Stretches; i++)
        {
            // Of three stretches the fastest counts: others on the machine slow single ones.
            fastestOfThree = Math.Min(fastestOfThree, SecondsPerStep(clock, ours, steps));
            if (i % 3 == 0)
            {
                slowest = Math.Max(slowest, fastestOfThree);
                fastestOfThree = double.PositiveInfinity;
            }
        }

        string? reason = ours.Loss == 0 ? null : FormattableString.Invariant($"the loss is {ours.Loss:G3}, not zero");
        return new BenchRow(training.Name, threads, "samples/s", BatchSize / slowest, BatchSize / before, "ours before", before / slowest, null)
        {
            Status = reason is null ? RowStatus.Measured : RowStatus.Disagrees,
            Reason = reason,
        };
    }

    private static double SecondsPerStep(ClockKind clock, OursTraining ours, int steps)
    {
        double start = Clocks.Read(clock);
        for (int i = 0; i < steps; i++)
        {
            ours.Step();
        }

        return (Clocks.Read(clock) - start) / steps;
    }
}

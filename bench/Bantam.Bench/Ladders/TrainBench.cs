using Bantam.Model;
using Bantam.Training;
using TorchSharp;

namespace Bantam.Bench;

/// <summary>Whole training steps against libtorch: forward, loss, backward, optimizer.</summary>
internal static class TrainBench
{
    // While results are compared the networks learn. While they are timed they barely do: a loss that reaches zero would
    // fill the network with denormal numbers, which are another experiment.
    private const double TimedRate = 1e-7;

    private static readonly (string Name, double Rate)[] s_optimizers = [("sgdm", 0.01), ("adam", 0.001)];

    public static void Run(BenchRun run)
    {
        foreach (BenchNetwork network in BenchNetwork.All)
        {
            foreach (int batchSize in (ReadOnlySpan<int>)[32, 128])
            {
                foreach ((string optimizer, double rate) in s_optimizers)
                {
                    string name = $"{network.Name}/{batchSize}/{optimizer}";
                    if (run.Options.Wants(name))
                    {
                        Measure(run, new TrainingCase(name, network, batchSize, optimizer, rate));
                    }
                }
            }
        }
    }

    private static void Measure(BenchRun run, TrainingCase training)
    {
        OursTraining ours = training.Ours(TimedRate);
        Workload work = new(training.Name, "samples/s", training.BatchSize, ours.Step, Tolerance: 2e-3);
        run.Measure(work, new Challenger(TorchPeer.Name, () => Torch(run.Options.Threads, training)));
    }

    private static Prepared Torch(int threads, TrainingCase training)
    {
        TorchPeer.Load(threads);
        OursTraining ours = training.Ours(training.Rate);
        TrainingCourse expected = TrainingCourse.Of(() => Loss(ours), ours.Gradients);
        TrainingCourse plain = TorchCourse(training, channelsLast: false);
        (TorchTraining faster, string? layout) = TorchLayouts.Faster(training.BatchShape, threads, last => training.Torch(TimedRate, last), peer => peer.Step());
        return new Prepared(faster.Step, plain.DistanceTo(expected), layout)
        {
            Owned = faster,
            OwnDifference = plain.DistanceTo(TorchCourse(training, channelsLast: true)),
        };
    }

    private static TrainingCourse TorchCourse(TrainingCase training, bool channelsLast)
    {
        using TorchTraining torch = training.Torch(training.Rate, channelsLast);
        return TrainingCourse.Of(torch.StepWithLoss, torch.Gradients);
    }

    private static float Loss(OursTraining ours)
    {
        ours.Step();
        return ours.Loss;
    }
}

/// <summary>One row: a network, a batch and an optimizer, made for either side from the same values.</summary>
internal sealed record TrainingCase(string Name, BenchNetwork Network, int BatchSize, string Optimizer, double Rate)
{
    private readonly Tensor _batch = Samples.Normal(Network.Input.WithBatch(BatchSize), "batch");
    private readonly Tensor _labels = Samples.Labels(BatchSize, Network.Classes);

    public Shape BatchShape => _batch.Shape;

    public OursTraining Ours(double rate) => new(
        Network.Create(),
        _batch,
        _labels,
        Optimizer == "adam" ? new Adam((float)rate) : new Sgd((float)rate, Momentum: 0.9f));

    public TorchTraining Torch(double rate, bool channelsLast) => new(
        Network.Create(),
        _batch,
        _labels,
        channelsLast,
        parameters => Optimizer == "adam" ? torch.optim.Adam(parameters, rate) : torch.optim.SGD(parameters, rate, momentum: 0.9));
}

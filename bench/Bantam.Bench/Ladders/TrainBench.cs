using Bantam.Model;
using Bantam.Training;
using TorchSharp;

namespace Bantam.Bench;

/// <summary>Whole training steps against libtorch: forward, loss, backward, optimizer.</summary>
internal static class TrainBench
{
    private const int StepsCompared = 4;

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
        double difference = LossDifference(training);
        (TorchTraining faster, string? layout) = TorchLayouts.Faster(training.BatchShape, threads, last => training.Torch(TimedRate, last), peer => peer.Step());
        return new Prepared(faster.Step, difference, layout) { Owned = faster };
    }

    /// <summary>The largest relative difference of the losses of the first steps from the same values.</summary>
    private static double LossDifference(TrainingCase training)
    {
        OursTraining ours = training.Ours(training.Rate);
        using TorchTraining theirs = training.Torch(training.Rate, channelsLast: false);
        double difference = 0;
        for (int i = 0; i < StepsCompared; i++)
        {
            ours.Step();
            float loss = theirs.StepWithLoss();
            difference = Math.Max(difference, Math.Abs(ours.Loss - loss) / Math.Abs(loss));
        }

        return difference;
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

/// <summary>One network in training by Bantam.</summary>
internal sealed class OursTraining
{
    private readonly TrainingStep _step;
    private readonly OptimizerState _state;

    public OursTraining(Graph graph, Tensor batch, Tensor labels, Optimizer optimizer)
    {
        _step = new TrainingStep(graph, (output, targets) => new SoftmaxCrossEntropy().Apply(output, targets), batch, labels);
        _state = new OptimizerState(optimizer);
    }

    public float Loss => _step.Loss.Span<float>()[0];

    public void Step()
    {
        _step.Run();
        _state.Step(_step.Gradients);
    }
}

using System.Diagnostics;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

/// <summary>LeNet trained once on the built-in digits, for all tests that need a network which knows something.</summary>
internal static class TrainedDigits
{
    private static readonly Lazy<(Graph Graph, double Seconds)> s_lenet = new(Train);

    public static DataSplits Data { get; } = SyntheticDigits.Create();

    public static Graph LeNet => s_lenet.Value.Graph;

    /// <summary>How long the training took, its data drawn included.</summary>
    public static double Seconds => s_lenet.Value.Seconds;

    private static (Graph Graph, double Seconds) Train()
    {
        long started = Stopwatch.GetTimestamp();
        Graph network = Networks.Create("lenet", Data.Train.InputShape, 10);
        TrainingOptions options = new() { Epochs = 3, Optimizer = new Adam(0.005f), Validation = Data.Validation };
        Graph trained = Trainer.Run(network, Data.Train, options).Graph;
        return (trained, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}

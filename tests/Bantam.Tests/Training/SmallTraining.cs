using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

/// <summary>A training that takes milliseconds and yet has everything: convolution, batch normalization, a smaller last batch.</summary>
internal static class SmallTraining
{
    public const int Epochs = 3;
    public const int BatchSize = 32;
    public const int BatchesPerEpoch = 4;
    public const int Batches = Epochs * BatchesPerEpoch;

    /// <summary>99 training samples: three full batches and one of three samples.</summary>
    public static DataSplits Data { get; } = SyntheticDigits.Create(seed: 3, train: 110, test: 20);

    public static Graph Network { get; } = Graph.Create(Data.Train.InputShape, x => x
        .Conv2d(4, 5, stride: 4, bias: false).BatchNorm().Relu()
        .Flatten().Dense(10));

    public static TrainingOptions Options(Optimizer? optimizer = null) => new()
    {
        Epochs = Epochs,
        BatchSize = BatchSize,
        Optimizer = optimizer ?? new Adam(0.01f),
        Validation = Data.Validation,
        Seed = 5,
    };

    public static TrainingResult Run(TrainingOptions options) => Trainer.Run(Network, Data.Train, options);

    /// <summary>Trains until so many batches are done, from the checkpoint if there is one.</summary>
    public static void RunAndInterrupt(TrainingOptions options, int afterBatches)
    {
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => Run(options with
        {
            Resume = true,
            Schedule = new InterruptingSchedule(options.Schedule, afterBatches, source),
            Cancellation = source.Token,
        }));
    }
}

/// <summary>Asks for an interruption at a certain batch: a schedule is asked once for each.</summary>
internal sealed record InterruptingSchedule(Schedule Schedule, int AfterBatches, CancellationTokenSource Source) : Schedule
{
    private int _batches;

    public override float FactorAt(double progress)
    {
        _batches++;
        if (_batches == AfterBatches)
        {
            Source.Cancel();
        }

        return Schedule.FactorAt(progress);
    }

    /// <summary>To a checkpoint it is the schedule that it wraps.</summary>
    public override string ToString() => Schedule.ToString();
}

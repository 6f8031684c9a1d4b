using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class TrainerResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Optimizers { get; } = ["adam", "momentum", "sgd"];

    private string CheckpointPath => _folder.PathOf("training.checkpoint");

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Interrupted_after_any_batch_a_resumed_training_ends_with_the_same_bits(string optimizer)
    {
        TrainingOptions options = SmallTraining.Options(Optimizer(optimizer));
        TrainingResult whole = SmallTraining.Run(options);
        for (int batch = 1; batch <= SmallTraining.Batches; batch++)
        {
            TrainingOptions kept = options with { CheckpointPath = _folder.PathOf($"{batch}.checkpoint") };
            SmallTraining.RunAndInterrupt(kept, batch);

            TrainingResult resumed = SmallTraining.Run(kept with { Resume = true });

            AssertSame(whole, resumed);
        }
    }

    [Fact]
    public void A_training_that_is_interrupted_after_every_batch_still_ends_with_the_same_bits()
    {
        TrainingOptions options = SmallTraining.Options();
        TrainingResult whole = SmallTraining.Run(options);
        TrainingOptions kept = options with { CheckpointPath = CheckpointPath };
        for (int batch = 1; batch <= SmallTraining.Batches; batch++)
        {
            SmallTraining.RunAndInterrupt(kept, afterBatches: 1);
        }

        AssertSame(whole, SmallTraining.Run(kept with { Resume = true }));
    }

    [Fact]
    public void A_finished_training_resumes_to_its_result_without_another_batch()
    {
        TrainingOptions kept = SmallTraining.Options() with { CheckpointPath = CheckpointPath };
        TrainingResult whole = SmallTraining.Run(kept);
        List<EpochResult> told = [];

        AssertSame(whole, SmallTraining.Run(kept with { Resume = true, Progress = told.Add }));

        Assert.Empty(told);
    }

    [Fact]
    public void Resuming_without_a_checkpoint_begins_at_the_beginning() =>
        AssertSame(SmallTraining.Run(SmallTraining.Options()), SmallTraining.Run(SmallTraining.Options() with { CheckpointPath = CheckpointPath, Resume = true }));

    [Fact]
    public void Without_resume_an_old_checkpoint_is_not_read()
    {
        File.WriteAllText(CheckpointPath, "of another training");

        AssertSame(SmallTraining.Run(SmallTraining.Options()), SmallTraining.Run(SmallTraining.Options() with { CheckpointPath = CheckpointPath }));
    }

    [Fact]
    public void An_interruption_says_where_it_happened_and_where_the_state_is_kept()
    {
        using CancellationTokenSource source = new();
        source.Cancel();

        OperationCanceledException fault = Assert.Throws<OperationCanceledException>(
            () => SmallTraining.Run(SmallTraining.Options() with { CheckpointPath = CheckpointPath, Cancellation = source.Token }));

        Assert.Contains("interrupted in epoch 1 of 3", fault.Message, StringComparison.Ordinal);
        Assert.Contains(CheckpointPath, fault.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(CheckpointPath));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(SmallTraining.BatchesPerEpoch)]
    public void Speed_and_time_left_make_sense_in_a_resumed_epoch(int interruptedAfter)
    {
        TrainingOptions kept = SmallTraining.Options() with { CheckpointPath = CheckpointPath };
        SmallTraining.RunAndInterrupt(kept, interruptedAfter);

        TrainingResult resumed = SmallTraining.Run(kept with { Resume = true });

        Assert.All(resumed.Epochs, epoch =>
        {
            Assert.True(double.IsFinite(epoch.SamplesPerSecond) && epoch.SamplesPerSecond >= 0, $"{epoch}");
            Assert.True(double.IsFinite(epoch.SecondsLeft) && epoch.SecondsLeft >= 0, $"{epoch}");
        });
        Assert.Equal(0, resumed.Epochs[^1].SecondsLeft);
    }

    public void Dispose() => _folder.Dispose();

    private static Optimizer Optimizer(string name) => name switch
    {
        "adam" => new Adam(0.01f),
        "momentum" => new Sgd(0.05f, Momentum: 0.9f) { WeightDecay = 1e-4f },
        _ => new Sgd(0.05f),
    };

    private static void AssertSame(TrainingResult expected, TrainingResult actual)
    {
        Assert.Equal(expected.Graph.ContentHash(), actual.Graph.ContentHash());
        Assert.Equal(expected.BestEpoch, actual.BestEpoch);
        Assert.Equal(expected.Epochs.Select(epoch => (epoch.Epoch, epoch.Loss, epoch.Score)), actual.Epochs.Select(epoch => (epoch.Epoch, epoch.Loss, epoch.Score)));
    }
}

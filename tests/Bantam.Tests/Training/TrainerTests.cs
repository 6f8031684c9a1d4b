using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class TrainerTests
{
    [Fact]
    public void Equal_options_give_equal_bits_and_another_seed_gives_others()
    {
        string first = SmallTraining.Run(SmallTraining.Options()).Graph.ContentHash();

        Assert.Equal(first, SmallTraining.Run(SmallTraining.Options()).Graph.ContentHash());
        Assert.NotEqual(first, SmallTraining.Run(SmallTraining.Options() with { Seed = 6 }).Graph.ContentHash());
    }

    [Fact]
    public void The_given_network_stays_as_it_is()
    {
        string before = SmallTraining.Network.ContentHash();

        Graph trained = SmallTraining.Run(SmallTraining.Options()).Graph;

        Assert.Equal(before, SmallTraining.Network.ContentHash());
        Assert.NotEqual(before, trained.ContentHash());
    }

    [Fact]
    public void Values_that_were_assigned_are_trained_further()
    {
        Graph once = SmallTraining.Run(SmallTraining.Options()).Graph;

        double start = Trainer.Run(once, SmallTraining.Data.Train, SmallTraining.Options() with { Epochs = 1 }).Epochs[0].Loss;

        Assert.True(start < SmallTraining.Run(SmallTraining.Options() with { Epochs = 1 }).Epochs[0].Loss);
    }

    [Fact]
    public void The_values_of_the_best_epoch_are_kept()
    {
        TrainingResult result = SmallTraining.Run(SmallTraining.Options() with { Epochs = 6, Schedule = new RuinousSchedule() });

        double best = result.Epochs.Max(epoch => epoch.Score!.Value);
        Assert.InRange(result.BestEpoch, 1, 3);
        Assert.Equal(best, result.Epochs[result.BestEpoch - 1].Score);
        Assert.True(best > result.Epochs[^1].Score);
        Assert.Equal(best, Evaluation.Score(result.Graph, SmallTraining.Data.Validation));
    }

    [Fact]
    public void Without_validation_the_last_epoch_counts()
    {
        TrainingResult result = SmallTraining.Run(SmallTraining.Options() with { Validation = null });

        Assert.Equal(SmallTraining.Epochs, result.BestEpoch);
        Assert.All(result.Epochs, epoch => Assert.Null(epoch.Score));
    }

    [Fact]
    public void Progress_tells_every_epoch_once()
    {
        List<EpochResult> told = [];

        TrainingResult result = SmallTraining.Run(SmallTraining.Options() with { Progress = told.Add });

        Assert.Equal([1, 2, 3], told.Select(epoch => epoch.Epoch));
        Assert.Equal(result.Epochs, told);
        Assert.All(told, epoch => Assert.True(double.IsFinite(epoch.Loss) && epoch.SamplesPerSecond > 0 && epoch.SecondsLeft >= 0));
    }

    [Fact]
    public void The_loss_of_an_epoch_is_the_mean_over_samples_not_over_batches()
    {
        // A learning rate this small changes nothing, so the mean loss of any batches is that of the untrained network.
        TrainingOptions options = SmallTraining.Options(new Sgd(1e-30f)) with { Epochs = 1, Validation = null };
        Graph network = Mlps.Mlp(SmallTraining.Data.Train.InputShape, [], 10);

        double inBatches = Trainer.Run(network, SmallTraining.Data.Train, options).Epochs[0].Loss;
        double atOnce = Trainer.Run(network, SmallTraining.Data.Train, options with { BatchSize = 1000 }).Epochs[0].Loss;

        Assert.Equal(atOnce, inBatches, tolerance: 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(1000)]
    public void Any_batch_size_trains(int batchSize)
    {
        TrainingResult result = Trainer.Run(
            Mlps.Mlp(SmallTraining.Data.Train.InputShape, [], 10), SmallTraining.Data.Train, SmallTraining.Options() with { BatchSize = batchSize });

        Assert.True(result.Epochs[^1].Loss < result.Epochs[0].Loss);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_training_and_names_the_place()
    {
        TrainingDivergedException fault = Assert.Throws<TrainingDivergedException>(() => SmallTraining.Run(SmallTraining.Options(new Sgd(1e30f))));

        Assert.Matches("epoch 1, batch [2-9]", fault.Message);
        Assert.Contains("Lower the learning rate", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_is_no_number_ends_the_training_even_where_the_loss_still_was_one()
    {
        DataSplits sine = SyntheticSine.Create(train: 64);
        TrainingOptions options = new() { Epochs = 1, BatchSize = 64, Optimizer = new Sgd(float.MaxValue), Validation = sine.Validation };

        TrainingDivergedException fault = Assert.Throws<TrainingDivergedException>(() => Trainer.Run(Mlps.Mlp([1], [8], 1), sine.Train, options));

        Assert.Contains("epoch 1", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_data_is_refused_for_training() =>
        Assert.Contains(
            "test set",
            Assert.Throws<InvalidOperationException>(() => Trainer.Run(SmallTraining.Network, SmallTraining.Data.Test, SmallTraining.Options())).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Only_validation_data_chooses_the_best_epoch()
    {
        Assert.Throws<InvalidOperationException>(() => SmallTraining.Run(SmallTraining.Options() with { Validation = SmallTraining.Data.Test }));
        Assert.Throws<InvalidOperationException>(() => SmallTraining.Run(SmallTraining.Options() with { Validation = SmallTraining.Data.Train }));
    }

    [Fact]
    public void Empty_data_and_impossible_options_are_refused_before_anything_is_trained()
    {
        Assert.Throws<ArgumentException>(() => Trainer.Run(SmallTraining.Network, SmallTraining.Data.Train.Take(0), SmallTraining.Options()));
        Assert.Throws<ArgumentException>(() => SmallTraining.Run(SmallTraining.Options() with { Validation = SmallTraining.Data.Validation.Take(0) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => SmallTraining.Run(SmallTraining.Options() with { Epochs = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => SmallTraining.Run(SmallTraining.Options() with { BatchSize = 0 }));
    }

    /// <summary>Trains sensibly at first and wrecks the values then.</summary>
    private sealed record RuinousSchedule : Schedule
    {
        public override float FactorAt(double progress) => progress < 0.5 ? 1 : 100;
    }
}

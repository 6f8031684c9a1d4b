using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class AccumulationTests
{
    private static readonly Graph s_network = Mlps.Mlp(SmallTraining.Data.Train.InputShape, [12], 10);

    private static TrainingOptions Options => SmallTraining.Options(new Sgd(0.05f, 0.9f)) with { Schedule = new ConstantSchedule() };

    [Fact]
    public void Four_small_batches_are_one_large_one()
    {
        // 99 samples: three batches of 32 and a rest of 3, or groups of four batches of 8 and the same rest.
        TrainingResult large = Trainer.Run(s_network, SmallTraining.Data.Train, Options);
        TrainingResult small = Trainer.Run(s_network, SmallTraining.Data.Train, Options with { BatchSize = 8, AccumulationSteps = 4 });
        Assert.Equal(large.Epochs[^1].Loss, small.Epochs[^1].Loss, 1e-5);
        foreach (Parameter parameter in s_network.Parameters)
        {
            float[] expected = large.Graph.Values[parameter].ToArray<float>();
            float[] actual = small.Graph.Values[parameter].ToArray<float>();
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }

        Assert.NotEqual(large.Graph.ContentHash(), Trainer.Run(s_network, SmallTraining.Data.Train, Options with { BatchSize = 8 }).Graph.ContentHash());
    }

    [Fact]
    public void A_group_that_ends_with_a_smaller_batch_weighs_samples_not_batches()
    {
        TrainingResult all = Trainer.Run(s_network, SmallTraining.Data.Train, Options with { BatchSize = 99 });
        TrainingResult parts = Trainer.Run(s_network, SmallTraining.Data.Train, Options with { BatchSize = 40, AccumulationSteps = 100 });
        Assert.Equal(all.Epochs[^1].Loss, parts.Epochs[^1].Loss, 1e-5);
    }

    [Fact]
    public void An_interrupted_training_with_accumulation_and_loss_scaling_ends_with_the_same_bits()
    {
        using TemporaryFolder folder = new();
        TrainingOptions options = SmallTraining.Options() with
        {
            BatchSize = 8,
            AccumulationSteps = 3,
            Precision = StorageFormat.Float16,
            LossScaling = LossScaling.Dynamic with { Factor = 1 << 24, GrowthInterval = 4 },
            GradientNormLimit = 0.5f,
        };
        string expected = SmallTraining.Run(options).Graph.ContentHash();
        TrainingOptions kept = options with { CheckpointPath = folder.PathOf("training.ckpt"), Resume = true };
        SmallTraining.RunAndInterrupt(kept, afterBatches: 2);
        SmallTraining.RunAndInterrupt(kept, afterBatches: 5);
        Assert.Equal(expected, SmallTraining.Run(kept).Graph.ContentHash());
    }

    [Fact]
    public void A_checkpoint_of_other_precision_or_accumulation_is_refused()
    {
        using TemporaryFolder folder = new();
        TrainingOptions kept = SmallTraining.Options() with { CheckpointPath = folder.PathOf("training.ckpt") };
        SmallTraining.RunAndInterrupt(kept, afterBatches: 2);
        foreach (TrainingOptions other in new[] { kept with { Precision = StorageFormat.BFloat16 }, kept with { AccumulationSteps = 2 }, kept with { LossScaling = LossScaling.Dynamic }, kept with { GradientNormLimit = 1 } })
        {
            Assert.Throws<ModelFormatException>(() => SmallTraining.Run(other with { Resume = true }));
        }
    }

    [Fact]
    public void A_limit_of_the_norm_changes_the_training_and_an_infinite_one_does_not()
    {
        string plain = SmallTraining.Run(SmallTraining.Options(new Sgd(0.05f))).Graph.ContentHash();
        Assert.Equal(plain, SmallTraining.Run(SmallTraining.Options(new Sgd(0.05f)) with { GradientNormLimit = 1e6f }).Graph.ContentHash());
        Assert.NotEqual(plain, SmallTraining.Run(SmallTraining.Options(new Sgd(0.05f)) with { GradientNormLimit = 0.1f }).Graph.ContentHash());
    }

    [Fact]
    public void Impossible_options_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SmallTraining.Run(SmallTraining.Options() with { AccumulationSteps = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => SmallTraining.Run(SmallTraining.Options() with { GradientNormLimit = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => SmallTraining.Run(SmallTraining.Options() with { GradientNormLimit = float.NaN }));
    }

    [Fact]
    public void A_training_that_diverges_names_the_layer()
    {
        TrainingDivergedException fault = Assert.Throws<TrainingDivergedException>(() => SmallTraining.Run(SmallTraining.Options(new Sgd(1e30f))));
        Assert.NotNull(fault.FirstNonFinite);
        Assert.Contains($"first seen in {fault.FirstNonFinite}", fault.Message, StringComparison.Ordinal);
    }
}

using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class MixingTests
{
    [Fact]
    [Trait("Ledger", "S112")]
    public void Cutout_blackens_a_square_at_most_and_keeps_the_label()
    {
        HashSet<int> areas = [];
        for (ulong seed = 0; seed < 200; seed++)
        {
            float[] cut = Pictures.Apply(new Cutout(16), [32, 32, 1], [.. Enumerable.Repeat(1f, 1024)], seed);
            areas.Add(cut.Count(x => x == 0));
        }

        Assert.Equal(256, areas.Max());
        Assert.True(areas.Min() < 256);
        Dataset data = Pictures.Bytes(10, [32, 32, 1]);
        Batch batch = BatchLoader.Shuffled(data, 10, 1, new Augmentation(new Cutout(16))).Load(0, 0);
        Assert.Equal(BatchLoader.Shuffled(data, 10, 1).Load(0, 0).Labels.ToArray<int>(), batch.Labels.ToArray<int>());
    }

    [Fact]
    [Trait("Ledger", "S113")]
    public void Mixup_blends_values_and_labels_by_the_same_share()
    {
        float[] first = [1];
        Mixing.Mixup.Blend(first, [0], 0.3f);
        Assert.Equal(0.3f, first[0]);

        // Class 0 is white and class 1 black, so an image's gray is the share of class 0.
        Dataset data = new("pair", new LearningTask.Classification(2), [2, 2, 1], new float[] { 1, 1, 1, 1, 0, 0, 0, 0 }, new[] { 0, 1 }, new Preprocessing.None());
        BatchLoader loader = BatchLoader.Shuffled(data, 2, 1, new Augmentation { Mixing = new Mixing.Mixup(1) });
        bool mixed = false;
        for (int epoch = 0; epoch < 50; epoch++)
        {
            Batch batch = loader.Load(epoch, 0);
            Assert.Equal(new TensorType(ElementType.Float32, [2, 2]), batch.Labels.Type);
            for (int i = 0; i < 2; i++)
            {
                float share = batch.Labels.At<float>(i, 0);
                Assert.Equal(batch.Inputs.Span<float>()[i * 4], share, 1e-6f);
                Assert.Equal(1 - share, batch.Labels.At<float>(i, 1), 1e-6f);
                mixed |= share is > 0.2f and < 0.8f;
            }
        }

        Assert.True(mixed);
    }

    [Theory]
    [Trait("Ledger", "S113")]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(4)]
    public void Shares_follow_the_beta_distribution(double alpha)
    {
        RandomStream random = new(1, "beta");
        double[] draws = [.. Enumerable.Range(0, 40_000).Select(_ => (double)Beta.Draw((float)alpha, random))];
        Assert.Equal(0.5, draws.Average(), 0.01);
        Assert.Equal(1 / (4 * ((2 * alpha) + 1)), draws.Average(x => (x - 0.5) * (x - 0.5)), 0.003);
    }

    [Fact]
    [Trait("Ledger", "S114")]
    public void The_share_of_a_pasted_patch_is_its_area_after_clipping()
    {
        Canvas first = new Canvas(1024).Shaped([32, 32, 1], 1);
        Canvas second = new Canvas(1024).Shaped([32, 32, 1], 1);
        second.Values.Fill(1);
        Assert.Equal(0.75f, Mixing.CutMix.Paste(first, second, Patch.Clipped(first, 8, 8, 16, 16)));
        Assert.Equal(256, first.Values.ToArray().Count(x => x == 1));
        first.Values.Clear();
        Assert.Equal(0.875f, Mixing.CutMix.Paste(first, second, Patch.Clipped(first, -8, 8, 16, 16)));
        Assert.Equal(128, first.Values.ToArray().Count(x => x == 1));
    }

    [Fact]
    [Trait("Ledger", "S114")]
    public void CutMix_labels_say_how_much_of_each_image_is_there()
    {
        Dataset data = new("pair", new LearningTask.Classification(2), [8, 8, 1], (float[])[.. Enumerable.Repeat(1f, 64), .. new float[64]], new[] { 0, 1 }, new Preprocessing.None());
        BatchLoader loader = BatchLoader.Shuffled(data, 2, 1, new Augmentation { Mixing = new Mixing.CutMix() });
        for (int epoch = 0; epoch < 50; epoch++)
        {
            Batch batch = loader.Load(epoch, 0);
            for (int i = 0; i < 2; i++)
            {
                float white = batch.Inputs.Span<float>().Slice(i * 64, 64).ToArray().Average();
                Assert.Equal(white, batch.Labels.At<float>(i, 0), 1e-6f);
            }
        }
    }

    [Fact]
    public void Targets_of_a_regression_are_averaged_and_anomalies_are_not_mixed()
    {
        Dataset line = new("line", new LearningTask.Regression(1), [1], new float[] { 0, 1, 2, 3 }, new float[] { 0, 1, 2, 3 }, new Preprocessing.None());
        Batch batch = BatchLoader.Shuffled(line, 4, 1, new Augmentation { Mixing = new Mixing.Mixup(1) }).Load(0, 0);
        Assert.Equal(batch.Inputs.ToArray<float>(), batch.Labels.ToArray<float>());
        Dataset anomalies = new("odd", new LearningTask.AnomalyDetection(), [1], new float[2], new int[2], new Preprocessing.None());
        Assert.Throws<InvalidOperationException>(() => BatchLoader.Shuffled(anomalies, 1, 1, new Augmentation { Mixing = new Mixing.Mixup() }));
        Assert.Throws<ArgumentException>(() => BatchLoader.Shuffled(line, 1, 1, new Augmentation { Mixing = new Mixing.CutMix() }));
    }
}

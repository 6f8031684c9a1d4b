using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class AugmentationTests
{
    private static readonly Augmentation Everything = new(
        new RandomCrop(16, 16, 2), new HorizontalFlip(), new TrivialAugment(), new GaussianNoise(0.05f), new Cutout(4))
    {
        Mixing = new Mixing.CutMix(),
    };

    [Fact]
    [Trait("Ledger", "S111")]
    public void Random_transforms_are_refused_where_a_model_is_evaluated()
    {
        Dataset test = Pictures.Bytes(10, [32, 32, 3]).WithRole(SplitRole.Test);
        string message = Assert.Throws<InvalidOperationException>(() => BatchLoader.InOrder(test, 4, new Augmentation(new RandomCrop(32, 32, 4)))).Message;
        Assert.Contains("RandomCrop is random", message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => BatchLoader.Shuffled(test.WithRole(SplitRole.Validation), 4, 1, new Augmentation(new HorizontalFlip())));
        Batch batch = BatchLoader.InOrder(test.WithPreprocessing(new Preprocessing.None()), 4, new Augmentation(new ToTensor())).Load(0, 0);
        Assert.Equal([4, 3, 32, 32], batch.Inputs.Shape);
    }

    [Fact]
    [Trait("Ledger", "S118")]
    public void The_published_pipeline_runs_with_its_rates_and_bounds()
    {
        // White at the top left of black: flips show where it is, and the first value of each draw is known.
        byte[] bytes = new byte[32 * 32 * 3];
        bytes[0] = 255;
        Dataset corner = new("corner", new LearningTask.Classification(2), [32, 32, 3], bytes, new int[1], new Preprocessing.None());
        int down = 0;
        int across = 0;
        AugmentationRun vertical = new(new Augmentation(new VerticalFlip(0.4f)), corner, 1);
        AugmentationRun horizontal = new(new Augmentation(new HorizontalFlip(0.3f)), corner, 2);
        float[] values = new float[32 * 32 * 3];
        Interval angle = Interval.PlusMinus(3.8f);
        Affine affine = Affine.Of(0, (0.8f, 0.9f), 0.2f, 0.4f);
        RandomStream random = new(1, "bounds");
        for (int i = 0; i < 10_000; i++)
        {
            vertical.Fill(0, i, values);
            down += values[0] == 255 ? 0 : 1;
            horizontal.Fill(0, i, values);
            across += values[0] == 255 ? 0 : 1;
            Assert.InRange(angle.Draw(random), -3.8f, 3.8f);
            Assert.InRange(affine.Right.Draw(random) * 32, -0.8f * 32, 0.8f * 32);
        }

        Assert.Equal(0.4, down / 10_000.0, 0.02);
        Assert.Equal(0.3, across / 10_000.0, 0.02);
        Augmentation pipeline = new(new RandomCrop(32, 32, 4), new Rotation(angle), new VerticalFlip(0.4f), new HorizontalFlip(0.3f), affine, new ToTensor());
        Assert.Equal([3, 32, 32], new AugmentationRun(pipeline, corner, 1).InputShape);
        Assert.Throws<ArgumentException>(() => Affine.Of(0, (0.8f, 0.9f), 0.2f, 0.4f, 0.7f));

        BatchLoader test = BatchLoader.InOrder(corner, 1, new Augmentation(new ToTensor()));
        float[] first = test.Load(0, 0).Inputs.ToArray<float>();
        Assert.Equal(1.0f, first[0]);
        Assert.Equal(1.0f, first.Sum());
        Assert.Equal(first, test.Load(5, 0).Inputs.ToArray<float>());
        Batch colors = BatchLoader.InOrder(Pictures.Bytes(1, [2, 2, 3]).WithPreprocessing(new Preprocessing.None()), 1, new Augmentation(new ToTensor())).Load(0, 0);
        Dataset raw = Pictures.Bytes(1, [2, 2, 3]);
        float[] unit = new float[12];
        raw.CopyInput(0, unit);
        Assert.Equal(unit[3], colors.Inputs.Span<float>()[1]);
        Assert.Equal(unit[1], colors.Inputs.Span<float>()[4]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_number_of_threads_gives_the_same_batches(int threads)
    {
        Dataset data = Pictures.Bytes(50, [16, 16, 3]);
        BatchLoader direct = BatchLoader.Shuffled(data, 8, 5, Everything);
        using PrefetchingLoader loader = new(data, 8, 5, Everything, threads);

        // Two epochs in order, then a jump, as a resumed training makes.
        foreach ((int epoch, int batch) in Enumerable.Range(0, 14).Select(i => (i / 7, i % 7)).Append((4, 3)).Append((4, 4)))
        {
            Batch expected = direct.Load(epoch, batch);
            Batch actual = loader.Load(epoch, batch);
            Assert.Equal(expected.Inputs.ToArray<float>(), actual.Inputs.ToArray<float>());
            Assert.Equal(expected.Labels.ToArray<float>(), actual.Labels.ToArray<float>());
        }

        Assert.True(loader.Stalled > TimeSpan.Zero);
    }

    [Fact]
    public void A_sample_does_not_depend_on_its_batch()
    {
        Dataset data = Pictures.Bytes(50, [16, 16, 3]);
        Augmentation augmentation = new(new TrivialAugment(), new GaussianNoise(0.05f));
        float[] whole = BatchLoader.Shuffled(data, 50, 5, augmentation).Load(2, 0).Inputs.ToArray<float>();
        float[] part = BatchLoader.Shuffled(data, 10, 5, augmentation).Load(2, 3).Inputs.ToArray<float>();
        Assert.Equal(whole.AsSpan(30 * 768, 10 * 768).ToArray(), part);
        Assert.NotEqual(part, BatchLoader.Shuffled(data, 10, 5, augmentation).Load(3, 3).Inputs.ToArray<float>());
    }

    [Fact]
    public void After_the_first_epoch_no_augmented_batch_allocates()
    {
        BatchLoader loader = BatchLoader.Shuffled(Pictures.Bytes(64, [16, 16, 3]), 8, 1, Everything);
        for (int batch = 0; batch < 8; batch++)
        {
            loader.Load(0, batch);
        }

        loader.Load(1, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int batch = 0; batch < 8; batch++)
        {
            loader.Load(1, batch);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void A_transform_that_changes_digits_is_refused_unless_it_is_wanted()
    {
        Dataset digits = Pictures.Bytes(10, [28, 28, 1], "mnist");
        foreach (Transform transform in new Transform[] { new HorizontalFlip(), new VerticalFlip(), new Rotation(180) })
        {
            string message = Assert.Throws<InvalidOperationException>(() => BatchLoader.Shuffled(digits, 4, 1, new Augmentation(transform))).Message;
            Assert.Contains("can change the label", message, StringComparison.Ordinal);
        }

        BatchLoader.Shuffled(digits, 4, 1, new Augmentation(new HorizontalFlip()) { AllowsChangedLabels = true }).Load(0, 0);
        BatchLoader.Shuffled(digits, 4, 1, new Augmentation(new Rotation(Interval.PlusMinus(10)))).Load(0, 0);
        BatchLoader.Shuffled(Pictures.Bytes(10, [28, 28, 1]), 4, 1, new Augmentation(new HorizontalFlip())).Load(0, 0);
    }

    [Fact]
    public void Training_is_the_same_on_any_number_of_loader_threads_and_says_how_long_it_waited()
    {
        Dataset data = Pictures.Bytes(60, [8, 8, 3]);
        Graph graph = Graph.Create([8, 8, 3], x => x.Flatten().Dense(10));
        float[][] outputs = [.. new[] { 0, 1, 3 }.Select(threads =>
        {
            TrainingResult result = Trainer.Run(graph, data, new TrainingOptions { Epochs = 2, BatchSize = 16, Augmentation = new Augmentation(new TrivialAugment()) { Mixing = new Mixing.Mixup() }, LoaderThreads = threads });
            Assert.All(result.Epochs, epoch => Assert.True(epoch.StalledSeconds > 0));
            return Evaluation.Outputs(result.Graph, data);
        })];
        Assert.Equal(outputs[0], outputs[1]);
        Assert.Equal(outputs[0], outputs[2]);
    }
}

using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class BatchLoaderTests
{
    private static Dataset Numbers(int count) => new(
        "numbers",
        new LearningTask.Classification(1000),
        [2],
        Enumerable.Range(0, count * 2).Select(i => (float)i).ToArray(),
        Enumerable.Range(0, count).ToArray(),
        new Preprocessing.None());

    private static int[] EpochOf(BatchLoader loader, int epoch) =>
        [.. Enumerable.Range(0, loader.BatchesPerEpoch).SelectMany(b => loader.Load(epoch, b).Labels.ToArray<int>())];

    [Fact]
    public void An_epoch_holds_every_sample_once_and_the_last_batch_what_is_left()
    {
        BatchLoader loader = BatchLoader.Shuffled(Numbers(10), 4, seed: 1);
        Assert.Equal(3, loader.BatchesPerEpoch);
        Assert.Equal(2, loader.SizeOf(2));
        Assert.Equal(2, loader.Load(0, 2).Count);
        Assert.Equal(Enumerable.Range(0, 10), EpochOf(loader, 0).Order());
    }

    [Fact]
    public void Inputs_belong_to_their_labels()
    {
        BatchLoader loader = BatchLoader.Shuffled(Numbers(10), 4, seed: 1);
        Batch batch = loader.Load(3, 1);
        Assert.Equal(new TensorType(ElementType.Float32, [4, 2]), batch.Inputs.Type);
        Assert.Equal(new TensorType(ElementType.Int32, [4]), batch.Labels.Type);
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(2 * batch.Labels.At<int>(i), batch.Inputs.At<float>(i, 0)));
    }

    [Fact]
    public void Order_depends_on_seed_and_epoch_and_nothing_else()
    {
        BatchLoader a = BatchLoader.Shuffled(Numbers(50), 7, seed: 1);
        BatchLoader b = BatchLoader.Shuffled(Numbers(50), 7, seed: 1);
        int[] first = EpochOf(a, 0);
        int[] second = EpochOf(a, 1);
        Assert.NotEqual(first, second);
        Assert.Equal(second, EpochOf(b, 1));
        Assert.NotEqual(first, EpochOf(BatchLoader.Shuffled(Numbers(50), 7, seed: 2), 0));

        int[] expected = [.. Enumerable.Range(0, 50)];
        new RandomStream(1, "shuffle/1").Shuffle<int>(expected);
        Assert.Equal(expected, second);
    }

    [Fact]
    public void Training_resumes_in_the_middle_of_an_epoch()
    {
        BatchLoader through = BatchLoader.Shuffled(Numbers(50), 7, seed: 1);
        EpochOf(through, 0);
        EpochOf(through, 1);
        int[] expected = through.Load(2, 3).Labels.ToArray<int>();
        Assert.Equal(expected, BatchLoader.Shuffled(Numbers(50), 7, seed: 1).Load(2, 3).Labels.ToArray<int>());
    }

    [Fact]
    public void Evaluation_keeps_the_order_and_may_read_the_test_set()
    {
        BatchLoader loader = BatchLoader.InOrder(Numbers(10).WithRole(SplitRole.Test), 4);
        Assert.Equal(Enumerable.Range(0, 10), EpochOf(loader, 0));
        Assert.Equal(Enumerable.Range(0, 10), EpochOf(loader, 5));
    }

    [Fact]
    public void After_the_first_epoch_no_batch_allocates()
    {
        BatchLoader loader = BatchLoader.Shuffled(Numbers(100), 8, seed: 1);
        for (int batch = 0; batch < loader.BatchesPerEpoch; batch++)
        {
            loader.Load(0, batch);
        }

        loader.Load(1, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int batch = 0; batch < loader.BatchesPerEpoch; batch++)
        {
            loader.Load(1, batch);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Regressions_give_rows_of_targets()
    {
        Dataset data = new("r", new LearningTask.Regression(2), [1], new float[] { 1, 2, 3 }, new float[] { 10, 11, 20, 21, 30, 31 }, new Preprocessing.None());
        Batch batch = BatchLoader.InOrder(data, 2).Load(0, 1);
        Assert.Equal(new Shape(1, 2), batch.Labels.Shape);
        Assert.Equal([30, 31], batch.Labels.ToArray<float>());
    }

    [Fact]
    public void Given_tensors_must_have_the_shape_of_the_batch()
    {
        BatchLoader loader = BatchLoader.InOrder(Numbers(10), 4);
        Batch given = new(Tensor.Zeros([4, 2]), Tensor.Zeros(new TensorType(ElementType.Int32, [4])));
        loader.Load(0, 1, given);
        Assert.Equal([4, 5, 6, 7], given.Labels.ToArray<int>());
        Assert.Throws<ArgumentException>(() => loader.Load(0, 2, given));
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.Load(0, 3, given));
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.Load(-1, 0, given));
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchLoader.InOrder(Numbers(10), 0));
    }

    [Fact]
    public void Huge_batches_take_everything()
    {
        BatchLoader loader = BatchLoader.InOrder(Numbers(10), int.MaxValue);
        Assert.Equal(1, loader.BatchesPerEpoch);
        Assert.Equal(10, loader.Load(0, 0).Count);
    }
}

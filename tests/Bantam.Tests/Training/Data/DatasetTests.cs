using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class DatasetTests
{
    private static Dataset Numbers(int count) => new(
        "numbers",
        new LearningTask.Classification(10),
        [2],
        Enumerable.Range(0, count * 2).Select(i => (float)i).ToArray(),
        Enumerable.Range(0, count).Select(i => i % 10).ToArray(),
        new Preprocessing.None());

    private static float FirstValue(Dataset data, int index)
    {
        float[] input = new float[2];
        data.CopyInput(index, input);
        return input[0];
    }

    [Fact]
    [Trait("Ledger", "S105")]
    public void Samples_and_labels_come_back_as_they_went_in()
    {
        Dataset data = Numbers(20);
        Assert.Equal(20, data.Count);
        Assert.Equal(26, FirstValue(data, 13));
        Assert.Equal(3, data.Label(13));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Label(20));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Label(-1));
        Assert.Throws<ArgumentException>(() => data.CopyInput(0, new float[3]));
        Assert.Throws<InvalidOperationException>(() => data.Target(0));
    }

    [Fact]
    public void Subsets_of_subsets_find_the_right_samples()
    {
        Dataset data = Numbers(20).Skip(5).Subset([3, 1, 1]).Take(2);
        Assert.Equal([8, 6], data.CopyLabels());
        Assert.Equal(16, FirstValue(data, 0));
        Assert.Equal(12, FirstValue(data, 1));
        Assert.Equal(0, data.Skip(99).Count);
        Assert.Equal(2, data.Take(99).Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Subset([2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Take(-1));
    }

    [Fact]
    public void Regressions_have_rows_of_targets()
    {
        Dataset data = new("r", new LearningTask.Regression(2), [1], new float[] { 1, 2 }, new float[] { 10, 11, 20, 21 }, new Preprocessing.None());
        Assert.Equal(2, data.Count);
        Assert.Equal([20, 21], data.Target(1));
        Assert.Equal([20, 21, 10, 11], data.Subset([1, 0]).CopyTargets());
        Assert.Throws<InvalidOperationException>(() => data.Label(0));
    }

    [Fact]
    public void Calibration_is_a_seeded_choice_and_never_of_test_data()
    {
        Dataset data = Numbers(100);
        int[] chosen = data.Calibration(30, seed: 4).CopyLabels();
        Assert.Equal(chosen, data.Calibration(30, seed: 4).CopyLabels());
        Assert.NotEqual(chosen, data.Calibration(30, seed: 5).CopyLabels());
        Assert.Equal(100, data.Calibration(1000).Count);
        Assert.Throws<InvalidOperationException>(() => data.WithRole(SplitRole.Test).Take(50).Calibration(10));
    }

    [Fact]
    public void Generated_values_are_made_once_and_only_when_read()
    {
        int made = 0;
        SampleValues samples = SampleValues.Generated(4, () =>
        {
            made++;
            return [1, 2, 3, 4];
        });
        Dataset data = new("lazy", new LearningTask.Classification(2), [2], samples, new[] { 0, 1 }, new Preprocessing.None());
        Assert.Equal(1, data.Label(1));
        Assert.Equal(0, made);
        Assert.Equal(3, FirstValue(data, 1));
        Assert.Equal(1, FirstValue(data.Take(1), 0));
        Assert.Equal(1, made);
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        LearningTask two = new LearningTask.Classification(2);
        Preprocessing none = new Preprocessing.None();
        Assert.Throws<ArgumentException>(() => new Dataset("x", two, [2], new float[3], new[] { 0 }, none));
        Assert.Throws<ArgumentException>(() => new Dataset("x", two, [1], new float[1], new[] { 2 }, none));
        Assert.Throws<ArgumentException>(() => new Dataset("x", two, [1], new float[1], new[] { -1 }, none));
        Assert.Throws<ArgumentException>(() => new Dataset("x", two, [1], new float[1], new[] { 0f }, none));
        Assert.Throws<ArgumentException>(() => new Dataset("x", new LearningTask.Regression(1), [1], new float[1], new[] { 0 }, none));
        Assert.Throws<ArgumentException>(() => new Dataset("x", new LearningTask.Regression(1), [1], new float[1], new[] { float.NaN }, none));
        Assert.Throws<ArgumentException>(() => new Dataset("x", new LearningTask.Regression(2), [1], new float[1], new[] { 0f }, none));
        Assert.Throws<ArgumentException>(() => new Dataset("x", new LearningTask.Classification(1), [1], new float[1], new[] { 0 }, none));
        Assert.Throws<ArgumentException>(() => new Dataset("x", new LearningTask.AnomalyDetection(), [1], new float[1], new[] { 2 }, none));
    }
}

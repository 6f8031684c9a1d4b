using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class DataSplitsTests
{
    private static Dataset Distinct(int[] labels) => new(
        "distinct",
        new LearningTask.Classification(4),
        [1],
        Enumerable.Range(0, labels.Length).Select(i => (float)i).ToArray(),
        labels,
        new Preprocessing.None());

    private static int[] ValuesOf(Dataset data)
    {
        float[] input = new float[1];
        return [.. Enumerable.Range(0, data.Count).Select(i =>
        {
            data.CopyInput(i, input);
            return (int)input[0];
        })];
    }

    [Fact]
    [Trait("Ledger", "S106")]
    public void A_hundred_samples_divide_80_to_20_exactly_disjoint_and_repeatably()
    {
        Dataset all = Distinct([.. Enumerable.Range(0, 100).Select(i => i % 4)]);
        (int[] train, int[] test) = StratifiedSplit.Indices(all, 0.8, seed: 3);
        Assert.Equal(80, train.Length);
        Assert.Equal(20, test.Length);
        Assert.Equal(Enumerable.Range(0, 100), train.Concat(test).Order());
        Assert.Equal(train, StratifiedSplit.Indices(all, 0.8, seed: 3).First);
        Assert.NotEqual(train, StratifiedSplit.Indices(all, 0.8, seed: 4).First);
        Assert.All(Enumerable.Range(0, 4), c => Assert.Equal(5, test.Count(i => all.Label(i) == c)));
    }

    [Theory]
    [Trait("Ledger", "S106")]
    [InlineData(0.0)]
    [InlineData(0.1)]
    [InlineData(0.3333)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Uneven_classes_keep_their_share_within_one_sample_and_the_total_is_exact(double share)
    {
        int[] sizes = [1, 7, 23, 70];
        Dataset all = Distinct([.. sizes.SelectMany((n, c) => Enumerable.Repeat(c, n))]);
        (int[] first, int[] second) = StratifiedSplit.Indices(all, share, seed: 1);
        Assert.Equal((int)Math.Round(101 * share, MidpointRounding.AwayFromZero), first.Length);
        Assert.Equal(101, first.Length + second.Length);
        Assert.All(Enumerable.Range(0, 4), c => Assert.InRange(first.Count(i => all.Label(i) == c), (sizes[c] * share) - 1, (sizes[c] * share) + 1));
    }

    [Fact]
    public void Three_parts_hold_every_sample_once()
    {
        Dataset all = Distinct([.. Enumerable.Range(0, 200).Select(i => i % 4)]);
        DataSplits splits = DataSplits.Divide(all, 0.2, seed: 9);
        Assert.Equal((144, 16, 40), (splits.Train.Count, splits.Validation.Count, splits.Test.Count));
        Assert.Equal(Enumerable.Range(0, 200), ValuesOf(splits.Train).Concat(ValuesOf(splits.Validation)).Concat(ValuesOf(splits.Test)).Order());
        Assert.Empty(splits.FindLeaks());
        Assert.Throws<ArgumentOutOfRangeException>(() => DataSplits.Divide(all, double.NaN, seed: 9));
    }

    [Fact]
    public void Regressions_divide_too()
    {
        Dataset all = new("r", new LearningTask.Regression(1), [1], new float[10], new float[10], new Preprocessing.None());
        DataSplits splits = DataSplits.Divide(all, 0.5, seed: 1, validationShare: 0.2);
        Assert.Equal((4, 1, 5), (splits.Train.Count, splits.Validation.Count, splits.Test.Count));
    }

    [Fact]
    [Trait("Ledger", "S107")]
    public void Choosing_a_penalty_by_the_test_set_throws_unless_forced()
    {
        DataSplits splits = DataSplits.Divide(Distinct([.. Enumerable.Range(0, 40).Select(i => i % 4)]), 0.25, seed: 1);
        double[] penalties = [1e-8, 1e-5, 1e-3, 1];
        static double Score(double penalty, Dataset data) => Math.Abs(penalty - 1e-5) + (0 * data.Count);

        Assert.Equal(1e-5, ModelSelection.Best(penalties, splits.Validation, Metric.Rmse, Score).Candidate);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => ModelSelection.Best(penalties, splits.Test, Metric.Rmse, Score));
        Assert.Contains("Use the validation set", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => ModelSelection.Best(penalties, splits.Test.Take(5), Metric.Rmse, Score));
        Assert.Throws<InvalidOperationException>(() => ModelSelection.Best(penalties, splits.Train, Metric.Rmse, Score));
        Assert.Equal(1e-5, ModelSelection.Best(penalties, splits.Test, Metric.Rmse, Score, force: true).Candidate);
    }

    [Fact]
    [Trait("Ledger", "S107")]
    public void Fitting_to_the_test_set_throws()
    {
        DataSplits splits = DataSplits.Divide(Distinct([.. Enumerable.Range(0, 40).Select(i => i % 4)]), 0.25, seed: 1);
        Assert.Same(splits.Train, splits.Train.For(DataUse.Fitting));
        Assert.Same(splits.Validation, splits.Validation.For(DataUse.Fitting));
        Assert.Throws<InvalidOperationException>(() => splits.Test.For(DataUse.Fitting));
        Assert.Throws<InvalidOperationException>(() => splits.Test.Skip(1).For(DataUse.Fitting));
        Assert.Throws<InvalidOperationException>(() => BatchLoader.Shuffled(splits.Test, 8, seed: 1));
        Assert.Same(splits.Test, splits.Test.For(DataUse.Fitting, force: true));
    }

    [Fact]
    public void The_first_of_equal_candidates_wins_and_NaN_loses()
    {
        Dataset validation = Distinct([0, 1]).WithRole(SplitRole.Validation);
        double[] scores = [double.NaN, 0.7, 0.9, 0.9];
        Assert.Equal(2, ModelSelection.Best([0, 1, 2, 3], validation, Metric.Accuracy, (i, _) => scores[i]).Candidate);
        Assert.Throws<ArgumentException>(() => ModelSelection.Best<int>([], validation, Metric.Accuracy, (i, _) => scores[i]));
    }

    [Fact]
    public void Standardization_looks_at_the_training_set_alone()
    {
        Dataset train = new("r", new LearningTask.Regression(1), [1], new float[] { 0, 2 }, new float[2], new Preprocessing.None());
        Dataset test = new("r", new LearningTask.Regression(1), [1], new float[] { 1000 }, new float[1], new Preprocessing.None());
        DataSplits splits = new DataSplits(train, train, test).Standardized();
        float[] input = new float[1];
        splits.Test.CopyInput(0, input);
        Assert.Equal(999, input[0]);
    }

    [Fact]
    public void A_sample_in_two_parts_is_found_and_a_repetition_within_one_is_not()
    {
        Dataset Values(params float[] values) => new("r", new LearningTask.Regression(1), [1], values, new float[values.Length], new Preprocessing.None());
        DataSplits splits = new(Values(1, 2, 2, 3), Values(4, 4, 3), Values(5, 2, 4));
        Assert.Equal(
            [
                new Leak(SplitRole.Validation, 2, SplitRole.Train, 3),
                new Leak(SplitRole.Test, 1, SplitRole.Train, 1),
                new Leak(SplitRole.Test, 2, SplitRole.Validation, 0),
            ],
            splits.FindLeaks());
    }

    [Fact]
    public void Parts_of_different_kinds_are_refused()
    {
        Dataset a = Distinct([0, 1]);
        Dataset b = new("b", new LearningTask.Classification(3), [1], new float[1], new[] { 0 }, new Preprocessing.None());
        Assert.Throws<ArgumentException>(() => new DataSplits(a, a, b));
    }
}

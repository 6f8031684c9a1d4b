using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class MetricsTests
{
    [Fact]
    public void Each_task_has_its_metric()
    {
        Assert.Equal("accuracy", new LearningTask.Classification(3).Metric.Name);
        Assert.Equal("rmse", new LearningTask.Regression(1).Metric.Name);
        Assert.Equal("auc", new LearningTask.AnomalyDetection().Metric.Name);
        Assert.Equal("mae", Metric.Mae.Name);
    }

    [Fact]
    public void Scores_want_to_rise_and_errors_to_fall()
    {
        Assert.True(Metric.Accuracy.IsBetter(0.9, 0.8));
        Assert.True(Metric.Rmse.IsBetter(0.8, 0.9));
        Assert.False(Metric.Auc.IsBetter(0.5, 0.5));
        Assert.True(Metric.Mae.IsBetter(0.5, double.NaN));
        Assert.False(Metric.Accuracy.IsBetter(double.NaN, 0.1));
        Assert.True(Metric.Accuracy.Meets(0.9, 0.9));
        Assert.True(Metric.Rmse.Meets(0.1, 0.2));
        Assert.False(Metric.Rmse.Meets(double.NaN, 0.2));
    }

    [Fact]
    public void The_first_of_equal_scores_wins_and_NaN_is_never_right()
    {
        Assert.Equal(1, Metrics.ArgMax([0, 2, 2]));
        Assert.Equal(0, Metrics.ArgMax([float.NegativeInfinity, float.NegativeInfinity]));
        Assert.Equal(-1, Metrics.ArgMax([float.NaN, 1]));
        Assert.Equal(0.5, Metrics.Accuracy([1, 1, 1, 1], [0, 1]));
    }

    [Fact]
    public void Errors_match_their_formulas()
    {
        Assert.Equal(Math.Sqrt(5.0 / 2), Metrics.Rmse([1, 2], [2, 4]), 12);
        Assert.Equal(1.5, Metrics.Mae([1, 2], [2, 4]), 12);
        Assert.Throws<ArgumentException>(() => Metrics.Mae([1], [2, 4]));
        Assert.Throws<ArgumentException>(() => Metrics.Rmse([], []));
    }

    [Fact]
    public void Auc_counts_ordered_pairs_and_half_the_ties()
    {
        Assert.Equal(1.0, Metrics.Auc([1, 2, 3, 4], [0, 0, 1, 1]));
        Assert.Equal(0.0, Metrics.Auc([4, 3, 2, 1], [0, 0, 1, 1]));
        Assert.Equal(0.5, Metrics.Auc([7, 7, 7], [0, 1, 1]));
        Assert.Equal((1 + 0.5) / 2, Metrics.Auc([1, 2, 2], [0, 0, 1]));
        Assert.Throws<ArgumentException>(() => Metrics.Auc([1, 2], [0, 0]));
        Assert.Throws<ArgumentException>(() => Metrics.Auc([1, float.NaN], [0, 1]));
    }

    [Fact]
    public void Auc_agrees_with_comparing_all_pairs()
    {
        RandomStream random = new(5, "auc");
        float[] scores = [.. Enumerable.Range(0, 300).Select(_ => (float)random.NextInt32(40))];
        int[] labels = [.. Enumerable.Range(0, 300).Select(_ => random.NextInt32(2))];
        double won = 0;
        double pairs = 0;
        for (int i = 0; i < 300; i++)
        {
            for (int j = 0; j < 300; j++)
            {
                if (labels[i] == 1 && labels[j] == 0)
                {
                    pairs++;
                    won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                }
            }
        }

        Assert.Equal(won / pairs, Metrics.Auc(scores, labels), 12);
    }

    [Fact]
    public void A_metric_of_another_task_is_refused()
    {
        Dataset data = new("two", new LearningTask.Classification(2), [1], new float[] { 1, 2 }, new[] { 0, 1 }, new Preprocessing.None());
        Assert.Equal(1.0, Metrics.Score(Metric.Accuracy, data, [1, 0, 0, 1]));
        ArgumentException error = Assert.Throws<ArgumentException>(() => Metrics.Score(Metric.Rmse, data, [1, 2]));
        Assert.Contains("judged by accuracy", error.Message, StringComparison.Ordinal);
    }
}

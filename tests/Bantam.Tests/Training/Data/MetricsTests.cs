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
    [Trait("Ledger", "S074")]
    public void Accuracy_and_top_5_of_1000_classes_are_exact()
    {
        // Sample i scores every class by its distance to class i, so class i + d has the rank 2·d where no edge is near.
        const int samples = 1000;
        float[] scores = new float[samples * 1000];
        int[] labels = new int[samples];
        int first = 0;
        int amongFive = 0;
        RandomStream random = new(7, "labels");
        for (int i = 0; i < samples; i++)
        {
            int center = 100 + random.NextInt32(800);
            int offset = random.NextInt32(6);
            labels[i] = center + offset;
            first += offset == 0 ? 1 : 0;
            amongFive += offset < 3 ? 1 : 0;
            for (int c = 0; c < 1000; c++)
            {
                scores[(i * 1000) + c] = -Math.Abs(c - center - 0.1f);
            }
        }

        Assert.Equal((double)first / samples, Metrics.Accuracy(scores, labels));
        Assert.Equal((double)first / samples, Metrics.TopAccuracy(scores, labels, 1));
        Assert.Equal((double)amongFive / samples, Metrics.TopAccuracy(scores, labels, 5));
        Assert.Equal(1, Metrics.TopAccuracy(scores, labels, 1000));
    }

    [Fact]
    public void Of_equal_scores_the_first_are_named_and_NaN_names_none()
    {
        Assert.Equal(0.5, Metrics.TopAccuracy([1, 1, 1, 1, 1, 1], [1, 2], 2));
        Assert.Equal(0, Metrics.TopAccuracy([float.NaN, 1, 2], [2], 3));
        Assert.Equal(0, Metrics.TopAccuracy([3, 1, 2], [3], 3));
        Assert.Throws<ArgumentException>(() => Metrics.TopAccuracy([1, 2, 3], [0, 1], 1));
    }

    [Fact]
    [Trait("Ledger", "S074")]
    public void The_task_decides_loss_metric_and_output_and_regression_reports_both_its_errors()
    {
        Dataset classes = new("classes", new LearningTask.Classification(3), [1], new float[] { 1, 2 }, new[] { 0, 2 }, new Preprocessing.None());
        Assert.Equal((Metric.Accuracy, "SoftmaxCrossEntropy", 3), (classes.Task.Metric, classes.Task.Loss.Name, classes.Task.OutputsFor([1])));

        Dataset values = new("values", new LearningTask.Regression(1), [1], new float[] { 1, 2 }, new[] { 2f, 4f }, new Preprocessing.None());
        Assert.Equal((Metric.Rmse, "SquaredError", 1), (values.Task.Metric, values.Task.Loss.Name, values.Task.OutputsFor([1])));
        Assert.Equal(Math.Sqrt(5.0 / 2), Metrics.Score(Metric.Rmse, values, [1, 2]), 12);
        Assert.Equal(1.5, Metrics.Score(Metric.Mae, values, [1, 2]), 12);
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

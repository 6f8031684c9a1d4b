using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class SyntheticSeriesTests
{
    [Fact]
    public void The_sine_is_a_sine_with_noise_of_the_stated_deviation()
    {
        DataSplits sine = SyntheticSine.Create(seed: 4, train: 5000, noise: 0.1);
        float[] x = new float[1];
        float[] expected = [.. Enumerable.Range(0, sine.Train.Count).Select(i =>
        {
            sine.Train.CopyInput(i, x);
            Assert.InRange(x[0], 0f, 1f);
            return (float)Math.Sin(2 * Math.PI * x[0]);
        })];
        Assert.InRange(Metrics.Score(Metric.Rmse, sine.Train, expected), 0.096, 0.104);
        Assert.Equal(sine.Train.CopyTargets(), SyntheticSine.Create(seed: 4, train: 5000).Train.CopyTargets());
        Assert.NotEqual(sine.Train.CopyTargets(), SyntheticSine.Create(seed: 5, train: 5000).Train.CopyTargets());
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticSine.Create(noise: double.NaN));
    }

    [Fact]
    public void Bearings_train_on_healthy_windows_only_and_are_judged_on_both_kinds()
    {
        DataSplits bearings = SyntheticBearings.Create();
        Assert.Equal((2000, 400, 1000), (bearings.Train.Count, bearings.Validation.Count, bearings.Test.Count));
        Assert.All(bearings.Train.CopyLabels(), label => Assert.Equal(0, label));
        Assert.Equal(500, bearings.Test.CopyLabels().Sum());
        Assert.Equal(200, bearings.Validation.CopyLabels().Sum());
        Assert.Equal(new Shape(32), bearings.Train.InputShape);
    }

    [Fact]
    public void Damage_shows_in_the_distance_from_healthy_windows_but_not_always()
    {
        Dataset test = SyntheticBearings.Create().Test;
        float[] features = new float[32];
        float[] distances = [.. Enumerable.Range(0, test.Count).Select(i =>
        {
            test.CopyInput(i, features);
            return features.Sum(f => f * f);
        })];
        Assert.InRange(Metrics.Score(Metric.Auc, test, distances), 0.85, 0.995);
    }
}

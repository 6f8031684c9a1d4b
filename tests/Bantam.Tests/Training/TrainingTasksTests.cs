using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class TrainingTasksTests
{
    [Fact]
    public void Regression_learns_a_sine_close_to_its_noise()
    {
        // Standardized, because on inputs that are never negative units without a bias have no kink to begin with.
        DataSplits sine = SyntheticSine.Create(noise: 0.1).Standardized();
        Graph network = Mlps.Mlp(sine.Train.InputShape, [32, 16], sine.Train.Task.OutputsFor(sine.Train.InputShape));

        TrainingResult result = Trainer.Run(network, sine.Train, new TrainingOptions { Epochs = 40, BatchSize = 32, Optimizer = new Adam(0.01f), Validation = sine.Validation });

        double before = Evaluation.Score(network, sine.Test);
        double after = Evaluation.Score(result.Graph, sine.Test);
        Assert.True(before > 0.5, $"RMSE {before} before the training");
        Assert.InRange(after, 0.08, 0.16);
        Assert.Equal(result.Epochs.Min(epoch => epoch.Score), result.Epochs[result.BestEpoch - 1].Score);
    }

    [Fact]
    public void Anomaly_detection_learns_from_healthy_bearings_what_a_damaged_one_is()
    {
        DataSplits bearings = SyntheticBearings.Create();
        int outputs = bearings.Train.Task.OutputsFor(bearings.Train.InputShape);
        Graph network = Networks.Create("autoencoder", bearings.Train.InputShape, outputs);

        TrainingResult result = Trainer.Run(network, bearings.Train, new TrainingOptions { Epochs = 5, Optimizer = new Adam(0.005f), Validation = bearings.Validation });

        Assert.Equal(32, outputs);
        Assert.True(result.Epochs[^1].Loss < result.Epochs[0].Loss / 1.5, $"loss {result.Epochs[0].Loss} became {result.Epochs[^1].Loss}");
        Assert.InRange(Evaluation.Score(result.Graph, bearings.Test), 0.9, 1);
    }

    [Fact]
    public void An_anomaly_score_needs_a_network_that_rebuilds_its_input()
    {
        DataSplits bearings = SyntheticBearings.Create(train: 10, validation: 4, test: 4);

        string message = Assert.Throws<ArgumentException>(() => Evaluation.Score(Mlps.Mlp(bearings.Test.InputShape, [], 2), bearings.Test)).Message;

        Assert.Contains("Use an autoencoder", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_do_not_depend_on_how_samples_are_cut_into_batches()
    {
        DataSplits sine = SyntheticSine.Create(test: 300);
        Graph network = Mlps.Mlp([1], [8], 1);

        float[] all = Evaluation.Outputs(network, sine.Test);

        Assert.Equal(300, all.Length);
        Assert.Equal(all[..7], Evaluation.Outputs(network, sine.Test.Take(7)));
        Assert.Equal(all[200..], Evaluation.Outputs(network, sine.Test.Skip(200)));
    }
}

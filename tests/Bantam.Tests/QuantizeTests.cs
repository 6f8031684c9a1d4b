using Bantam.Compression;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Tests.Training;
using Bantam.Training;

namespace Bantam.Tests;

public sealed class QuantizeTests
{
    [Fact]
    [Trait("Ledger", "S281")]
    public void Weights_per_channel_and_activations_by_percentile_are_the_default()
    {
        PostTrainingQuantization defaults = new([]);

        Assert.Equal(Granularity.PerChannel, defaults.WeightGranularity);
        Assert.Equal(new PercentileCalibrator(99.99), defaults.Calibrator);
    }

    [Fact]
    [Trait("Ledger", "S281")]
    public void The_default_costs_at_most_a_point_of_accuracy()
    {
        DataSplits data = TrainedDigits.Data;
        Graph quantized = Quantize.PostTraining(TrainedDigits.LeNet, data.Calibration(512));

        PlanSamples deployed = PlanEvaluation.Of(Compile.ToC(quantized).Plan, data.Test);

        double before = Evaluation.Score(TrainedDigits.LeNet, data.Test);
        Assert.InRange(Evaluation.Score(deployed.RealOutputs(), data.Test), before - 0.01, 1);
    }

    [Fact]
    public void Test_data_is_refused_for_calibration() =>
        Assert.Throws<InvalidOperationException>(() => Quantize.PostTraining(SmallTraining.Network, SmallTraining.Data.Test));

    [Fact]
    public void No_data_is_refused_for_calibration() =>
        Assert.Contains(
            "needs calibration data",
            Assert.Throws<InvalidOperationException>(() => Quantize.PostTraining(SmallTraining.Network, SmallTraining.Data.Train.Take(0))).Message,
            StringComparison.Ordinal);
}

using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class TrainedDigitsTests
{
    [Fact]
    [Trait("Ledger", "S121")]
    [Trait("Ledger", "S153")]
    public void LeNet_passes_97_percent_on_the_built_in_digits_in_less_than_a_minute()
    {
        Assert.InRange(Evaluation.Score(TrainedDigits.LeNet, TrainedDigits.Data.Test), 0.97, 1);
        Assert.InRange(TrainedDigits.Seconds, 0, 60);
    }

    [Fact]
    [Trait("Ledger", "S121")]
    public void A_linear_model_stays_below_90_percent_on_them()
    {
        Graph linear = Mlps.Mlp(TrainedDigits.Data.Train.InputShape, [], 10);
        TrainingOptions options = new() { Epochs = 10, Optimizer = new Adam(0.002f), Validation = TrainedDigits.Data.Validation };

        Graph trained = Trainer.Run(linear, TrainedDigits.Data.Train, options).Graph;

        Assert.InRange(Evaluation.Score(trained, TrainedDigits.Data.Test), 0.5, 0.9);
    }

    [Fact]
    [Trait("Ledger", "S153")]
    public void LeNet_passes_98_5_percent_on_MNIST_with_half_of_its_training_data()
    {
        string? root = Environment.GetEnvironmentVariable(DatasetCatalog.FolderVariable);
        if (root is null || !Directory.Exists(Path.Combine(root, "mnist")))
        {
            Assert.Skip($"the MNIST files are absent: set {DatasetCatalog.FolderVariable} to the folder that contains mnist");
        }

        DataSplits mnist = DatasetCatalog.Load("mnist", root);
        Graph network = Networks.Create("lenet", mnist.Train.InputShape, 10);
        TrainingOptions options = new() { Epochs = 3, Optimizer = new Adam(0.005f) };

        Graph trained = Trainer.Run(network, mnist.Train.Take(mnist.Train.Count / 2), options).Graph;

        Assert.InRange(Evaluation.Score(trained, mnist.Test), 0.985, 1);
    }
}

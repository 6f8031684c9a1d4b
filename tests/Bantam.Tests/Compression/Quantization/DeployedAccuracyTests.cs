using Bantam.Compression;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Compression;

/// <summary>A small network, trained for a moment on the built-in digits, before and after quantization.</summary>
public sealed class DeployedAccuracyTests
{
    private static readonly Lazy<(Graph Network, DataSplits Digits)> Trained = new(Train);

    [Fact]
    [Trait("Ledger", "S245")]
    [Trait("Ledger", "S281")]
    public void Eight_bits_cost_at_most_one_point_of_accuracy()
    {
        (Graph network, DataSplits digits) = Trained.Value;
        double real = Evaluation.Score(network, digits.Test);
        double deployed = Deployed(network, digits, new PostTrainingQuantization(Calibration(digits)));
        double perTensor = Deployed(network, digits, new PostTrainingQuantization(Calibration(digits)) { WeightGranularity = Granularity.PerTensor });
        double twoBits = Evaluation.Score(WithCoarseWeights(network, 1), digits.Test);
        double eightBits = Evaluation.Score(WithCoarseWeights(network, 127), digits.Test);
        TestContext.Current.TestOutputHelper?.WriteLine($"float {real:P2}, int8 {deployed:P2}, one scale per weight {perTensor:P2}, weights alone: 8 bits {eightBits:P2}, 2 bits {twoBits:P2}");
        Assert.InRange(real, 0.85, 1);
        Assert.InRange(real - deployed, -0.01, 0.01);
        Assert.InRange(real - perTensor, -0.01, 0.02);
        Assert.InRange(real - eightBits, -0.01, 0.01);
        Assert.True(real - twoBits > 3 * Math.Abs(real - deployed), $"{real} {twoBits} {deployed}");
    }

    private static (Graph, DataSplits) Train()
    {
        DataSplits digits = SyntheticDigits.Create(train: 3000, test: 1000);
        TrainingOptions options = new() { Epochs = 3, BatchSize = 32, Optimizer = new Adam(4e-3f) };
        return (InferencePasses.Apply(Trainer.Run(LeNets.LeNet([28, 28, 1], 10), digits.Train, options).Graph), digits);
    }

    private static Tensor[] Calibration(DataSplits digits)
    {
        BatchLoader loader = BatchLoader.InOrder(digits.Calibration(256), 64);
        return [.. Enumerable.Range(0, loader.BatchesPerEpoch).Select(batch => loader.Load(0, batch).Inputs.Clone())];
    }

    private static double Deployed(Graph network, DataSplits digits, PostTrainingQuantization quantization)
    {
        PlanRuntime runtime = new(Lowering.Lower(quantization.Apply(network)));
        float[] sample = new float[digits.Test.InputShape.Count];
        float[] outputs = new float[digits.Test.Count * 10];
        for (int i = 0; i < digits.Test.Count; i++)
        {
            digits.Test.CopyInput(i, sample);
            runtime.Run(sample);
            runtime.Dequantize(outputs.AsSpan(i * 10, 10));
        }

        return Evaluation.Score(outputs, digits.Test);
    }

    /// <summary>Weights alone, rounded to codes from −largest to largest: needs no data.</summary>
    private static Graph WithCoarseWeights(Graph network, int largest) => GraphRewrite.Of(network, (node, inputs, _) =>
    {
        if (node.Op is not (Conv2d or Dense))
        {
            return GraphRewrite.Keep(node, inputs);
        }

        float absMax = network.Values[(Parameter)node.Inputs[1]].ToArray<float>().Max(Math.Abs);
        QuantizationParameters codes = QuantizationParameters.SymmetricFromAbsMax(absMax, -largest, largest);
        Node rounded = new($"{node.Name}.coarse", new FakeQuantize(new AffineQuantizer(codes)), inputs[1]);
        return new Node(node.Name, node.Op, [inputs[0], rounded, .. inputs.Skip(2)]);
    });
}

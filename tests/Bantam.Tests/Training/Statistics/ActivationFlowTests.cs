using Bantam.Model;
using Bantam.Tests.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class ActivationFlowTests
{
    private const int Layers = 20;

    [Fact]
    [Trait("Ledger", "S059")]
    public void Signals_die_out_without_batch_normalization_and_so_do_gradients()
    {
        TrainingStep step = StepOf(Deep(normalized: false));
        step.Run();
        double[] deviations = TanhDeviations(ActivationFlow.Of(step));
        Assert.Equal(Layers, deviations.Length);
        Assert.True(deviations[^1] < 0.1, $"{deviations[^1]}");

        TrainingStep normalized = StepOf(Deep(normalized: true));
        normalized.Run();
        Assert.True(GradientFlow.Of(step).Parameters[0].Norm < 1e-2 * GradientFlow.Of(normalized).Parameters[0].Norm);
    }

    [Fact]
    [Trait("Ledger", "S059")]
    public void Batch_normalization_keeps_every_layer_alive_from_epoch_to_epoch()
    {
        Graph net = Deep(normalized: true);
        TrainingStep step = StepOf(net);
        OptimizerState optimizer = new(new Sgd(0.01f));
        for (int epoch = 0; epoch < 5; epoch++)
        {
            step.Run();
            Assert.All(TanhDeviations(ActivationFlow.Of(step)), deviation => Assert.InRange(deviation, 0.5, 2));
            Assert.True(GradientFlow.Of(step).Parameters[0].Norm > 1e-4);
            optimizer.Step(step.Gradients);
        }
    }

    [Fact]
    public void A_distribution_is_told_in_five_numbers()
    {
        ActivationDistribution found = ActivationDistribution.Of("ramp", Tensor.From<float>([100], [.. Enumerable.Range(1, 100).Select(i => (float)i)]));
        Assert.Equal(50.5, found.Mean);
        Assert.Equal(Math.Sqrt(9999 / 12.0), found.StandardDeviation, 1e-9);
        Assert.Equal((5f, 50f, 95f), (found.Low, found.Median, found.High));
    }

    [Fact]
    public void Measuring_moves_no_running_statistic()
    {
        Graph net = Deep(normalized: true);
        TrainingStep step = StepOf(net);
        step.Run();
        string before = net.ContentHash();
        Assert.Equal(ActivationFlow.Of(step).Nodes, ActivationFlow.Of(step).Nodes);
        Assert.Equal(before, net.ContentHash());
    }

    private static double[] TanhDeviations(ActivationFlow flow) =>
        [.. flow.Nodes.Where(node => node.Node.StartsWith("tanh", StringComparison.Ordinal)).Select(node => node.StandardDeviation)];

    /// <summary>Weights half as large as He's, so that tanh alone keeps no signal alive.</summary>
    private static Graph Deep(bool normalized)
    {
        Graph net = Graph.Create([32], x =>
        {
            for (int i = 0; i < Layers; i++)
            {
                GraphBuilder linear = x.Dense(32, bias: false);
                x = (normalized ? linear.BatchNorm() : linear).Tanh();
            }

            return x.Dense(2);
        }).WithSeed(1);
        foreach (Parameter weight in net.Parameters.Where(p => p.Shape.Rank == 2 && p.IsTrainable))
        {
            foreach (ref float value in net.Values[weight].Span<float>())
            {
                value *= 0.5f;
            }
        }

        return net;
    }

    private static TrainingStep StepOf(Graph net) => new(
        net,
        (y, t) => new SoftmaxCrossEntropy().Apply(y, t),
        SampleTensors.Uniform(net.Input.SampleShape.WithBatch(64)),
        Tensor.From<int>([64], [.. Enumerable.Range(0, 64).Select(i => i % 2)]));
}

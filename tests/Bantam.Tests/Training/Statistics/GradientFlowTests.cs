using Bantam.Model;
using Bantam.Tests.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class GradientFlowTests
{
    private const int Layers = 20;

    [Fact]
    [Trait("Ledger", "S027")]
    public void Sigmoids_let_the_gradient_of_the_first_layers_vanish()
    {
        GradientFlow flow = FlowOf(Deep(x => x.Sigmoid()));
        Assert.True(flow.FirstToLast < 1e-6, $"{flow.FirstToLast}");
        Assert.True(flow.IsVanishing);
        Assert.False(flow.IsExploding);
    }

    [Fact]
    [Trait("Ledger", "S027")]
    public void Rectifiers_with_batch_normalization_keep_it()
    {
        GradientFlow flow = FlowOf(Deep(x => x.BatchNorm().Relu()));
        Assert.True(flow.FirstToLast > 1e-2, $"{flow.FirstToLast}");
        Assert.False(flow.IsVanishing);
        Assert.False(flow.IsExploding);
    }

    [Fact]
    [Trait("Ledger", "S027")]
    public void Weights_three_times_too_large_let_it_explode()
    {
        Graph net = Deep(x => x.Relu());
        Assert.False(FlowOf(net).IsExploding);
        foreach (Parameter weight in net.Parameters.Where(p => p.Shape.Rank == 2))
        {
            foreach (ref float value in net.Values[weight].Span<float>())
            {
                value *= 3;
            }
        }

        GradientFlow flow = FlowOf(net);
        Assert.True(flow.IsExploding, $"{flow.Total}");
        Assert.True(flow.Total > 1e3);
    }

    [Fact]
    public void Norms_are_those_of_the_gradients_without_their_scale()
    {
        TrainingStep step = StepOf(Mlps.Mlp([3], [], 2));
        step.Run();
        double[] plain = [.. GradientFlow.Of(step).Parameters.Select(p => p.Norm)];
        step.LossScale = 1024;
        step.Run();
        GradientFlow flow = GradientFlow.Of(step);
        Assert.Equal(plain, flow.Parameters.Select(p => p.Norm));
        Assert.Equal(["dense1.weight", "dense1.bias"], flow.Parameters.Select(p => p.Parameter));
        Assert.Equal([true, false], flow.Parameters.Select(p => p.IsWeight));
        Assert.Equal(Math.Sqrt(plain.Sum(norm => norm * norm)), flow.Total, 1e-12);
        Assert.Equal(1, flow.FirstToLast);
    }

    [Theory]
    [InlineData(NonFiniteKind.Samples, "input", "the samples")]
    [InlineData(NonFiniteKind.Value, "dense2.bias", "the values of 'dense2.bias'")]
    [InlineData(NonFiniteKind.Output, "dense2", "the output of 'dense2'")]
    [InlineData(NonFiniteKind.Gradient, "dense2.weight", "the gradient of 'dense2.weight'")]
    public void The_first_number_that_is_not_finite_is_named(NonFiniteKind kind, string name, string words)
    {
        Graph net = Mlps.Mlp([3], [4], 2);
        TrainingStep step = StepOf(net);
        step.Run();
        Assert.Null(NonFiniteSource.Find(step));
        switch (kind)
        {
            case NonFiniteKind.Samples:
                step.Batch.Span<float>()[5] = float.NaN;
                break;
            case NonFiniteKind.Value:
                net.Values[net.Parameters[3]].Span<float>()[1] = float.PositiveInfinity;
                break;
            case NonFiniteKind.Output:
                net.Values[net.Parameters[1]].Span<float>().Fill(1e30f);
                net.Values[net.Parameters[2]].Span<float>().Fill(1e30f);
                break;
            default:
                step.LossScale = float.MaxValue;
                net.Values[net.Parameters[1]].Span<float>().Fill(100);
                break;
        }

        step.Run();
        NonFiniteSource source = NonFiniteSource.Find(step)!;
        Assert.Equal(new NonFiniteSource(name, kind), source);
        Assert.Equal(words, $"{source}");
    }

    [Fact]
    public void Looking_for_it_moves_no_running_statistic()
    {
        Graph net = Graph.Create([3], x => x.Dense(4).BatchNorm().Relu().Dense(2));
        TrainingStep step = StepOf(net);
        step.Run();
        string before = net.ContentHash();
        Assert.Null(NonFiniteSource.Find(step));
        Assert.Equal(before, net.ContentHash());
    }

    private static GradientFlow FlowOf(Graph net)
    {
        TrainingStep step = StepOf(net);
        step.Run();
        return GradientFlow.Of(step);
    }

    private static TrainingStep StepOf(Graph net) => new(
        net,
        (y, t) => new SoftmaxCrossEntropy().Apply(y, t),
        SampleTensors.Uniform(net.Input.SampleShape.WithBatch(32)),
        Tensor.From<int>([32], [.. Enumerable.Range(0, 32).Select(i => i % 2)]));

    private static Graph Deep(Func<GraphBuilder, GraphBuilder> activate) => Graph.Create([16], x =>
    {
        for (int i = 1; i < Layers; i++)
        {
            x = activate(x.Dense(16));
        }

        return x.Dense(2);
    });
}

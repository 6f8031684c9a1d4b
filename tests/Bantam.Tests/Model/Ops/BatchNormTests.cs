using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class BatchNormTests
{
    [Theory]
    [InlineData(1, 0, new[] { -1.34163542, -0.44721181, 0.44721181, 1.34163542 })] // a third of the outer values: 1.34163542/3
    [InlineData(2, 1, new[] { -1.68327084, 0.10557639, 1.89442361, 3.68327084 })]
    [Trait("Ledger", "S053")]
    public void The_batch_is_normalized_by_its_mean_and_biased_variance(double gamma, double beta, double[] expected)
    {
        Tensor x = Tensor.From([4, 1], 1.0, 2.0, 3.0, 4.0);
        SampleTensors.AssertNear([2.5, 1.25], new BatchMoments().Apply(x), 1e-12);
        Tensor running = Tensor.From([2, 1], 0.0, 1.0);
        Tensor y = new BatchNorm().ApplyInTraining([x, Tensor.From([1], gamma), Tensor.From([1], beta), running]);
        SampleTensors.AssertNear(expected, y, 1e-8);
        Assert.Equal(beta, y.ToArray<double>().Average(), 1e-12);
        Assert.Equal(gamma * gamma, y.ToArray<double>().Select(value => (value - beta) * (value - beta)).Average(), 1e-4);
    }

    [Fact]
    [Trait("Ledger", "S053")]
    public void Its_gradient_in_training_includes_the_moments()
    {
        Tensor[] inputs = [SampleTensors.Spread([5, 2, 3], new RandomStream(1, "x")), SampleTensors.Spread([3], new RandomStream(1, "γ")), SampleTensors.Spread([3], new RandomStream(1, "β"))];
        GradientCheck.First(tensors => new BatchNorm().ApplyInTraining([.. tensors, Tensor.From([2, 3], 0.0, 0, 0, 1, 1, 1)]), inputs, []);
    }

    [Fact]
    [Trait("Ledger", "S058")]
    public void Running_moments_move_by_the_momentum_with_the_unbiased_variance()
    {
        Tensor x = Tensor.From([4, 1], 1f, 2f, 3f, 4f);
        Tensor running = Tensor.From([2, 1], 0f, 1f);
        new BatchNorm().ApplyInTraining([x, Tensor.From([1], 1f), Tensor.From([1], 0f), running]);
        Assert.Equal(0.25f, running.At<float>(0, 0), 1e-7f);
        Assert.Equal(0.9f + (0.1f * 5 / 3), running.At<float>(1, 0), 1e-6f); // unbiased: 1.25·4/3
    }

    [Fact]
    [Trait("Ledger", "S058")]
    public void Evaluation_does_not_depend_on_the_batch()
    {
        Graph net = Graph.Create([5, 5, 3], x => x.Conv2d(4, 3).BatchNorm().Relu().GlobalAveragePool().Dense(2));
        Tensor batch = SampleTensors.Uniform([64, 5, 5, 3]);
        float[] all = net.Run(batch).ToArray<float>();
        for (int n = 0; n < 64; n += 21)
        {
            Tensor one = Tensor.From<float>([1, 5, 5, 3], batch.Span<float>().Slice(n * 75, 75));
            Assert.Equal(all.AsSpan(n * 2, 2), net.Run(one).Span<float>());
        }
    }

    [Fact]
    [Trait("Ledger", "S058")]
    public void Training_on_one_value_per_channel_is_refused()
    {
        Tensor running = Tensor.From([2, 3], 0f, 0, 0, 1, 1, 1);
        ShapeException fault = Assert.Throws<ShapeException>(() =>
            new BatchNorm().ApplyInTraining([Tensor.Zeros([1, 1, 1, 3]), Tensor.Full([3], 1f), Tensor.Zeros([3]), running]));
        Assert.Contains("at least 2 values per channel", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ledger", "S055")]
    public void A_bias_before_it_has_no_gradient()
    {
        Tensor x = SampleTensors.ToFloat64(SampleTensors.Uniform([8, 3]));
        Tensor weight = SampleTensors.ToFloat64(SampleTensors.Uniform([4, 3], 2));
        Tensor bias = SampleTensors.Leaf64([4], 1, -2, 3, 4);
        Tensor linear = new Dense().Apply(x, weight, bias);
        Tensor moments = Tensor.From([2, 4], 0.0, 0, 0, 0, 1, 1, 1, 1);
        Tensor y = new BatchNorm().ApplyInTraining([linear, Tensor.Full([4], 1.0), Tensor.Full([4], 0.0), moments]);
        y.Backward(SampleTensors.ToFloat64(SampleTensors.Uniform(y.Shape, 3)));
        Assert.All(bias.Grad!.ToArray<double>(), gradient => Assert.InRange(gradient, -1e-6, 1e-6));
    }
}

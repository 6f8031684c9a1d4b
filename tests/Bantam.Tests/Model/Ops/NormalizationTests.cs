using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class NormalizationTests
{
    private static readonly Shape s_image = [5, 4, 6];

    [Fact]
    [Trait("Ledger", "S060")]
    public void Layer_norm_gives_each_sample_mean_0_and_variance_1_whatever_its_batch()
    {
        Graph net = Graph.Create(s_image, x => x.LayerNorm());
        Tensor batch = SampleTensors.Uniform(s_image.WithBatch(32));
        float[] all = net.Run(batch).ToArray<float>();
        for (int n = 0; n < 32; n++)
        {
            ReadOnlySpan<float> sample = all.AsSpan(n * 120, 120);
            AssertStandard(sample.ToArray());
            Assert.Equal(sample, net.Run(Tensor.From<float>([1, 5, 4, 6], batch.Span<float>().Slice(n * 120, 120))).Span<float>());
        }
    }

    [Fact]
    [Trait("Ledger", "S061")]
    public void Instance_norm_gives_each_channel_of_a_sample_mean_0_and_variance_1()
    {
        float[] y = Graph.Create(s_image, x => x.InstanceNorm()).Run(SampleTensors.Uniform(s_image.WithBatch(3))).ToArray<float>();
        for (int n = 0; n < 3; n++)
        {
            for (int c = 0; c < 6; c++)
            {
                AssertStandard([.. Enumerable.Range(0, 20).Select(pixel => y[(((n * 20) + pixel) * 6) + c])]);
            }
        }
    }

    [Fact]
    [Trait("Ledger", "S062")]
    public void Group_norm_lies_between_layer_norm_and_instance_norm()
    {
        Tensor batch = SampleTensors.Uniform(s_image.WithBatch(3));
        Assert.Equal(Graph.Create(s_image, x => x.LayerNorm()).Run(batch).ToArray<float>(), Graph.Create(s_image, x => x.GroupNorm(1)).Run(batch).ToArray<float>());
        Assert.Equal(Graph.Create(s_image, x => x.InstanceNorm()).Run(batch).ToArray<float>(), Graph.Create(s_image, x => x.GroupNorm(6)).Run(batch).ToArray<float>());

        Graph grouped = Graph.Create(s_image, x => x.GroupNorm(3));
        float[] alone = grouped.Run(Tensor.From<float>([1, 5, 4, 6], batch.Span<float>()[..120])).ToArray<float>();
        Assert.Equal(alone, grouped.Run(batch).Span<float>()[..120].ToArray());
        Assert.Contains("4 groups", Assert.Throws<ShapeException>(() => Graph.Create(s_image, x => x.GroupNorm(4))).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Ledger", "S054")]
    public void Scale_and_shift_can_restore_the_identity()
    {
        Tensor x = SampleTensors.ToFloat64(SampleTensors.Uniform([64, 3]));
        Tensor moments = new BatchMoments().Apply(x);
        Tensor gamma = (moments.Slice(0, 1, 1).Reshape([3]) + Tensor.Scalar(1e-5)).Sqrt();
        Tensor beta = moments.Slice(0, 0, 1).Reshape([3]);
        SampleTensors.AssertNear(x.ToArray<double>(), new BatchNorm().Apply(x, gamma, beta, moments), 1e-6);
        SampleTensors.AssertNear(x.ToArray<double>(), (new Standardize([0]).Apply(x) * gamma) + beta, 1e-6);
    }

    [Fact]
    public void A_constant_group_becomes_zero()
    {
        Assert.All(new Standardize([1]).Apply(Tensor.Full([2, 7], 3f)).ToArray<float>(), value => Assert.Equal(0, value));
        Assert.Contains("ε above 0", Assert.Throws<ShapeException>(() => new Standardize([1], 0).Apply(Tensor.Zeros([2, 2]))).Message, StringComparison.Ordinal);
    }

    private static void AssertStandard(float[] values)
    {
        double mean = values.Average();
        Assert.Equal(0, mean, 1e-5);
        Assert.Equal(1, values.Average(value => (value - mean) * (value - mean)), 1e-3);
    }
}

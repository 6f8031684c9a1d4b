using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Model;

public sealed class InitializerTests
{
    private static float[] WeightsOf(ulong seed) => Values(Mlps.Mlp([784], [128], 10).WithSeed(seed));

    [Fact]
    [Trait("Ledger", "S030")]
    public void The_same_seed_gives_the_same_bits_on_every_platform()
    {
        Assert.Equal(WeightsOf(1), WeightsOf(1));
        Assert.NotEqual(WeightsOf(1), WeightsOf(2));
        byte[] hash = SHA256.HashData(MemoryMarshal.AsBytes(WeightsOf(1).AsSpan()));
        Assert.Equal("97f70113d7bf4928f7fbe719153ffdcf", Convert.ToHexStringLower(hash.AsSpan(0, 16)));
    }

    [Fact]
    [Trait("Ledger", "S030")]
    public void He_values_for_784_inputs_have_a_deviation_of_5_percent()
    {
        float[] weights = WeightsOf(1);
        Assert.Equal(784 * 128, weights.Length);
        Assert.Equal(0, weights.Average(), 0.001);
        Assert.InRange(Math.Sqrt(weights.Average(w => (double)w * w)), 0.0505 * 0.99, 0.0505 * 1.01);
    }

    [Fact]
    public void Glorot_values_fill_their_interval()
    {
        float[] values = new float[10_000];
        new GlorotUniform(100, 50).Fill(values, new RandomStream(1, "w"));
        Assert.InRange(values.Max(), 0.198f, 0.2f);
        Assert.InRange(values.Min(), -0.2f, -0.198f);
    }

    [Fact]
    public void Moments_begin_with_mean_0_and_variance_1()
    {
        float[] values = new float[6];
        new UnitMoments().Fill(values, new RandomStream(1, "m"));
        Assert.Equal([0, 0, 0, 1, 1, 1], values);
    }

    [Fact]
    [Trait("Ledger", "S030")]
    public void Units_that_begin_alike_stay_alike()
    {
        Graph net = Mlps.Mlp([3], [4], 2, x => x.Sigmoid());
        net = net.With(net.Values.With(net.Parameters.Select(p => KeyValuePair.Create(p, Tensor.Zeros(p.Shape)))));
        Tensor batch = SampleTensors.Uniform([8, 3]);
        TrainingStep step = new(net, (y, t) => new SquaredError().Apply(y, t), batch, SampleTensors.Uniform([8, 2], 2));
        OptimizerState optimizer = new(new Sgd(0.5f));
        for (int i = 0; i < 20; i++)
        {
            step.Run();
            optimizer.Step(step.Gradients);
        }

        Tensor output = net.Values[net.Parameters[2]];
        Assert.NotEqual(0, net.Values[net.Parameters[3]].At<float>(0));
        for (int unit = 1; unit < 4; unit++)
        {
            Assert.Equal(output.At<float>(0, 0), output.At<float>(0, unit));
        }
    }

    private static float[] Values(Graph net) => net.Values[net.Parameters[0]].ToArray<float>();
}

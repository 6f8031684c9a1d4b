using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class SaturatingActivationTests
{
    [Fact]
    [Trait("Ledger", "S034")]
    public void Tanh_is_centered_and_its_slope_vanishes_far_out()
    {
        Tensor x = SampleTensors.Leaf64([4], 0, 1, -1, 10);
        Tensor y = x.Tanh();
        SampleTensors.AssertNear([0, 0.7615941560, -0.7615941560, 1], y, 1e-8);
        y.Sum().Backward();
        double[] slopes = x.Grad!.ToArray<double>();
        Assert.Equal(1, slopes[0], 1e-12);
        Assert.Equal(1 - (0.7615941560 * 0.7615941560), slopes[1], 1e-9);
        Assert.InRange(slopes[3], 0, 1e-8);
    }

    [Fact]
    public void The_fast_tanh_is_right_to_seven_digits_everywhere()
    {
        float[] x = [.. Enumerable.Range(-4000, 8001).Select(i => i * 0.0025f), 1e-20f, -1e-6f, 0.3f, -0.29999f, 100, -1000];
        float[] y = Tensor.From<float>([x.Length], x).Tanh().ToArray<float>();
        for (int i = 0; i < x.Length; i++)
        {
            double exact = Math.Tanh(x[i]);
            Assert.InRange(Math.Abs(y[i] - exact), 0, 3e-7 * Math.Abs(exact));
        }
    }

    [Fact]
    [Trait("Ledger", "S036")]
    public void Leaky_relu_never_has_a_zero_slope()
    {
        Tensor x = SampleTensors.Leaf([4], -1, -0.5f, 0, 2);
        Tensor y = new LeakyRelu().Apply(x);
        Assert.Equal([-0.01f, -0.005f, 0, 2], y.ToArray<float>());
        y.Sum().Backward();
        Assert.Equal([0.01f, 0.01f, 1, 1], x.Grad!.ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S037")]
    public void Elu_is_smooth_at_zero()
    {
        Tensor x = SampleTensors.Leaf64([4], -1, -1e-9, 0, 2);
        Tensor y = new Elu().Apply(x);
        SampleTensors.AssertNear([-0.6321205588, -1e-9, 0, 2], y, 1e-10);
        y.Sum().Backward();
        SampleTensors.AssertNear([0.3678794412, 1, 1, 1], x.Grad!, 1e-8);
        Assert.Equal(-2 * 0.6321205588, new Elu(2).Apply(x).At<double>(0), 1e-9);
    }

    [Fact]
    [Trait("Ledger", "S064")]
    public void A_bounded_relu_passes_gradients_between_its_bounds_only()
    {
        foreach (Op op in new Op[] { new Clip(0, 1), new BoundedRelu(1) })
        {
            Tensor x = SampleTensors.Leaf([5], -0.2f, 0.3f, 7, 0, 1);
            Tensor y = op.Apply(x);
            Assert.Equal([0, 0.3f, 1, 0, 1], y.ToArray<float>());
            y.Sum().Backward();
            Assert.Equal([0, 1, 0, 0, 0], x.Grad!.ToArray<float>());
        }

        Tensor six = Tensor.From([3], -1f, 5f, 8f);
        Assert.Equal(new Relu6().Apply(six).ToArray<float>(), new BoundedRelu(6).Apply(six).ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S065")]
    public void The_sign_of_zero_is_one_and_its_surrogate_passes_within_one()
    {
        Tensor x = Tensor.From([5], 0f, -0f, -2f, 3f, float.NaN);
        Assert.Equal([1, 1, -1, 1, float.NaN], new Sign().Apply(x).ToArray<float>());

        Tensor leaf = SampleTensors.Leaf([5], -1.5f, -1, 0.5f, 1, 1.5f);
        new Sign { StraightThrough = true }.Apply(leaf).Sum().Backward();
        Assert.Equal([0, 1, 1, 1, 0], leaf.Grad!.ToArray<float>());

        NotDifferentiableException fault = Assert.Throws<NotDifferentiableException>(() => new Sign().Apply(leaf).Sum().Backward());
        Assert.StartsWith("Sign has no gradient", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hard_swish_is_zero_below_minus_3_and_the_identity_above_3()
    {
        Tensor x = SampleTensors.Leaf64([5], -4, -3, 0, 1, 4);
        Tensor y = new HardSwish().Apply(x);
        SampleTensors.AssertNear([0, 0, 0, 4.0 / 6, 4], y, 1e-15);
        y.Sum().Backward();
        SampleTensors.AssertNear([0, 0, 0.5, 5.0 / 6, 1], x.Grad!, 1e-15);
    }

    [Fact]
    public void Log_softmax_stays_finite_where_probabilities_vanish()
    {
        Tensor x = Tensor.From([3], 0f, 1000f, -1000f);
        Assert.Equal([-1000, 0, -2000], x.LogSoftmax().ToArray<float>());
        SampleTensors.AssertNear([-2.4076059644, -1.4076059644, -0.4076059644], Tensor.From([3], 1.0, 2.0, 3.0).LogSoftmax(), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Unary))]
    public void A_nan_stays_a_nan(Op op)
    {
        ArgumentNullException.ThrowIfNull(op);
        Assert.True(float.IsNaN(op.Apply(Tensor.From([2], float.NaN, 1f)).ToArray<float>()[0]));
        Assert.True(double.IsNaN(op.Apply(Tensor.From([2], double.NaN, 1.0)).ToArray<double>()[0]));
    }

    public static TheoryData<Op> Unary { get; } =
    [
        new Scale(2), new Exp(), new Log(), new Sqrt(), new Power(2), new Sign(), new Clip(0, 1), new Relu(), new Relu6(), new BoundedRelu(1), new LeakyRelu(),
        new Elu(), new Sigmoid(), new Tanh(), new HardSwish(), new Softmax(), new LogSoftmax(), new Sum(), new Mean(), new Max(), new Standardize([0]),
    ];

    [Fact]
    public void Edges_of_the_elementary_functions_follow_ieee_754()
    {
        Assert.Equal([float.NegativeInfinity, float.NaN, float.PositiveInfinity], Tensor.From([3], 0f, -1f, float.PositiveInfinity).Log().ToArray<float>());
        Assert.Equal([0, float.NaN], Tensor.From([2], 0f, -1f).Sqrt().ToArray<float>());
        Assert.Equal([float.PositiveInfinity, float.NegativeInfinity, float.NaN], (Tensor.From([3], 1f, -1f, 0f) / Tensor.Scalar(0f)).ToArray<float>());
        Assert.Equal([1, 1], Tensor.From([2], float.NaN, 0f).Power(0).ToArray<float>());
        Assert.Equal([-1, 1], Tensor.From([2], float.NegativeInfinity, float.PositiveInfinity).Tanh().ToArray<float>());
    }
}

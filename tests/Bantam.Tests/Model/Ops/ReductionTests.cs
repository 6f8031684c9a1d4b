using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class ReductionTests
{
    private static readonly Tensor s_numbers = Tensor.From<float>([2, 3], 1, 5, 5, 4, 2, 0);

    [Fact]
    public void Axes_are_reduced_and_dropped_or_kept()
    {
        Assert.Equal([5, 7, 5], s_numbers.Sum([0]).ToArray<float>());
        Assert.Equal([11f / 3, 2], s_numbers.Mean([-1]).ToArray<float>());
        Assert.Equal([5, 4], s_numbers.Max([1]).ToArray<float>());
        Assert.Equal(new Shape(2, 1), s_numbers.Max([1], keepAxes: true).Shape);
        Assert.Equal(17, s_numbers.Sum().Item<float>());
        Assert.Equal(5, s_numbers.Max().Item<float>());
        Assert.Equal([1, 0], s_numbers.ArgMax().ToArray<float>());
        Assert.Equal([1, 0, 0], s_numbers.ArgMax(0).ToArray<float>());
    }

    [Fact]
    public void Of_equal_maxima_the_first_gets_the_gradient()
    {
        Tensor x = SampleTensors.Leaf([2, 3], 1, 5, 5, 4, 2, 0);
        x.Max([1]).Backward(Tensor.From([2], 10f, 20f));
        Assert.Equal([0, 10, 0, 20, 0, 0], x.Grad!.ToArray<float>());
    }

    [Fact]
    public void A_sum_of_many_small_numbers_loses_none()
    {
        Tensor tenths = Tensor.Full([1_000_000], 0.1f);
        Assert.Equal(1_000_000 * (double)0.1f, tenths.Sum().Item<float>(), 0.01);
        Assert.Equal(0.1f, tenths.Mean().Item<float>());
    }

    [Fact]
    public void Nothing_has_a_sum_but_no_mean_and_no_maximum()
    {
        Tensor nothing = Tensor.Zeros([2, 0]);
        Assert.Equal([0, 0], nothing.Sum([1]).ToArray<float>());
        Assert.Contains("[1]", Assert.Throws<ShapeException>(() => nothing.Mean([1])).Message, StringComparison.Ordinal);
        Assert.Contains("Float32[2, 0]", Assert.Throws<ShapeException>(() => nothing.Max()).Message, StringComparison.Ordinal);
        Assert.Contains("ArgMax", Assert.Throws<ShapeException>(() => nothing.ArgMax()).Message, StringComparison.Ordinal);
        Assert.Empty(Tensor.Zeros([0, 3]).Max([1]).ToArray<float>());
    }

    [Fact]
    public void A_nan_is_the_largest()
    {
        Tensor x = Tensor.From([1, 4], 1f, float.NaN, 7f, float.NaN);
        Assert.True(float.IsNaN(x.Max().Item<float>()));
        Assert.Equal([1], x.ArgMax().ToArray<float>());
    }

    [Fact]
    public void An_axis_that_is_not_there_or_named_twice_is_refused()
    {
        Assert.Equal(
            "Sum got axis 2, but Float32[2, 3] has 2 axes: they count from 0, or from -1 (the last) backward.",
            Assert.Throws<ShapeException>(() => s_numbers.Sum([2])).Message);
        Assert.Contains("twice", Assert.Throws<ShapeException>(() => s_numbers.Mean([1, -1])).Message, StringComparison.Ordinal);
        Assert.Contains("at most 8 axes", Assert.Throws<ShapeException>(() => Tensor.Zeros([1, 1, 1, 1, 1, 1, 1, 1, 1]).Max()).Message, StringComparison.Ordinal);
    }
}

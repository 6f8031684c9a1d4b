using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Model;

public sealed class FakeQuantizeTests
{
    private static readonly QuantizationParameters Range = QuantizationParameters.AsymmetricFromRange(-1, 3);

    [Fact]
    [Trait("Ledger", "S258")]
    public void Numbers_become_their_levels_and_saturate_outside_of_the_range()
    {
        Tensor y = Of(Range).Apply(Tensor.From<float>([5], 1, 0, 5, -2, 0.1f));
        float[] levels = y.ToArray<float>();
        Assert.Equal(1.0039216f, levels[0], 6);
        Assert.Equal(0, levels[1]);
        Assert.Equal(2.9960785f, levels[2], 6);
        Assert.Equal(-1.0039216f, levels[3], 6);
        Assert.InRange(levels[4] - 0.1f, -Range.Scale / 2, Range.Scale / 2);
    }

    [Fact]
    [Trait("Ledger", "S258")]
    public void Errors_inside_of_the_range_are_at_most_half_a_step_and_levels_stay() =>
        Gen.Float[-1, 2.99f].Array[1, 50].Sample(values =>
        {
            Tensor once = Of(Range).Apply(Tensor.From<float>([values.Length], values));
            Assert.All(once.ToArray<float>().Zip(values), pair => Assert.InRange(pair.First - pair.Second, -Range.Scale * 0.5001f, Range.Scale * 0.5001f));
            Assert.Equal(once.ToArray<float>(), Of(Range).Apply(once).ToArray<float>());
        });

    [Fact]
    public void Each_channel_has_its_own_scale_along_any_axis()
    {
        float[] values = [1, 2, 3, 4, 5, 6];
        Tensor rows = Of(QuantizationParameters.PerChannelSymmetric([1, 4], 0)).Apply(Tensor.From<float>([2, 3], values));
        Assert.Equal([1, 2, 3, 4, 4, 8], rows.ToArray<float>());
        Tensor columns = Of(QuantizationParameters.PerChannelSymmetric([1, 4, 10], 1)).Apply(Tensor.From<float>([2, 3], values));
        Assert.Equal([1, 4, 0, 4, 4, 10], columns.ToArray<float>());
    }

    [Fact]
    public void Gradients_pass_where_nothing_is_clipped()
    {
        Tensor x = Tensor.From<float>([4], -5, 0.3f, 2.9f, 7);
        x.RequiresGrad = true;
        Of(Range).Apply(x).Backward(Tensor.From<float>([4], 1, 2, 3, 4));
        Assert.Equal([0, 2, 3, 0], x.Grad!.ToArray<float>());
    }

    [Fact]
    public void Scales_must_fit_the_axis()
    {
        FakeQuantize op = Of(QuantizationParameters.PerChannelSymmetric([1, 2], 0));
        Assert.Throws<ShapeException>(() => op.Apply(Tensor.Zeros([3, 2])));
        Assert.Throws<ShapeException>(() => Of(QuantizationParameters.PerChannelSymmetric([1, 2], 2)).Apply(Tensor.Zeros([2, 2])));
    }

    [Fact]
    public void What_is_not_a_number_becomes_zero() =>
        Assert.Equal(0, Of(Range).Apply(Tensor.From<float>([1], float.NaN)).ToArray<float>()[0]);

    private static FakeQuantize Of(QuantizationParameters parameters) => new(new AffineQuantizer(parameters));
}

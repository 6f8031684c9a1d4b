using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class LossScalerTests
{
    [Fact]
    public void A_dynamic_factor_grows_after_an_interval_and_falls_at_an_overflow()
    {
        LossScaler scaler = new(new LossScaling { Factor = 1024, GrowthInterval = 3 });
        ParameterGradient[] gradients = Gradients(2048);
        scaler.Unscale(gradients);
        Assert.Equal(2f, gradients[0].Gradient.Span<float>()[0]);
        scaler.Unscale(Gradients(1));
        Assert.Equal(1024, scaler.Factor);
        scaler.Unscale(Gradients(1));
        Assert.Equal(new LossScalerState(2048, 0, 0), scaler.State);
        scaler.Unscale(Gradients(1));
        Assert.True(scaler.TryBackOff());
        Assert.Equal(new LossScalerState(1024, 0, 1), scaler.State);
    }

    [Fact]
    public void A_dynamic_factor_has_a_floor_and_a_ceiling()
    {
        LossScaler falling = new(LossScaling.Dynamic);
        int falls = 0;
        while (falling.TryBackOff())
        {
            falls++;
        }

        Assert.Equal(16 + 30, falls);
        LossScaler rising = new(new LossScaling { GrowthInterval = 1 });
        for (int i = 0; i < 100; i++)
        {
            rising.Unscale([]);
        }

        Assert.Equal(1 << 30, rising.Factor);
    }

    [Fact]
    public void A_static_factor_never_changes()
    {
        LossScaler scaler = new(LossScaling.Static(8));
        for (int i = 0; i < 10_000; i++)
        {
            scaler.Unscale([]);
        }

        Assert.False(scaler.TryBackOff());
        Assert.Equal(8, scaler.Factor);
    }

    [Fact]
    public void Long_gradients_are_shortened_and_short_ones_stay()
    {
        ParameterGradient[] gradients = [.. Gradients(3), .. Gradients(4)];
        Assert.Equal(5, GradientArithmetic.Norm(gradients));
        GradientArithmetic.Clip(gradients, 10);
        Assert.Equal(3, gradients[0].Gradient.Span<float>()[0]);
        GradientArithmetic.Clip(gradients, 1);
        Assert.Equal(0.6f, gradients[0].Gradient.Span<float>()[0], 1e-6f);
        Assert.Equal(0.8f, gradients[1].Gradient.Span<float>()[0], 1e-6f);
        Assert.True(GradientArithmetic.AreFinite(gradients));
        Assert.False(GradientArithmetic.AreFinite([.. gradients, .. Gradients(float.NaN)]));
    }

    private static ParameterGradient[] Gradients(float value) =>
        [new(new Parameter("w", [1], Initializer.Of(0)), Tensor.Zeros([1]), Tensor.From([1], value))];
}

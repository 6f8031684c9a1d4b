using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Model;

public sealed class FixedPointMultiplierTests
{
    private static readonly Gen<double> Reals = Gen.Select(Gen.Double[0.5, 1], Gen.Int[-31, 30], Math.ScaleB);

    [Theory]
    [InlineData(0.0, 0, 0)]
    [InlineData(0.5, 1 << 30, 0)]
    [InlineData(1.0, 1 << 30, 1)]
    [InlineData(0.75, 1610612736, 0)]
    [InlineData(3.0, 1610612736, 2)]
    [InlineData(1.0 / 3, 1431655765, -1)]
    public void Known_factors_have_known_integers(double real, int multiplier, int shift) =>
        Assert.Equal(new FixedPointMultiplier(multiplier, shift), FixedPointMultiplier.FromReal(real));

    [Fact]
    public void A_mantissa_that_rounds_up_to_one_moves_into_the_exponent() =>
        Assert.Equal(new FixedPointMultiplier(1 << 30, 1), FixedPointMultiplier.FromReal(Math.BitDecrement(1.0)));

    [Fact]
    public void A_tie_of_the_mantissa_rounds_away_from_zero()
    {
        double tie = ((1L << 30) + 0.5) / (1L << 31);
        Assert.Equal((1 << 30) + 1, FixedPointMultiplier.FromReal(tie).Multiplier);
        Assert.Equal(1 << 30, FixedPointMultiplier.FromReal(Math.BitDecrement(tie)).Multiplier);
    }

    [Fact]
    public void Factors_too_small_for_the_shift_become_zero()
    {
        Assert.Equal(new FixedPointMultiplier(1 << 30, -31), FixedPointMultiplier.FromReal(Math.ScaleB(1, -32)));
        Assert.Equal(new FixedPointMultiplier(1 << 30, -31), FixedPointMultiplier.FromReal(Math.BitDecrement(Math.ScaleB(1, -32))));
        Assert.Equal(default, FixedPointMultiplier.FromReal(Math.ScaleB(0.99, -32)));
        Assert.Equal(default, FixedPointMultiplier.FromReal(Math.ScaleB(1, -36)));
        Assert.Equal(default, FixedPointMultiplier.FromReal(double.Epsilon));
    }

    [Fact]
    public void Factors_beyond_the_range_are_refused()
    {
        Assert.Equal(new FixedPointMultiplier(int.MaxValue, 30), FixedPointMultiplier.FromReal(int.MaxValue / 2.0));
        foreach (double real in (double[])[1 << 30, Math.BitDecrement(1 << 30), -1, double.NaN, double.PositiveInfinity])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => FixedPointMultiplier.FromReal(real));
        }
    }

    [Fact]
    public void Integers_beyond_the_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointMultiplier(-1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointMultiplier(1, -32));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointMultiplier(1, 31));
    }

    [Fact]
    public void The_relative_error_is_at_most_two_to_the_minus_31() =>
        Reals.Where(real => real < int.MaxValue / 2.0).Sample(real => Math.Abs(FixedPointMultiplier.FromReal(real).ToReal() - real) <= Math.ScaleB(real, -31));

    [Fact]
    public void Every_normalized_factor_survives_the_round_trip() =>
        Gen.Select(Gen.Int[1 << 30, int.MaxValue], Gen.Int[-31, 30], (multiplier, shift) => new FixedPointMultiplier(multiplier, shift))
            .Sample(factor => FixedPointMultiplier.FromReal(factor.ToReal()) == factor);
}

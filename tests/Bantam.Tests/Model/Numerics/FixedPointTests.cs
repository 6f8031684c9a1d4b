using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Model;

public sealed class FixedPointTests
{
    private const double OneInQ31 = 1L << 31;

    [Fact]
    public void The_doubling_high_multiply_saturates_in_its_only_overflow()
    {
        Assert.Equal(int.MaxValue, FixedPoint.DoublingHighMultiply(int.MinValue, int.MinValue));
        Assert.Equal(int.MaxValue, FixedPoint.DoublingHighMultiply(-int.MaxValue, int.MinValue));
        Assert.Equal(int.MinValue + 1, FixedPoint.DoublingHighMultiply(int.MaxValue, int.MinValue));
    }

    [Theory]
    [InlineData(5, 1, 3)]
    [InlineData(-5, 1, -3)]
    [InlineData(4, 1, 2)]
    [InlineData(-3, 2, -1)]
    [InlineData(-1, 1, -1)]
    [InlineData(7, 0, 7)]
    [InlineData(int.MinValue, 31, -1)]
    [InlineData(int.MaxValue, 31, 1)]
    [InlineData(int.MaxValue, 33, 0)]
    public void Division_by_a_power_of_two_rounds_half_away_from_zero(int value, int exponent, int expected) =>
        Assert.Equal(expected, FixedPoint.DivideByPowerOfTwo(value, exponent));

    [Fact]
    public void The_exponential_is_right_to_six_digits() => // its series leaves out x⁵/120, at most 2.5e-7 for |x| ≤ ⅛
        Gen.OneOf(Gen.Int[int.MinValue, 0], Gen.Int[-(1 << 28), 0]).Sample(a =>
            Math.Abs((FixedPoint.ExpOfNonPositive(a) / OneInQ31) - Math.Exp(a / (double)(1 << 26))) < 3e-7);

    [Fact]
    public void The_exponential_of_zero_is_the_largest_number() => Assert.Equal(int.MaxValue, FixedPoint.ExpOfNonPositive(0));

    [Fact]
    public void The_reciprocal_is_right_to_eight_digits() =>
        Gen.Int[1, int.MaxValue].Sample(x =>
        {
            (int mantissa, int exponent) = FixedPoint.Reciprocal(x);
            double real = Math.ScaleB(mantissa, -31 - exponent);
            return Math.Abs((real * (x / (double)(1 << 19))) - 1) < 1e-8;
        });
}

using System.Numerics;
using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Model;

public sealed class RoundingProfileTests
{
    private static readonly Gen<FixedPointMultiplier> Factors =
        Gen.Select(Gen.Int[0, int.MaxValue], Gen.Int[-31, 30], (multiplier, shift) => new FixedPointMultiplier(multiplier, shift));

    private static readonly Gen<int> Accumulators = Gen.OneOf(Gen.Int, Gen.Int[-300, 300], Gen.Const(int.MinValue), Gen.Const(int.MaxValue));

    // A quarter rounds once in the shift; a half has no shift, so that double rounding sees only the half-up multiply.
    [Theory]
    [InlineData(RoundingProfile.Tflm, 0.25, new[] { -6, -2, 2, 6, 10 }, new[] { -2, -1, 1, 2, 3 })]
    [InlineData(RoundingProfile.Single, 0.25, new[] { -6, -2, 2, 6, 10 }, new[] { -1, 0, 1, 2, 3 })]
    [InlineData(RoundingProfile.OnnxHalfToEven, 0.25, new[] { -6, -2, 2, 6, 10 }, new[] { -2, 0, 0, 2, 2 })]
    [InlineData(RoundingProfile.Tflm, 0.5, new[] { -3, -1, 1, 3, 5 }, new[] { -1, 0, 1, 2, 3 })]
    [InlineData(RoundingProfile.Single, 0.5, new[] { -3, -1, 1, 3, 5 }, new[] { -1, 0, 1, 2, 3 })]
    [InlineData(RoundingProfile.OnnxHalfToEven, 0.5, new[] { -3, -1, 1, 3, 5 }, new[] { -2, 0, 0, 2, 2 })]
    public void Ties_round_by_the_rule_of_the_profile(RoundingProfile profile, double factor, int[] accumulators, int[] expected) =>
        Assert.Equal(expected, accumulators.Select(accumulator => profile.Requantize(accumulator, FixedPointMultiplier.FromReal(factor))));

    [Fact]
    public void Double_rounding_can_round_up_what_lies_below_a_half()
    {
        // 2 · 0.2 = 2 · 0.8 / 4: the multiply rounds 1.6 to 2, and 2/4 is a tie that rounds away from zero.
        FixedPointMultiplier factor = FixedPointMultiplier.FromReal(0.2);
        Assert.Equal(1, RoundingProfile.Tflm.Requantize(2, factor));
        Assert.Equal(0, RoundingProfile.Single.Requantize(2, factor));
    }

    [Theory]
    [InlineData(RoundingProfile.Tflm)]
    [InlineData(RoundingProfile.Single)]
    [InlineData(RoundingProfile.OnnxHalfToEven)]
    public void The_factors_zero_and_one_do_what_they_say(RoundingProfile profile) =>
        Accumulators.Sample(accumulator =>
            profile.Requantize(accumulator, default) == 0
            && profile.Requantize(accumulator, new FixedPointMultiplier(0, -31)) == 0
            && (accumulator is <= -(1 << 30) or >= 1 << 30 || profile.Requantize(accumulator, FixedPointMultiplier.FromReal(1)) == accumulator));

    [Theory]
    [InlineData(RoundingProfile.Tflm)]
    [InlineData(RoundingProfile.Single)]
    [InlineData(RoundingProfile.OnnxHalfToEven)]
    public void Results_beyond_32_bits_saturate(RoundingProfile profile)
    {
        FixedPointMultiplier large = new(int.MaxValue, 30);
        Assert.InRange(profile.Requantize(int.MaxValue, large), int.MaxValue - 1, int.MaxValue);
        Assert.InRange(profile.Requantize(int.MinValue, large), int.MinValue, int.MinValue + 1);
        Assert.InRange(profile.Requantize(5, large), int.MaxValue - 1, int.MaxValue);
    }

    [Theory]
    [InlineData(RoundingProfile.Tflm, 1)]
    [InlineData(RoundingProfile.Single, 0)]
    [InlineData(RoundingProfile.OnnxHalfToEven, 0)]
    public void The_largest_right_shift_is_defined(RoundingProfile profile, int expected)
    {
        FixedPointMultiplier smallest = FixedPointMultiplier.FromReal(Math.ScaleB(1, -32));
        Assert.Equal(expected, profile.Requantize(int.MaxValue, smallest));
        Assert.Equal(0, profile.Requantize(1 << 29, smallest));
    }

    [Fact]
    public void Single_rounding_is_the_exact_product_rounded_half_up() =>
        Gen.Select(Accumulators, Factors).Sample((accumulator, factor) =>
            RoundingProfile.Single.Requantize(accumulator, factor) == Saturate(FloorOfProduct(accumulator, factor, 1)));

    [Fact]
    public void The_onnx_rule_is_the_exact_product_rounded_half_to_even() =>
        Gen.Select(Accumulators, Factors).Sample((accumulator, factor) =>
        {
            // Rounding half up and half down differ exactly on ties; of the two the even one is right.
            BigInteger up = FloorOfProduct(accumulator, factor, 1);
            BigInteger down = -FloorOfProduct(-(BigInteger)accumulator, factor, 1);
            return RoundingProfile.OnnxHalfToEven.Requantize(accumulator, factor) == Saturate(up.IsEven ? up : down);
        });

    [Fact]
    public void Double_rounding_equals_the_published_formula_with_truncating_division() =>
        Gen.Select(Accumulators, Factors).Sample((accumulator, factor) =>
        {
            int left = Math.Max(factor.Shift, 0);
            int right = Math.Max(-factor.Shift, 0);
            BigInteger product = (BigInteger)Saturate((BigInteger)accumulator << left) * factor.Multiplier;
            int high = (int)((product + (product >= 0 ? 1 << 30 : 1 - (1 << 30))) / (1L << 31));
            BigInteger half = right == 0 ? 0 : BigInteger.One << (right - 1);
            BigInteger away = BigInteger.Divide(BigInteger.Abs(high) + half, BigInteger.One << right) * Math.Sign(high);
            return RoundingProfile.Tflm.Requantize(accumulator, factor) == away;
        });

    [Theory]
    [InlineData(RoundingProfile.Tflm)]
    [InlineData(RoundingProfile.Single)]
    [InlineData(RoundingProfile.OnnxHalfToEven)]
    public void Requantization_is_monotone_and_within_one_of_the_real_product(RoundingProfile profile) =>
        Gen.Select(Accumulators, Factors).Sample((accumulator, factor) =>
        {
            int result = profile.Requantize(accumulator, factor);
            double exact = Math.Clamp(accumulator * factor.ToReal(), int.MinValue, int.MaxValue);
            bool near = Math.Abs(result - exact) <= 1 + (factor.Shift > 0 ? Math.Abs(exact) * 1e-9 : 0);
            bool monotone = accumulator == int.MaxValue || profile.Requantize(accumulator + 1, factor) >= result;
            bool saturated = factor.Shift > 0 && Math.Abs((double)accumulator) * Math.ScaleB(1, factor.Shift) > int.MaxValue;
            return monotone && (near || saturated);
        });

    [Fact]
    public void Single_and_double_rounding_differ_in_about_six_of_a_thousand_codes()
    {
        RandomStream random = new(7, "rounding");
        const int trials = 1_000_000;
        int different = 0;
        for (int i = 0; i < trials; i++)
        {
            double real = Math.ScaleB(random.Uniform(0.5f, 1), -random.NextInt32(6) - 4);
            int accumulator = (int)(random.Uniform(-128, 128) / real);
            FixedPointMultiplier factor = FixedPointMultiplier.FromReal(real);
            int gap = RoundingProfile.Tflm.Requantize(accumulator, factor) - RoundingProfile.Single.Requantize(accumulator, factor);
            Assert.InRange(gap, -1, 1);
            different += gap == 0 ? 0 : 1;
        }

        Assert.InRange(different / (double)trials, 0.003, 0.012);
    }

    [Fact]
    public void Real_numbers_round_to_even_only_for_onnx()
    {
        Assert.Equal([-3.0, -1, 1, 3], new[] { -2.5, -0.5, 0.5, 2.5 }.Select(real => RoundingProfile.Tflm.Round(real)));
        Assert.Equal([-3.0, -1, 1, 3], new[] { -2.5, -0.5, 0.5, 2.5 }.Select(real => RoundingProfile.Single.Round(real)));
        Assert.Equal([-2.0, 0, 0, 2], new[] { -2.5, -0.5, 0.5, 2.5 }.Select(real => RoundingProfile.OnnxHalfToEven.Round(real)));
    }

    /// <summary><c>⌊accumulator · factor + numerator/2⌋</c> without rounding in between.</summary>
    private static BigInteger FloorOfProduct(BigInteger accumulator, FixedPointMultiplier factor, int halves)
    {
        int shift = 31 - factor.Shift;
        return ((accumulator * factor.Multiplier) + (halves * (BigInteger.One << (shift - 1)))) >> shift;
    }

    private static int Saturate(BigInteger value) => (int)BigInteger.Max(int.MinValue, BigInteger.Min(int.MaxValue, value));
}

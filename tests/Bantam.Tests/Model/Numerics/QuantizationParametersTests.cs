using System.Collections.Immutable;
using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Model;

public sealed class QuantizationParametersTests
{
    private static readonly Gen<float> Reals = Gen.Select(Gen.Double[-1, 1], Gen.Int[-20, 20], (mantissa, exponent) => (float)Math.ScaleB(mantissa, exponent));

    [Fact]
    [Trait("Ledger", "S258")]
    public void The_affine_map_reproduces_the_worked_example()
    {
        QuantizationParameters p = QuantizationParameters.AsymmetricFromRange(-1, 3);
        Assert.Equal(0.0156862745f, p.Scale, 1e-8f);
        Assert.Equal(-64, p.ZeroPoint);
        Assert.Equal(0, p.Quantize(1));
        Assert.Equal(1.0039216f, p.Dequantize(p.Quantize(1)), 1e-6f);
        Assert.Equal(127, p.Quantize(5));
        Assert.Equal(2.9961f, p.Dequantize(127), 1e-4f);
        Assert.Equal(2.0039f, 5 - p.Clip(5), 1e-4f);
        Assert.Equal(0f, p.Dequantize(p.Quantize(0)));
    }

    [Fact]
    [Trait("Ledger", "S258")]
    public void Inside_the_range_the_error_is_at_most_half_a_step_for_signed_and_unsigned_codes_of_any_width() =>
        Gen.Select(Reals, Reals, Gen.Double[0, 1], Gen.Int[2, 8], Gen.Bool).Sample((a, b, at, bits, signed) =>
        {
            int qMin = signed ? -(1 << (bits - 1)) : 0;
            QuantizationParameters p = QuantizationParameters.AsymmetricFromRange(Math.Min(a, b), Math.Max(a, b), qMin, qMin + (1 << bits) - 1);
            float real = (float)(a + (at * (b - a)));
            float inside = p.Clip(real);
            int code = p.Quantize(real);
            bool inRange = code >= p.QMin && code <= p.QMax;
            return inRange
                && Math.Abs(p.Dequantize(code) - inside) <= p.Scale * 0.50001
                && p.Dequantize(p.Quantize(0)) == 0;
        });

    [Theory]
    [InlineData(RoundingProfile.Tflm, new[] { -3, -2, -1, 1, 2, 3 })]
    [InlineData(RoundingProfile.Single, new[] { -3, -2, -1, 1, 2, 3 })]
    [InlineData(RoundingProfile.OnnxHalfToEven, new[] { -2, -2, 0, 0, 2, 2 })]
    public void Ties_of_real_numbers_round_by_the_profile(RoundingProfile profile, int[] expected)
    {
        QuantizationParameters p = QuantizationParameters.PerTensor(2, 10);
        Assert.Equal(expected, new float[] { -5, -3, -1, 1, 3, 5 }.Select(real => p.Quantize(real, 0, profile) - 10));
    }

    [Theory]
    [InlineData(-127, 127, 0.0080031f)]
    [InlineData(-128, 127, 0.0079718f)]
    [InlineData(-7, 7, 0.1452f)]
    [Trait("Ledger", "S260")]
    public void Symmetric_scales_match_the_examples(int qMin, int qMax, float scale)
    {
        QuantizationParameters p = QuantizationParameters.SymmetricFromAbsMax(1.0164f, qMin, qMax);
        Assert.Equal(scale, p.Scale, scale * 1e-4f);
        Assert.Equal(0, p.ZeroPoint);
        Assert.Equal(qMax, p.Quantize(1.0164f));
        Assert.Equal(qMin, p.Quantize(-1.0164f));
    }

    [Theory]
    [InlineData(0f, 6f, 0, 255, 0.0235294f, 0)]
    [InlineData(0f, 3.28185f, -128, 127, 0.01287f, -128)]
    [InlineData(0f, 0f, -128, 127, 1f, -128)]
    [InlineData(5f, 5f, -128, 127, 5f / 255, -128)]
    [InlineData(-5f, -5f, -128, 127, 5f / 255, 127)]
    [Trait("Ledger", "S261")]
    public void Asymmetric_parameters_match_the_examples(float min, float max, int qMin, int qMax, float scale, int zeroPoint)
    {
        QuantizationParameters p = QuantizationParameters.AsymmetricFromRange(min, max, qMin, qMax);
        Assert.Equal(scale, p.Scale, scale * 1e-4f);
        Assert.Equal(zeroPoint, p.ZeroPoint);
        Assert.Equal(0f, p.Dequantize(p.Quantize(0)));
    }

    [Fact]
    public void Extreme_ranges_keep_a_finite_positive_scale()
    {
        Assert.True(float.IsFinite(QuantizationParameters.AsymmetricFromRange(-float.MaxValue, float.MaxValue).Scale));
        Assert.True(QuantizationParameters.AsymmetricFromRange(0, float.Epsilon).Scale > 0);
        Assert.Equal(1, QuantizationParameters.SymmetricFromAbsMax(0).Scale);
    }

    [Fact]
    public void Numbers_beyond_the_range_saturate_and_NaN_becomes_zero()
    {
        QuantizationParameters p = QuantizationParameters.PerTensor(0.5f, 3);
        Assert.Equal(127, p.Quantize(float.PositiveInfinity));
        Assert.Equal(-128, p.Quantize(float.NegativeInfinity));
        Assert.Equal(127, p.Quantize(float.MaxValue));
        Assert.Equal(3, p.Quantize(float.NaN));
    }

    [Fact]
    public void Every_code_survives_the_round_trip()
    {
        foreach (QuantizationParameters p in (QuantizationParameters[])[QuantizationParameters.PerTensor(0.0123f, -7), QuantizationParameters.AsymmetricFromRange(-1e-30f, 3e-30f)])
        {
            Assert.All(Enumerable.Range(-128, 256), code => Assert.Equal(code, p.Quantize(p.Dequantize(code))));
        }
    }

    [Fact]
    public void Channels_have_their_own_scales_so_that_small_ones_lose_a_hundred_times_less()
    {
        QuantizationParameters perTensor = QuantizationParameters.SymmetricFromAbsMax(10);
        QuantizationParameters perChannel = QuantizationParameters.PerChannelSymmetric([0.1f / 127, 10f / 127], 0);
        float[] small = [.. Enumerable.Range(-100, 201).Select(i => i * 0.001f)];
        float shared = small.Max(x => Math.Abs(x - perTensor.Dequantize(perTensor.Quantize(x))));
        float own = small.Max(x => Math.Abs(x - perChannel.Dequantize(perChannel.Quantize(x, 0), 0)));
        Assert.InRange(shared / own, 90, 110);
        Assert.Equal((-127, 127), (perChannel.QMin, perChannel.QMax));
        Assert.True(perChannel.IsSymmetric);
    }

    [Fact]
    public void The_scale_of_a_bias_is_the_single_precision_product()
    {
        QuantizationParameters input = QuantizationParameters.PerTensor(0.1f, 5);
        QuantizationParameters bias = QuantizationParameters.ForBias(input, QuantizationParameters.PerChannelSymmetric([0.3f, 0.7f], 3));
        Assert.Equal<float>([0.1f * 0.3f, 0.1f * 0.7f], bias.Scales);
        Assert.Equal(0, bias.Axis);
        Assert.False(bias.FitsInt8);
        Assert.Equal(int.MaxValue, bias.Quantize(1e30f));
        Assert.Null(QuantizationParameters.ForBias(input, QuantizationParameters.SymmetricFromAbsMax(1)).Axis);
    }

    [Fact]
    public void Parameters_are_compared_by_value()
    {
        QuantizationParameters a = QuantizationParameters.PerChannelSymmetric([1f, 2f], 0);
        QuantizationParameters b = QuantizationParameters.PerChannelSymmetric([1f, 2f], 0);
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.NotEqual(a, QuantizationParameters.PerChannelSymmetric([1f, 3f], 0));
        Assert.NotEqual(a, QuantizationParameters.PerChannelSymmetric([1f, 2f], 3));
        Assert.NotEqual(QuantizationParameters.PerTensor(1, 0), QuantizationParameters.PerTensor(1, 1));
        Assert.NotEqual(QuantizationParameters.PerTensor(1, 0), QuantizationParameters.SymmetricFromAbsMax(127));
        Assert.Equal("scale 0.5, zero point -3, codes [-128, 127]", QuantizationParameters.PerTensor(0.5f, -3).ToString());
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Scales_that_are_not_finite_and_positive_are_refused(float scale) =>
        Assert.Contains("finite and positive", Assert.Throws<ArgumentException>(() => QuantizationParameters.PerTensor(scale, 0)).Message, StringComparison.Ordinal);

    [Fact]
    public void Inconsistent_numbers_are_refused()
    {
        ImmutableArray<float> two = [1f, 1f];
        Assert.Throws<ArgumentException>(() => QuantizationParameters.PerTensor(1, 128));
        Assert.Throws<ArgumentException>(() => new QuantizationParameters(two, [0, 0]));
        Assert.Throws<ArgumentException>(() => new QuantizationParameters(two, [0], 0));
        Assert.Throws<ArgumentException>(() => new QuantizationParameters(two, [0, 0], -1));
        Assert.Throws<ArgumentException>(() => new QuantizationParameters([1f], [0], null, 5, 5));
        Assert.Throws<ArgumentException>(() => new QuantizationParameters([], [], 0));
        Assert.Throws<ArgumentException>(() => new QuantizationParameters(default, default));
        Assert.Throws<ArgumentException>(() => QuantizationParameters.PerChannelSymmetric(default, 0));
        Assert.Throws<ArgumentException>(() => QuantizationParameters.AsymmetricFromRange(2, 1));
        Assert.Throws<ArgumentException>(() => QuantizationParameters.AsymmetricFromRange(float.NaN, 1));
        Assert.Throws<ArgumentException>(() => QuantizationParameters.SymmetricFromAbsMax(-1));
    }
}

using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Model;

/// <summary>Tables and interpolated functions of codes against the real functions, over all codes and many scales.</summary>
public sealed class FunctionInt8Tests
{
    private static readonly float[] s_scales = [1e-4f, 1f / 4096, 0.003f, 1f / 32, 0.0777f, 0.25f, 1, 20];

    [Fact]
    public void The_logistic_table_is_within_a_code_everywhere() => Assert.All(s_scales, scale =>
    {
        QuantizationParameters input = new([scale], [-7]);
        AssertWithin(LogisticInt8.Logistic(input), input, LogisticInt8.LogisticOutput, x => 1 / (1 + Math.Exp(-x)), 1);
    });

    [Fact]
    public void The_tanh_table_is_within_a_code_everywhere() => Assert.All(s_scales, scale =>
    {
        QuantizationParameters input = new([scale], [11]);
        AssertWithin(LogisticInt8.Tanh(input), input, LogisticInt8.TanhOutput, Math.Tanh, 1);
    });

    [Fact]
    public void The_hard_swish_table_is_within_two_codes_everywhere() => Assert.All(new[] { 0.003f, 1f / 32, 0.0777f }, scale =>
    {
        QuantizationParameters input = new([scale], [-7]);
        QuantizationParameters output = new([scale], [-90]);
        AssertWithin(HardSwishInt8.Table(input, output), input, output, x => x * Math.Clamp(x + 3, 0, 6) / 6, 2);
    });

    /// <summary>Both tables are read with linear interpolation, 2⁻¹² of the range apart at most.</summary>
    [Fact]
    public void Functions_of_16_bit_codes_are_within_eight_codes_everywhere()
    {
        foreach (float scale in new[] { 1f / 4096, 1f / 2048, 2.5e-4f, 1e-4f })
        {
            for (int code = short.MinValue; code <= short.MaxValue; code += 7)
            {
                double x = code * (double)scale;
                short logistic = LogisticInt16.Logistic(LogisticInt16Parameters.Prepare(scale, isTanh: false), (short)code);
                short tanh = LogisticInt16.Tanh(LogisticInt16Parameters.Prepare(scale, isTanh: true), (short)code);
                Assert.InRange(logistic - (32768 / (1 + Math.Exp(-x))), -8, 8);
                Assert.InRange(tanh - (32768 * Math.Tanh(x)), -16, 16);
            }
        }
    }

    [Fact]
    public void Probabilities_of_16_bit_scores_are_within_2_to_the_minus_9() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 60], Gen.Double[1e-5, 1e-3]).Sample((seed, columns, scale) =>
        {
            RandomStream random = new(seed, "scores");
            short[] scores = [.. Enumerable.Range(0, columns).Select(_ => (short)(random.NextInt32(65536) - 32768))];
            short[] probabilities = new short[columns];
            SoftmaxInt16.Run(SoftmaxInt16Parameters.Prepare(scale), columns, scores, probabilities);
            double[] exponentials = [.. scores.Select(score => Math.Exp((score - scores.Max()) * scale))];
            for (int i = 0; i < columns; i++)
            {
                Assert.InRange((probabilities[i] / 32768.0) - (exponentials[i] / exponentials.Sum()), -1 / 512.0, 1 / 512.0);
            }
        }, iter: 200);

    [Fact]
    public void Probabilities_of_8_bit_scores_in_16_bits_are_finer_than_those_in_8()
    {
        sbyte[] scores = [-44, 37, -39, 46, 20, 56, 17, -69];
        SoftmaxInt8Parameters parameters = SoftmaxInt8Parameters.Prepare(0.03);
        short[] wide = new short[scores.Length];
        sbyte[] narrow = new sbyte[scores.Length];
        SoftmaxInt8.Run(parameters, scores.Length, scores, wide);
        SoftmaxInt8.Run(new SoftmaxInt8Arguments { Columns = scores.Length, Parameters = parameters, Input = scores, Output = narrow });
        double[] exponentials = [.. scores.Select(score => Math.Exp(score * 0.03))];
        for (int i = 0; i < scores.Length; i++)
        {
            double exact = exponentials[i] / exponentials.Sum();
            Assert.InRange(((wide[i] + 32768) / 65536.0) - exact, -2e-5, 2e-5);
            Assert.InRange(((narrow[i] + 128) / 256.0) - exact, -1 / 256.0, 1 / 256.0);
        }
    }

    /// <summary>A negative factor turns the order of negative inputs around.</summary>
    [Fact]
    public void A_leaky_relu_takes_negative_slopes()
    {
        QuantizationParameters codes = new([0.1f], [0]);
        sbyte[] output = new sbyte[4];
        LeakyReluInt8.Run<sbyte>(LeakyReluInt8Parameters.Prepare(codes, codes, -0.5, RoundingProfile.Tflm), [-100, -2, 0, 100], output);
        Assert.Equal<sbyte>([50, 1, 0, 100], output);
    }

    [Fact]
    public void Wide_accumulators_round_the_product_with_a_multiplier_of_15_bits() =>
        Gen.Select(Gen.Long[-(1L << 46), 1L << 46], Gen.Int[1 << 30, int.MaxValue], Gen.Int[-31, 14]).Sample((value, multiplier, shift) =>
        {
            FixedPointMultiplier factor = new(multiplier, shift);
            double reduced = Math.Min((multiplier + 32768) >> 16, 0x7FFF) * Math.ScaleB(1, shift - 15);
            double exact = Math.Clamp(value * reduced, int.MinValue, int.MaxValue);
            Assert.InRange(RoundingProfile.Tflm.Requantize(value, factor) - exact, -0.5001 - (Math.Abs(exact) * 1e-9), 0.5001 + (Math.Abs(exact) * 1e-9));
            double true31 = Math.Clamp(value * factor.ToReal(), int.MinValue, int.MaxValue);
            Assert.InRange(RoundingProfile.OnnxHalfToEven.Requantize(value, factor) - true31, -0.5001 - (Math.Abs(true31) * 1e-9), 0.5001 + (Math.Abs(true31) * 1e-9));
        });

    private static void AssertWithin(TableInt8 table, QuantizationParameters input, QuantizationParameters output, Func<double, double> function, double codes)
    {
        for (int code = sbyte.MinValue; code <= sbyte.MaxValue; code++)
        {
            double exact = Math.Clamp((function(input.Dequantize(code)) / output.Scale) + output.ZeroPoint, output.QMin, output.QMax);
            Assert.InRange(table.Values[code + 128] - exact, -codes - 1e-6, codes + 1e-6);
        }
    }
}

using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Model;

public sealed class PoolingInt8Tests
{
    private static readonly PoolInt8Range All = new(-128, 127);

    [Fact]
    public void Every_average_of_two_codes_rounds_half_away_from_zero()
    {
        sbyte[] y = new sbyte[1];
        for (int a = -128; a <= 127; a++)
        {
            for (int b = -128; b <= 127; b++)
            {
                PoolInt8.Average(new PoolArguments<sbyte> { Geometry = Row(2, 2, 1), Range = All, Input = [(sbyte)a, (sbyte)b], Output = y });
                Assert.Equal(Math.Round((a + b) / 2.0, MidpointRounding.AwayFromZero), y[0]);
            }
        }
    }

    [Fact]
    public void Averages_divide_by_the_positions_inside_the_image_only()
    {
        sbyte[] y = new sbyte[3];
        PoolInt8.Average(new PoolArguments<sbyte> { Geometry = Row(3, 3, 3) with { PadLeft = 1 }, Range = All, Input = [10, 20, 40], Output = y });
        Assert.Equal<sbyte>([15, 23, 30], y);
    }

    [Fact]
    public void Maxima_ignore_positions_outside_the_image_and_clamp()
    {
        sbyte[] y = new sbyte[3];
        WindowGeometry g = Row(3, 3, 3) with { PadLeft = 1 };
        PoolInt8.Max(new PoolArguments<sbyte> { Geometry = g, Range = All, Input = [-100, -120, -90], Output = y });
        Assert.Equal<sbyte>([-100, -90, -90], y);
        PoolInt8.Max(new PoolArguments<sbyte> { Geometry = g, Range = new PoolInt8Range(-95, 127), Input = [-100, -120, -90], Output = y });
        Assert.Equal<sbyte>([-95, -90, -90], y);
    }

    [Fact]
    public void Pooling_between_different_parameters_is_refused()
    {
        QuantizationParameters a = QuantizationParameters.PerTensor(0.1f, -10);
        Assert.Equal(new PoolInt8Range(-10, 50), PoolInt8Range.Prepare(a, QuantizationParameters.PerTensor(0.1f, -10), Activation.Relu6, RoundingProfile.Tflm));
        Assert.Throws<ArgumentException>(() => PoolInt8Range.Prepare(a, QuantizationParameters.PerTensor(0.1f, -9), Activation.None, RoundingProfile.Tflm));
    }

    [Fact]
    public void A_mean_is_within_one_code_of_the_real_one() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 300], Gen.Enum<RoundingProfile>()).Sample((seed, pixels, profile) =>
        {
            RandomStream random = new(seed, "mean");
            QuantizationParameters input = QuantizationParameters.PerTensor(random.Uniform(0.01f, 1), random.NextInt32(256) - 128);
            QuantizationParameters output = QuantizationParameters.PerTensor(random.Uniform(0.01f, 1), random.NextInt32(256) - 128);
            sbyte[] x = [.. Enumerable.Range(0, 2 * pixels * 3).Select(_ => (sbyte)(random.NextInt32(256) - 128))];
            sbyte[] y = new sbyte[6];
            MeanInt8.Run(new MeanArguments<sbyte> { Pixels = pixels, Channels = 3, Parameters = MeanInt8Parameters.Prepare(input, output, pixels, profile), Input = x, Output = y });
            for (int i = 0; i < y.Length; i++)
            {
                double mean = Enumerable.Range(0, pixels).Average(p => (double)input.Dequantize(x[(((i / 3 * pixels) + p) * 3) + (i % 3)]));
                double code = Math.Clamp((mean / output.Scale) + output.ZeroPoint, -128, 127);
                Assert.InRange(y[i] - code, -1.001, 1.001);
            }
        }, iter: 200);

    [Fact]
    public void A_mean_with_equal_parameters_over_a_power_of_two_has_the_exact_multiplier()
    {
        QuantizationParameters same = QuantizationParameters.PerTensor(0.3f, 4);
        Assert.Equal(1.0 / 64, MeanInt8Parameters.Prepare(same, same, 64, RoundingProfile.Tflm).Multiplier.ToReal());
        Assert.Equal(1.0 / 49, MeanInt8Parameters.Prepare(same, same, 49, RoundingProfile.Tflm).Multiplier.ToReal(), 1e-10);
    }

    [Fact]
    public void A_mean_keeps_its_shift_in_range_and_refuses_sums_beyond_32_bits()
    {
        QuantizationParameters small = QuantizationParameters.PerTensor(1e-9f, 0);
        QuantizationParameters one = QuantizationParameters.PerTensor(1, 0);
        MeanInt8Parameters p = MeanInt8Parameters.Prepare(small, one, 1 << 20, RoundingProfile.Tflm);
        Assert.InRange(p.Multiplier.Shift, FixedPointMultiplier.MinShift, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanInt8Parameters.Prepare(one, one, 0, RoundingProfile.Tflm));
        Assert.Throws<ArgumentOutOfRangeException>(() => MeanInt8Parameters.Prepare(one, one, 8_421_505, RoundingProfile.Tflm));
    }

    private static WindowGeometry Row(int width, int kernel, int outputs) => new()
    {
        Batch = 1,
        InputHeight = 1,
        InputWidth = width,
        InputChannels = 1,
        OutputHeight = 1,
        OutputWidth = outputs,
        OutputChannels = 1,
        KernelHeight = 1,
        KernelWidth = kernel,
        StrideHeight = 1,
        StrideWidth = 1,
        PadTop = 0,
        PadLeft = 0,
    };
}

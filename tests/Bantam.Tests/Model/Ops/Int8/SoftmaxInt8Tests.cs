using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class SoftmaxInt8Tests
{
    [Theory]
    [InlineData(0.001)]
    [InlineData(0.02)]
    [InlineData(0.1)]
    [InlineData(1.0)]
    public void Every_pair_of_scores_is_within_one_code_of_the_real_probability(double scale)
    {
        SoftmaxInt8Parameters parameters = SoftmaxInt8Parameters.Prepare(scale);
        for (int difference = 0; difference < 256; difference++)
        {
            sbyte[] y = Run(parameters, 2, [127, (sbyte)(127 - difference)]);
            double small = 256 / (1 + Math.Exp(difference * scale));
            Assert.InRange(y[0] - Math.Min(256 - small - 128, 127), -1, 1);
            Assert.InRange(y[1] - (small - 128), -1, 1);
        }
    }

    [Fact]
    public void Only_differences_matter()
    {
        SoftmaxInt8Parameters parameters = SoftmaxInt8Parameters.Prepare(0.05);
        Assert.Equal(Run(parameters, 3, [10, 20, 30]), Run(parameters, 3, [-128, -118, -108]));
    }

    [Fact]
    public void Each_row_stands_for_itself()
    {
        SoftmaxInt8Parameters parameters = SoftmaxInt8Parameters.Prepare(0.05);
        sbyte[] both = Run(parameters, 2, [1, 2, 90, -3]);
        Assert.Equal(Run(parameters, 2, [1, 2]), both[..2]);
        Assert.Equal(Run(parameters, 2, [90, -3]), both[2..]);
    }

    [Fact]
    public void Differences_beyond_the_range_of_fixed_point_count_as_zero()
    {
        SoftmaxInt8Parameters parameters = SoftmaxInt8Parameters.Prepare(0.25);
        Assert.All(parameters.Exponentials[125..], value => Assert.Equal(0, value));
        Assert.Equal<sbyte>([127, -128], Run(parameters, 2, [100, -40]));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(1e6)]
    public void Huge_scales_choose_the_largest_score(double scale) =>
        Assert.Equal<sbyte>([-128, 127, -128], Run(SoftmaxInt8Parameters.Prepare(scale), 3, [4, 5, -100]));

    [Fact]
    public void A_row_of_the_greatest_length_does_not_overflow()
    {
        sbyte[] scores = new sbyte[4095];
        Assert.All(Run(SoftmaxInt8Parameters.Prepare(0.1), 4095, scores), code => Assert.Equal(-128, code));
        Assert.All(Run(SoftmaxInt8Parameters.Prepare(0.1), 300, new sbyte[300]), code => Assert.Equal(-127, code));
        Assert.Throws<ArgumentException>(() => Run(SoftmaxInt8Parameters.Prepare(0.1), 4096, new sbyte[4096]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e-9)]
    [InlineData(double.NaN)]
    public void Scales_that_hide_every_difference_are_refused(double scale) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SoftmaxInt8Parameters.Prepare(scale));

    [Fact]
    public void The_output_parameters_are_fixed() =>
        Assert.Equal(QuantizationParameters.PerTensor(1f / 256, -128), SoftmaxInt8.OutputParameters);

    private static sbyte[] Run(SoftmaxInt8Parameters parameters, int columns, sbyte[] scores)
    {
        sbyte[] y = new sbyte[scores.Length];
        SoftmaxInt8.Run(new SoftmaxInt8Arguments { Columns = columns, Parameters = parameters, Input = scores, Output = y });
        return y;
    }
}

using Bantam.Compression;
using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Compression;

public sealed class ValueHistogramTests
{
    [Fact]
    public void A_quantile_is_that_of_the_sorted_values_within_a_bin() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 3000], Gen.Double[0, 1]).Sample(
            (seed, count, share) =>
            {
                RandomStream random = new(seed, "values");
                float[] values = [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextNormal() * random.NextNormal()))];
                ValueHistogram histogram = Of(values);
                Array.Sort(values);
                float exact = values[Math.Clamp((int)Math.Ceiling(share * count) - 1, 0, count - 1)];
                double bin = (values[^1] - (double)values[0]) / 4096;
                Assert.InRange(histogram.Quantile(share) - (double)exact, -bin * 1.001, bin * 1.001);
            },
            iter: 200);

    [Fact]
    public void The_ends_are_the_smallest_and_the_largest_value()
    {
        ValueHistogram histogram = Of([3, -1.5f, 2]);
        Assert.Equal((-1.5f, 3f), (histogram.Min, histogram.Max));
        Assert.Equal(-1.5f, histogram.Quantile(0));
        Assert.Equal(3, histogram.Quantile(1));
    }

    [Fact]
    public void A_constant_has_one_quantile()
    {
        ValueHistogram histogram = Of([0.25f, 0.25f, 0.25f]);
        Assert.All(new[] { 0, 0.0001, 0.5, 1 }, share => Assert.Equal(0.25f, histogram.Quantile(share)));
    }

    [Fact]
    public void The_largest_range_of_floats_overflows_nothing()
    {
        ValueHistogram histogram = Of([float.MinValue, 0, float.MaxValue]);
        Assert.InRange(histogram.Quantile(0.5), -1e35f, 2e35f);
        Assert.Equal(float.MaxValue, histogram.Quantile(1));
    }

    [Fact]
    public void Batches_add_up()
    {
        ValueHistogram parts = new();
        parts.Widen([1, 2]);
        parts.Widen([3, 4, 5]);
        parts.Count([1, 2]);
        parts.Count([3, 4, 5]);
        Assert.Equal(Of([1, 2, 3, 4, 5]).Quantile(0.7), parts.Quantile(0.7));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Values_that_are_not_finite_are_refused(float value)
    {
        InvalidOperationException refused = Assert.Throws<InvalidOperationException>(() => Of([1, value]));
        Assert.Contains("not finite", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_percentile_leaves_rare_outliers_out_and_the_whole_range_keeps_them()
    {
        RandomStream random = new(1, "values");
        ValueHistogram histogram = Of([.. Enumerable.Range(0, 50_000).Select(_ => random.Uniform(-1, 1)), 40]);
        Assert.Equal((histogram.Min, 40f), new MinMaxCalibrator().RangeOf(histogram));
        (float min, float max) = new PercentileCalibrator().RangeOf(histogram);
        Assert.InRange(min, -1, -0.98f);
        Assert.InRange(max, 0.98f, 1.02f);
        Assert.Equal((histogram.Min, 40f), new PercentileCalibrator(100).RangeOf(histogram));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(101)]
    [InlineData(double.NaN)]
    public void Percentiles_that_leave_nothing_are_refused(double percentile) =>
        Assert.Throws<InvalidOperationException>(() => new PercentileCalibrator(percentile).RangeOf(Of([1, 2])));

    private static ValueHistogram Of(float[] values)
    {
        ValueHistogram histogram = new();
        histogram.Widen(values);
        histogram.Count(values);
        return histogram;
    }
}

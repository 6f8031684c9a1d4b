using Bantam.Deployment;

namespace Bantam.Tests.Deployment;

public sealed class PercentilesTests
{
    private static readonly double[] s_oneToTen = [7, 2, 10, 4, 1, 9, 3, 8, 6, 5];

    [Theory]
    [Trait("Ledger", "S351")]
    [InlineData(PercentileMethod.Linear, 5.5, 9.1)]
    [InlineData(PercentileMethod.NearestRank, 5, 9)]
    public void The_two_methods_differ_on_the_numbers_from_1_to_10(PercentileMethod method, double p50, double p90)
    {
        Assert.Equal(p50, Percentiles.Of(s_oneToTen, 0.5, method), 1e-12);
        Assert.Equal(p90, Percentiles.Of(s_oneToTen, 0.9, method), 1e-12);
        Assert.Equal((1, 10), (Percentiles.Of(s_oneToTen, 0, method), Percentiles.Of(s_oneToTen, 1, method)));
        Assert.Equal(3, Percentiles.Of([3], 0.9, method));
    }

    [Fact]
    public void Values_keep_their_order()
    {
        double[] values = [3, 1, 2];
        Assert.Equal(2, Percentiles.Of(values, 0.5, PercentileMethod.Linear));
        Assert.Equal([3, 1, 2], values);
    }

    [Fact]
    public void Nothing_has_no_percentile_and_parts_are_fractions()
    {
        Assert.Throws<ArgumentException>(() => Percentiles.Of([], 0.5, PercentileMethod.Linear));
        Assert.Throws<ArgumentException>(() => Percentiles.Of([1], 90, PercentileMethod.Linear));
        Assert.Throws<ArgumentException>(() => Percentiles.Of([1], double.NaN, PercentileMethod.NearestRank));
    }
}

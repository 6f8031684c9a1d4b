using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Model;

public sealed class AccumulatorBoundsTests
{
    [Fact]
    public void Bounds_of_a_small_channel_are_reached_by_the_worst_inputs()
    {
        AccumulatorBounds bounds = AccumulatorBounds.OfRows([1, -2, 3, 0, 5, -5], [100, -7], 2, (-1, 4));
        Assert.Equal([100 - 1 - 8 - 3, -7 - 5 - 20], bounds.Minimum);
        Assert.Equal([100 + 4 + 2 + 12, -7 + 20 + 5], bounds.Maximum);
        Assert.True(bounds.FitsInt32);
    }

    [Fact]
    public void Bounds_equal_those_of_all_extreme_inputs() =>
        Gen.Select(Gen.SByte.Array[6], Gen.Int[-255, 255], Gen.Int[-255, 255], Gen.Int).Sample((weights, a, b, bias) =>
        {
            (int low, int high) = (Math.Min(a, b), Math.Max(a, b));
            AccumulatorBounds bounds = AccumulatorBounds.OfRows(weights, [bias], 1, (low, high));
            long[] sums = [.. Enumerable.Range(0, 64).Select(choice => bias + Enumerable.Range(0, 6).Sum(k => (long)weights[k] * ((choice >> k & 1) == 0 ? low : high)))];
            return bounds.Minimum[0] == sums.Min() && bounds.Maximum[0] == sums.Max();
        });

    [Fact]
    public void Columns_are_the_transposed_rows()
    {
        AccumulatorBounds rows = AccumulatorBounds.OfRows([1, 2, 3, 4, 5, 6], [], 2, (-10, 20));
        AccumulatorBounds columns = AccumulatorBounds.OfColumns([1, 4, 2, 5, 3, 6], [], 2, (-10, 20));
        Assert.Equal(rows.Minimum, columns.Minimum);
        Assert.Equal(rows.Maximum, columns.Maximum);
    }

    [Theory]
    [InlineData(65_793, true)]
    [InlineData(65_794, false)]
    public void The_longest_sum_of_worst_products_that_fits_is_known(int length, bool fits)
    {
        sbyte[] weights = new sbyte[length];
        Array.Fill(weights, sbyte.MinValue);
        Assert.Equal(fits, AccumulatorBounds.OfRows(weights, [], 1, (-255, 0)).FitsInt32);
    }

    [Fact]
    public void A_bias_that_brings_the_sum_back_does_not_hide_an_overflow_on_the_way()
    {
        sbyte[] weights = new sbyte[70_000];
        Array.Fill(weights, (sbyte)127);
        AccumulatorBounds bounds = AccumulatorBounds.OfRows(weights, [-2_000_000_000], 1, (250, 255));
        Assert.InRange(bounds.Maximum[0], int.MinValue, int.MaxValue);
        Assert.False(bounds.FitsInt32);
    }

    [Fact]
    public void Lengths_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => AccumulatorBounds.OfRows(new sbyte[5], [], 2, (0, 1)));
        Assert.Throws<ArgumentException>(() => AccumulatorBounds.OfRows(new sbyte[4], [1], 2, (0, 1)));
        Assert.Throws<ArgumentException>(() => AccumulatorBounds.OfColumns(new sbyte[4], [], 0, (0, 1)));
        Assert.Throws<ArgumentException>(() => AccumulatorBounds.OfColumns(new sbyte[4], [], 2, (1, 0)));
    }
}

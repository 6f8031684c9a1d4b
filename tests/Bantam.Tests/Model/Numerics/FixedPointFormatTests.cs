using Bantam.Model;

namespace Bantam.Tests.Model.Numerics;

public sealed class FixedPointFormatTests
{
    private static readonly FixedPointFormat Unsigned = new(4, 4, isSigned: false);
    private static readonly FixedPointFormat Signed = new(4, 4, isSigned: true);

    [Fact]
    [Trait("Ledger", "S229")]
    public void Only_the_unsigned_format_holds_12_75()
    {
        Assert.Equal(new FixedPointResult(0b11001100, false), Unsigned.Encode(12.75));
        Assert.Equal(12.75, Unsigned.Decode(204));
        Assert.Equal(new FixedPointResult(127, true), Signed.Encode(12.75));
        Assert.Equal(7.9375, Signed.MaxValue);
        Assert.Equal(-3.25, Signed.Decode(0xCC - 256));
        Assert.Equal(new FixedPointResult(0xCC - 256, true), Signed.Encode(12.75, overflow: FixedPointOverflow.Wrap));
    }

    [Fact]
    [Trait("Ledger", "S230")]
    [Trait("Ledger", "S231")]
    public void Products_are_exact_or_saturate()
    {
        FixedPointResult product = Unsigned.Multiply(Unsigned.Encode(1.5).Code, Unsigned.Encode(2.25).Code);

        Assert.Equal(new FixedPointResult(0x36, false), product);
        Assert.Equal(3.375, Unsigned.Decode(product.Code));
        Assert.Equal(new FixedPointResult(255, true), Unsigned.Multiply(240, 240));
        Assert.Equal((0, 15.9375, 0.0625), (Unsigned.MinValue, Unsigned.MaxValue, Unsigned.Step));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Ledger", "S230")]
    public void Every_sum_and_product_of_8_bits_is_the_rounded_exact_one(bool isSigned)
    {
        FixedPointFormat format = isSigned ? Signed : Unsigned;
        foreach (RoundingMode mode in Enum.GetValues<RoundingMode>())
        {
            foreach (FixedPointOverflow overflow in Enum.GetValues<FixedPointOverflow>())
            {
                AssertAll(format, mode, overflow);
            }
        }
    }

    [Fact]
    public void Every_code_is_decoded_and_encoded_back()
    {
        foreach (FixedPointFormat format in new[] { Unsigned, Signed, new(0, 8, true), new(12, 0, true), new(0, 16, false), new(16, 0, true) })
        {
            for (long code = format.MinCode; code <= format.MaxCode; code++)
            {
                Assert.Equal(new FixedPointResult(code, false), format.Encode(format.Decode(code)));
            }
        }
    }

    [Theory]
    [InlineData(0.03125, 0, 1, 0, 0, 1)]
    [InlineData(0.09375, 2, 2, 1, 1, 2)]
    [InlineData(-0.03125, 0, -1, 0, -1, 0)]
    [InlineData(-0.09375, -2, -2, -1, -2, -1)]
    public void Ties_follow_the_mode(double value, long even, long away, long zero, long down, long up)
    {
        Assert.Equal([even, away, zero, down, up], Enum.GetValues<RoundingMode>().Select(mode => Signed.Encode(value, mode).Code));
    }

    [Fact]
    public void Numbers_far_beyond_the_range_saturate_or_wrap()
    {
        FixedPointFormat wide = new(32, 0, isSigned: false);
        Assert.Equal(new FixedPointResult(127, true), Signed.Encode(double.MaxValue));
        Assert.Equal(new FixedPointResult(-128, true), Signed.Encode(double.NegativeInfinity));
        Assert.Equal(new FixedPointResult(0, true), Signed.Encode(1e300, overflow: FixedPointOverflow.Wrap));
        Assert.Equal(new FixedPointResult(5, true), wide.Encode((1L << 40) + 5, overflow: FixedPointOverflow.Wrap));
        Assert.Equal(new FixedPointResult(1, true), wide.Multiply(uint.MaxValue, uint.MaxValue, overflow: FixedPointOverflow.Wrap));
        Assert.Equal(new FixedPointResult(4096, true), wide.Encode((1UL << 63) + 4096, overflow: FixedPointOverflow.Wrap));
    }

    [Fact]
    public void Stochastic_rounding_keeps_the_mean()
    {
        RandomStream random = new(4, "rounding");
        double sum = 0;
        for (int i = 0; i < 20_000; i++)
        {
            sum += Signed.Decode(Signed.Encode(-1.02, random).Code);
        }

        Assert.Equal(-1.02, sum / 20_000, 0.001);
    }

    [Fact]
    public void What_is_no_format_or_no_code_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointFormat(0, 0, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointFormat(30, 3, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FixedPointFormat(-1, 9, true));
        Assert.Throws<ArgumentException>(() => Signed.Encode(double.NaN));
        Assert.Throws<ArgumentException>(() => Signed.Encode(double.PositiveInfinity, overflow: FixedPointOverflow.Wrap));
        Assert.Throws<ArgumentOutOfRangeException>(() => Signed.Add(128, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Unsigned.Decode(-1));
    }

    private static void AssertAll(FixedPointFormat format, RoundingMode mode, FixedPointOverflow overflow)
    {
        for (long a = format.MinCode; a <= format.MaxCode; a++)
        {
            for (long b = format.MinCode; b <= format.MaxCode; b++)
            {
                double product = format.Decode(a) * format.Decode(b);
                Assert.True(format.Encode(product, mode, overflow) == format.Multiply(a, b, mode, overflow), $"{a} · {b}, {mode}, {overflow}");
                Assert.True(format.Encode(format.Decode(a) + format.Decode(b), mode, overflow) == format.Add(a, b, overflow), $"{a} + {b}, {overflow}");
            }
        }
    }
}

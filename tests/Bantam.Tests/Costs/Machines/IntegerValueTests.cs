using Bantam.Costs;
using CsCheck;

namespace Bantam.Tests.Costs;

public sealed class IntegerValueTests
{
    [Fact]
    [Trait("Ledger", "S212")]
    public void Products_double_the_bits_and_sums_add_one()
    {
        IntegerValue a = IntegerValue.Input("a", 8);
        IntegerValue b = IntegerValue.Input("b", 8);
        IntegerValue product = IntegerValue.Product("a·b", a, b);
        Assert.Equal(16, product.Bits);
        Assert.Equal(17, IntegerValue.Sum("sum", IntegerValue.Input("c", 16), IntegerValue.Input("d", 16)).Bits);
        Assert.Equal(18, IntegerValue.Sum("four products", product, product, product, product).Bits);
    }

    [Fact]
    [Trait("Ledger", "S212")]
    public void Two_products_already_overflow_16_bits()
    {
        IntegerValue product = IntegerValue.Product("product", IntegerValue.Input("a", 8), IntegerValue.Input("b", 8));
        IntegerValue sum = IntegerValue.Sum("sum", product, product);
        Assert.Equal(32_768, sum.High);
        Assert.Equal(["sum"], sum.Overflowing(16).Select(value => value.Name));
        Assert.Empty(sum.Overflowing(17));

        // Weights from −127 on, as symmetric quantization gives them, leave room for two.
        IntegerValue symmetric = IntegerValue.Product("product", IntegerValue.Between("w", -127, 127), IntegerValue.Input("x", 8));
        Assert.Empty(IntegerValue.Sum("sum", symmetric, symmetric).Overflowing(16));
    }

    [Fact]
    public void A_chain_of_sums_needs_no_more_than_the_accumulator_of_the_worst_case()
    {
        IntegerValue product = IntegerValue.Product("product", IntegerValue.Input("a", 8), IntegerValue.Input("b", 8));
        IntegerValue sum = product;
        for (int terms = 2; terms <= 576; terms++)
        {
            sum = IntegerValue.Sum($"{terms} terms", sum, product);
            Assert.Equal(AccumulatorWidth.Signed(terms, 8, 8), sum.Bits);
        }

        Assert.Equal(578, sum.Values().Count);
        Assert.Equal("512 terms", sum.Overflowing(24)[0].Name);
    }

    [Fact]
    public void No_result_leaves_its_range()
    {
        Gen.Int[-300, 300].Array[2].Array[2].Select(Gen.Int[-300, 300].Array[2]).Sample((ranges, picks) =>
        {
            IntegerValue[] inputs = [.. ranges.Select((range, i) => IntegerValue.Between($"x{i}", range.Min(), range.Max()))];
            long[] values = [.. inputs.Select((input, i) => Math.Clamp(picks[i], input.Low, input.High))];
            IntegerValue product = IntegerValue.Product("product", inputs[0], inputs[1]);
            IntegerValue sum = IntegerValue.Sum("sum", product, inputs[0]);
            Assert.InRange(values[0] * values[1], product.Low, product.High);
            Assert.InRange((values[0] * values[1]) + values[0], sum.Low, sum.High);
            Assert.InRange(sum.High, long.MinValue >> (64 - sum.Bits), long.MaxValue >> (64 - sum.Bits));
        });
    }

    [Fact]
    public void Bad_widths_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => IntegerValue.Input("a", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => IntegerValue.Input("a", 65));
        Assert.Throws<ArgumentOutOfRangeException>(() => IntegerValue.Between("a", 1, 0));
        Assert.Throws<ArgumentException>(() => IntegerValue.Sum("nothing"));
        IntegerValue wide = IntegerValue.Input("wide", 64);
        OverflowException thrown = Assert.Throws<OverflowException>(() => IntegerValue.Product("square", wide, wide));
        Assert.Contains("'square' can be from", thrown.Message, StringComparison.Ordinal);
    }
}

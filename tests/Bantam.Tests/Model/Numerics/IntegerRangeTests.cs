using Bantam.Deployment;
using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Model;

/// <summary>How integers grow: a sum by a bit, a product to both widths together.</summary>
public sealed class IntegerRangeTests
{
    [Fact]
    [Trait("Ledger", "S212")]
    public void A_product_of_8_bits_needs_16_a_sum_of_those_17_and_four_products_18()
    {
        IntegerRange product = IntegerRange.OfBits(8) * IntegerRange.OfBits(8);
        Assert.Equal(16, product.Bits);
        Assert.Equal(17, (IntegerRange.OfBits(16) + IntegerRange.OfBits(16)).Bits);
        Assert.Equal(18, product.SumOf(4).Bits);
    }

    [Fact]
    [Trait("Ledger", "S212")]
    public void Two_worst_case_products_leave_16_bits()
    {
        IntegerRange two = (IntegerRange.OfBits(8) * IntegerRange.OfBits(8)).SumOf(2);
        Assert.Equal(32768, two.Max);
        Assert.Equal(17, two.Bits);
    }

    [Fact]
    [Trait("Ledger", "S212")]
    public void The_checker_flags_16_bit_accumulation_of_an_integer_network_from_two_products_on()
    {
        Assert.True(WidthOfDense(2).CouldOverflow(16));
        Assert.False(WidthOfDense(1).CouldOverflow(16));
        Assert.Equal((4, 18, false, true), (WidthOfDense(4).Products, WidthOfDense(4).WorstCaseBits, WidthOfDense(4).CouldOverflow(18), WidthOfDense(4).CouldOverflow(17)));
    }

    /// <summary>Weights of 0.01·(1 … 127) need fewer bits than the worst case.</summary>
    [Fact]
    public void Actual_weights_need_no_more_bits_than_their_bounds() => Assert.InRange(WidthOfDense(4).ActualBits, 9, 18);

    [Fact]
    [Trait("Ledger", "S212")]
    public void The_width_is_the_smallest_that_holds_both_ends() =>
        Gen.Select(Gen.Long[-(1L << 40), 1L << 40], Gen.Long[0, 1L << 40]).Sample((min, length) =>
        {
            IntegerRange range = new(min, min + length);
            IntegerRange width = IntegerRange.OfBits(range.Bits);
            Assert.True(width.Min <= range.Min && range.Max <= width.Max);
            if (range.Bits > 1)
            {
                IntegerRange narrower = IntegerRange.OfBits(range.Bits - 1);
                Assert.False(narrower.Min <= range.Min && range.Max <= narrower.Max);
            }
        });

    [Fact]
    public void Ranges_hold_all_sums_and_products() =>
        Gen.Select(Gen.Int[-300, 300], Gen.Int[0, 300], Gen.Int[-300, 300], Gen.Int[0, 300]).Sample((a, lengthA, b, lengthB) =>
        {
            IntegerRange left = new(a, a + lengthA);
            IntegerRange right = new(b, b + lengthB);
            (long, long)[] ends = [(left.Min, right.Min), (left.Min, right.Max), (left.Max, right.Min), (left.Max, right.Max)];
            Assert.Equal((ends.Min(pair => pair.Item1 * pair.Item2), ends.Max(pair => pair.Item1 * pair.Item2)), ((left * right).Min, (left * right).Max));
            Assert.Equal((left.Min + right.Min, left.Max + right.Max), ((left + right).Min, (left + right).Max));
        });

    private static AccumulatorWidth WidthOfDense(int inputs)
    {
        GraphInput input = new([inputs]);
        Node weight = Coded(new Parameter("weight", [1, inputs], Initializer.Of(1)), new([0.01f], [0]));
        Node dense = new("dense", new Dense(), Coded(input, new([0.01f], [0])), weight);
        return AccumulatorWidths.Of(Lowering.Lower(new Graph(input, Coded(dense, new([0.5f], [0]))))).Single();
    }

    private static Node Coded(Value value, QuantizationParameters codes) => new($"{value.Name}.codes", new FakeQuantize(new AffineQuantizer(codes)), value);
}

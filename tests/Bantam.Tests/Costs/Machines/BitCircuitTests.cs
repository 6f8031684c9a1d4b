using Bantam.Costs;
using CsCheck;

namespace Bantam.Tests.Costs;

public sealed class BitCircuitTests
{
    [Fact]
    [Trait("Ledger", "S175")]
    public void A_multiplier_is_a_grid_of_ands()
    {
        BitMultiplication fifteen = ArrayMultiplier.Multiply(5, 3, 3, 3);
        Assert.Equal((15ul, 9), (fifteen.Product, fifteen.Ands));
        Assert.Equal([3ul, 0, 3], fifteen.Rows);
        Assert.Equal(6, fifteen.FullAdders);

        // Half the bits of both factors: a quarter of the gates.
        Assert.Equal((64, 16), (ArrayMultiplier.Multiply(200, 8, 100, 8).Ands, ArrayMultiplier.Multiply(9, 4, 13, 4).Ands));
    }

    [Fact]
    public void Every_product_of_up_to_5_by_4_bits_is_right()
    {
        foreach ((int aBits, int bBits) in new[] { (1, 1), (1, 4), (5, 1), (3, 3), (5, 4) })
        {
            for (ulong a = 0; a < 1UL << aBits; a++)
            {
                for (ulong b = 0; b < 1UL << bBits; b++)
                {
                    Assert.Equal(a * b, ArrayMultiplier.Multiply(a, aBits, b, bBits).Product);
                }
            }
        }
    }

    [Fact]
    public void Products_of_32_bits_and_sums_of_64_are_right()
    {
        Gen.UInt.Select(Gen.UInt).Sample((a, b) => Assert.Equal((ulong)a * b, ArrayMultiplier.Multiply(a, 32, b, 32).Product));
        Gen.ULong.Select(Gen.ULong).Sample((a, b) =>
        {
            BitAddition addition = RippleCarryAdder.Add(a, b, 64);
            Assert.Equal(unchecked(a + b), addition.Sum);
            Assert.Equal(a > ulong.MaxValue - b, addition.CarryOut);
        });
    }

    [Fact]
    [Trait("Ledger", "S176")]
    public void An_accumulator_shrinks_less_than_the_operands()
    {
        int wide = AccumulatorWidth.Unsigned(576, 8, 8);
        int narrow = AccumulatorWidth.Unsigned(576, 4, 4);
        BitAddition worst = RippleCarryAdder.Add(575 * 255 * 255, 255 * 255, wide);
        Assert.Equal((576ul * 255 * 255, false, 26), (worst.Sum, worst.CarryOut, worst.FullAdders));
        Assert.Equal(18, RippleCarryAdder.Add(575 * 15 * 15, 15 * 15, narrow).FullAdders);
        Assert.Equal(1.44, (double)wide / narrow, 0.005);
    }

    [Fact]
    public void Numbers_that_do_not_fit_their_bits_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ArrayMultiplier.Multiply(8, 3, 0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => ArrayMultiplier.Multiply(0, 0, 0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => ArrayMultiplier.Multiply(0, 3, 0, 33));
        ArgumentOutOfRangeException thrown = Assert.Throws<ArgumentOutOfRangeException>(() => RippleCarryAdder.Add(0, 256, 8));
        Assert.Contains("A number of 8 bits is below 256", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => RippleCarryAdder.Add(0, 0, 65));
    }
}

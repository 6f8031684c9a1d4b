using Bantam.Model;

namespace Bantam.Tests.Model.Numerics;

public sealed class MiniFloatArithmeticTests
{
    public static TheoryData<string> Bytes { get; } = ["e4m3", "e5m2", "flushing", "finite"];

    [Theory]
    [MemberData(nameof(Bytes))]
    [Trait("Ledger", "S221")]
    public void Every_product_and_sum_of_8_bit_codes_is_the_rounded_exact_one(string name)
    {
        MiniFloat format = Byte(name);
        for (ulong a = 0; a < 256; a++)
        {
            for (ulong b = 0; b < 256; b++)
            {
                // Both are exact in 53 bits: numbers of 4 significant bits over a range of 2⁻¹⁶ to 2¹⁵.
                AssertSame(format, format.Decode(a) * format.Decode(b), format.Multiply(a, b));
                AssertSame(format, format.Decode(a) + format.Decode(b), format.Add(a, b));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Bytes))]
    [Trait("Ledger", "S221")]
    public void Fused_products_and_sums_of_8_bit_codes_round_once(string name)
    {
        MiniFloat format = Byte(name);
        foreach (RoundingMode mode in new[] { RoundingMode.NearestEven, RoundingMode.TowardZero, RoundingMode.Up })
        {
            for (ulong a = 0; a < 256; a += 3)
            {
                for (ulong b = 0; b < 256; b += 5)
                {
                    for (ulong c = 0; c < 256; c += 7)
                    {
                        double exact = (format.Decode(a) * format.Decode(b)) + format.Decode(c);
                        AssertSame(format, exact, format.FusedMultiplyAdd(a, b, c, mode), mode);
                    }
                }
            }
        }
    }

    [Fact]
    [Trait("Ledger", "S221")]
    public void Random_products_and_sums_of_halves_equal_those_of_the_system()
    {
        RandomStream random = new(1, "halves");
        for (int i = 0; i < 200_000; i++)
        {
            ushort a = (ushort)random.NextUInt32();
            ushort b = (ushort)random.NextUInt32();
            AssertHalf(BitConverter.UInt16BitsToHalf(a) * BitConverter.UInt16BitsToHalf(b), MiniFloat.Float16.Multiply(a, b));
            AssertHalf(BitConverter.UInt16BitsToHalf(a) + BitConverter.UInt16BitsToHalf(b), MiniFloat.Float16.Add(a, b));
        }

        static void AssertHalf(Half expected, ulong code) =>
            Assert.True(Half.IsNaN(expected) ? double.IsNaN(MiniFloat.Float16.Decode(code)) : BitConverter.HalfToUInt16Bits(expected) == code);
    }

    [Fact]
    [Trait("Ledger", "S211")]
    public void Random_fused_multiply_adds_equal_those_of_the_processor()
    {
        RandomStream random = new(2, "words");
        for (int i = 0; i < 200_000; i++)
        {
            // The exponents of half of the terms are near those of the product, where bits cancel.
            uint a = random.NextUInt32();
            uint b = random.NextUInt32();
            float product = BitConverter.UInt32BitsToSingle(a) * BitConverter.UInt32BitsToSingle(b);
            uint c = i % 2 == 0 ? random.NextUInt32() : BitConverter.SingleToUInt32Bits(-product) ^ (random.NextUInt32() & 0x3FF);
            float expected = MathF.FusedMultiplyAdd(BitConverter.UInt32BitsToSingle(a), BitConverter.UInt32BitsToSingle(b), BitConverter.UInt32BitsToSingle(c));
            AssertSingle(expected, MiniFloat.Float32.FusedMultiplyAdd(a, b, c));
            AssertSingle(product, MiniFloat.Float32.Multiply(a, b));
        }

        static void AssertSingle(float expected, ulong code) =>
            Assert.True(float.IsNaN(expected) ? double.IsNaN(MiniFloat.Float32.Decode(code)) : BitConverter.SingleToUInt32Bits(expected) == code);
    }

    [Fact]
    [Trait("Ledger", "S211")]
    public void Random_fused_multiply_adds_of_64_bits_equal_those_of_the_processor()
    {
        RandomStream random = new(3, "long words");
        for (int i = 0; i < 200_000; i++)
        {
            ulong a = Draw();
            ulong b = Draw();
            double product = BitConverter.UInt64BitsToDouble(a) * BitConverter.UInt64BitsToDouble(b);
            ulong c = i % 2 == 0 ? Draw() : BitConverter.DoubleToUInt64Bits(-product) ^ (random.NextUInt32() >> (i % 32));
            double expected = Math.FusedMultiplyAdd(BitConverter.UInt64BitsToDouble(a), BitConverter.UInt64BitsToDouble(b), BitConverter.UInt64BitsToDouble(c));
            ulong code = MiniFloat.Float64.FusedMultiplyAdd(a, b, c);
            Assert.True(double.IsNaN(expected) ? double.IsNaN(MiniFloat.Float64.Decode(code)) : BitConverter.DoubleToUInt64Bits(expected) == code);
        }

        ulong Draw() => ((ulong)random.NextUInt32() << 32) | random.NextUInt32();
    }

    [Fact]
    public void Factors_of_another_format_are_multiplied_exactly_and_rounded_once()
    {
        RandomStream random = new(4, "mixed");
        MiniFloat single = MiniFloat.Float32;
        for (int i = 0; i < 20_000; i++)
        {
            double a = MiniFloat.BFloat16.Round(random.Uniform(-8, 8));
            double b = MiniFloat.Float16.Round(random.Uniform(-8, 8));
            double c = random.Uniform(-8, 8);
            Assert.Equal(single.Decode(single.FusedMultiplyAdd(single.Encode(a), single.Encode(b), single.Encode(c))), single.MultiplyAdd(a, b, c));
        }

        // The product is 1 and a hair, which decides a tie that rounding it first would break to the even side.
        double above = 1 + Math.ScaleB(1, -40);
        Assert.Equal(2050, MiniFloat.Float16.MultiplyAdd(above, 1, 2048));
        Assert.Equal(2048, MiniFloat.Float16.MultiplyAdd(1, 1, 2048));
        Assert.Equal(double.PositiveInfinity, MiniFloat.Float16.MultiplyAdd(300, 300, 0));
        Assert.True(double.IsNaN(MiniFloat.Float16.MultiplyAdd(double.PositiveInfinity, 1, double.NegativeInfinity)));
        Assert.Throws<ArgumentException>(() => new MiniFloat(4, 3, specials: SpecialValues.None).MultiplyAdd(double.NaN, 1, 1));
    }

    [Fact]
    [Trait("Ledger", "S211")]
    [Trait("Ledger", "S221")]
    public void The_worked_examples_come_out()
    {
        MiniFloat single = MiniFloat.Float32;
        ulong a = single.Encode(1 + Math.ScaleB(1, -12));
        ulong one = single.Encode(-1);
        Assert.Equal(Math.ScaleB(1, -11) + Math.ScaleB(1, -24), single.Decode(single.FusedMultiplyAdd(a, a, one)));
        Assert.Equal(Math.ScaleB(1, -11), single.Decode(single.Add(single.Multiply(a, a), one)));

        ulong value = single.Encode(12.75);
        ulong negative = single.Encode(-12.75);
        Assert.Equal(162.5625, single.Decode(single.Multiply(value, value)));
        Assert.Equal(162.5625, single.Decode(single.Multiply(negative, negative)));
        Assert.Equal(-162.5625, single.Decode(single.Multiply(value, negative)));
    }

    [Fact]
    [Trait("Ledger", "S228")]
    public void A_sum_in_bfloat16_stagnates_at_1()
    {
        MiniFloat brain = MiniFloat.BFloat16;
        ulong sum = brain.Encode(1);
        for (int i = 0; i < 1000; i++)
        {
            sum = brain.Add(sum, brain.Encode(1e-3));
        }

        Assert.Equal(1, brain.Decode(sum));
    }

    [Fact]
    public void A_difference_of_equal_numbers_is_positive_zero_unless_rounding_goes_down()
    {
        ulong one = MiniFloat.Float16.Encode(1);
        ulong minus = MiniFloat.Float16.Encode(-1);

        Assert.Equal(0UL, MiniFloat.Float16.Add(one, minus));
        Assert.Equal(0x8000UL, MiniFloat.Float16.Add(one, minus, RoundingMode.Down));
        Assert.Equal(0x8000UL, MiniFloat.Float16.Add(0x8000, 0x8000));
        Assert.Equal(0UL, MiniFloat.Float16.Add(0x8000, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MiniFloat.Float16.Add(one, 0x1_0000));
    }

    private static MiniFloat Byte(string name) => name switch
    {
        "e4m3" => MiniFloat.Float8E4M3,
        "e5m2" => MiniFloat.Float8E5M2,
        "flushing" => MiniFloat.Float8E5M2 with { HasSubnormals = false },
        _ => new MiniFloat(4, 3, specials: SpecialValues.None),
    };

    private static void AssertSame(MiniFloat format, double exact, ulong code, RoundingMode mode = RoundingMode.NearestEven)
    {
        bool same = double.IsNaN(exact) ? double.IsNaN(format.Decode(code)) : format.Encode(exact, mode) == code;
        Assert.True(same, $"{exact} became {code:X}");
    }
}

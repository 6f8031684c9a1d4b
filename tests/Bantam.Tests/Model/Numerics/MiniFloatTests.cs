using Bantam.Model;

namespace Bantam.Tests.Model.Numerics;

public sealed class MiniFloatTests
{
    private static RoundingMode[] Modes { get; } = Enum.GetValues<RoundingMode>();

    private static Dictionary<string, MiniFloat> Known { get; } = new()
    {
        ["float16"] = MiniFloat.Float16,
        ["bfloat16"] = MiniFloat.BFloat16,
        ["e4m3"] = MiniFloat.Float8E4M3,
        ["e4m3, no saturation"] = MiniFloat.Float8E4M3 with { Saturates = false },
        ["e5m2"] = MiniFloat.Float8E5M2,
        ["e5m2, flush to zero"] = MiniFloat.Float8E5M2 with { HasSubnormals = false },
        ["e2m1"] = new MiniFloat(2, 1, specials: SpecialValues.None),
        ["e3m2"] = new MiniFloat(3, 2, specials: SpecialValues.None),
        ["e5m0"] = new MiniFloat(5, 0, specials: SpecialValues.NaNOnly),
        ["e1m4"] = new MiniFloat(1, 4, 3, SpecialValues.None),
        ["e4m7, bias 0"] = new MiniFloat(4, 7, 0),
    };

    public static TheoryData<string> Formats { get; } = [.. Known.Keys];

    [Fact]
    [Trait("Ledger", "S220")]
    public void Every_code_of_16_bits_stands_for_the_number_of_the_hardware_format()
    {
        for (int code = 0; code <= ushort.MaxValue; code++)
        {
            Assert.Equal((double)BitConverter.UInt16BitsToHalf((ushort)code), MiniFloat.Float16.Decode((ulong)code));
            Assert.Equal((double)BitConverter.UInt32BitsToSingle((uint)code << 16), MiniFloat.BFloat16.Decode((ulong)code));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    [Trait("Ledger", "S220")]
    public void Every_code_is_decoded_and_encoded_back(string name)
    {
        MiniFloat format = Known[name];
        for (ulong code = 0; code < 1UL << format.Bits; code++)
        {
            double value = format.Decode(code);
            if (double.IsNaN(value))
            {
                Assert.True(double.IsNaN(format.Decode(format.Encode(value))));
                continue;
            }

            Assert.True(value.Equals(format.Round(value)) || (double.IsInfinity(value) && format.Saturates));
            Assert.True(format.Encode(value) == code || (value == 0 && !format.HasSubnormals));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    [Trait("Ledger", "S220")]
    public void Between_two_neighbors_each_mode_chooses_its_own(string name)
    {
        MiniFloat format = Known[name];
        for (ulong code = format.HasSubnormals ? 0 : format.Encode(format.MinNormal); code < format.LargestCode; code++)
        {
            ulong next = code + 1;
            double low = format.Decode(code);
            double high = format.Decode(next);
            double middle = (low + high) / 2;
            AssertRounds(middle, ulong.IsEvenInteger(code) ? code : next, next, code, next);
            AssertRounds((low + middle) / 2, code, code, code, next);
            AssertRounds((high + middle) / 2, next, next, code, next);
        }

        void AssertRounds(double value, ulong even, ulong away, ulong smaller, ulong larger)
        {
            ulong sign = 1UL << (format.Bits - 1);
            ReadOnlySpan<ulong> expected = [even, away, smaller, smaller, larger];
            ReadOnlySpan<ulong> mirrored = [even, away, smaller, larger, smaller];
            foreach (RoundingMode mode in Modes)
            {
                Assert.True(format.Encode(value, mode) == expected[(int)mode], $"{value}, {mode}");
                Assert.True(format.Encode(-value, mode) == (mirrored[(int)mode] | sign), $"{-value}, {mode}");
            }
        }
    }

    [Fact]
    [Trait("Ledger", "S224")]
    public void Numbers_of_32_bits_convert_as_the_storage_formats_do()
    {
        RandomStream random = new(1, "floats");
        for (int i = 0; i < 200_000; i++)
        {
            float value = BitConverter.UInt32BitsToSingle(random.NextUInt32());
            if (!float.IsNaN(value))
            {
                Assert.Equal(StorageFormat.Float16.Encode(value), MiniFloat.Float16.Encode(value));
                Assert.Equal(StorageFormat.BFloat16.Encode(value), MiniFloat.BFloat16.Encode(value));
                Assert.Equal(BitConverter.SingleToUInt32Bits(value), MiniFloat.Float32.Encode(value));
            }
        }
    }

    [Fact]
    [Trait("Ledger", "S220")]
    public void Numbers_of_64_bits_convert_as_the_hardware_does()
    {
        RandomStream random = new(2, "doubles");
        for (int i = 0; i < 200_000; i++)
        {
            ulong code = ((ulong)random.NextUInt32() << 32) | random.NextUInt32();
            double value = BitConverter.UInt64BitsToDouble(code);
            if (!double.IsNaN(value))
            {
                Assert.Equal(code, MiniFloat.Float64.Encode(value));
                Assert.Equal(value, MiniFloat.Float64.Decode(code));
                Assert.Equal(BitConverter.SingleToUInt32Bits((float)value), MiniFloat.Float32.Encode(value));
            }
        }
    }

    [Theory]
    [Trait("Ledger", "S219")]
    [Trait("Ledger", "S224")]
    [Trait("Ledger", "S225")]
    [Trait("Ledger", "S226")]
    [InlineData("float32", 12.75, 0x414C0000, 12.75)]
    [InlineData("float16", 12.75, 0x4A60, 12.75)]
    [InlineData("bfloat16", 12.75, 0x414C, 12.75)]
    [InlineData("bfloat16", 65504, 0x4780, 65536)]
    [InlineData("bfloat16", 1.0 / 3, 0x3EAB, 0.333984375)]
    [InlineData("float16", 0.1234, 0x2FE6, 0.1234130859375)]
    [InlineData("float16", 0.12335, 0x2FE5, 0.12335205078125)]
    [InlineData("bfloat16", 0.1234, 0x3DFD, 0.12353515625)]
    [InlineData("bfloat16", 0.12335, 0x3DFD, 0.12353515625)]
    [InlineData("float16", 1e-7, 0x0002, 1.1920928955078125e-7)]
    [InlineData("float16", 2.98e-8, 0x0000, 0)]
    [InlineData("e4m3", 448, 0x7E, 448)]
    [InlineData("e4m3", 464, 0x7E, 448)]
    [InlineData("e4m3", 1e9, 0x7E, 448)]
    [InlineData("e4m3", double.NegativeInfinity, 0xFE, -448)]
    [InlineData("e4m3, no saturation", 464, 0x7E, 448)]
    [InlineData("e4m3, no saturation", 464.1, 0x7F, double.NaN)]
    [InlineData("e4m3", 0.001953125, 0x01, 0.001953125)]
    [InlineData("e5m2", 61439, 0x7B, 57344)]
    [InlineData("e5m2", 61440, 0x7C, double.PositiveInfinity)]
    [InlineData("e5m2, flush to zero", 6.1e-5, 0x04, 6.103515625e-5)]
    [InlineData("e5m2, flush to zero", 4e-5, 0x00, 0)]
    [InlineData("e2m1", double.PositiveInfinity, 0x7, 6)]
    public void Numbers_round_to_the_nearest_code(string name, double value, ulong code, double expected)
    {
        MiniFloat format = name == "float32" ? MiniFloat.Float32 : Known[name];

        Assert.Equal(code, format.Encode(value));
        Assert.Equal(expected, format.Decode(code));
    }

    [Fact]
    [Trait("Ledger", "S224")]
    [Trait("Ledger", "S226")]
    public void Truncation_and_flushing_are_available()
    {
        Assert.Equal(65280, MiniFloat.BFloat16.Round(65504, RoundingMode.TowardZero));
        Assert.Equal(0, (MiniFloat.Float16 with { HasSubnormals = false }).Round(1e-7));
        Assert.Equal(1.00117e-7, MiniFloat.BFloat16.Round(1e-7), 1e-12);
        Assert.NotEqual(0, MiniFloat.Float16.Round(1e-8 * 1024));
    }

    [Theory]
    [InlineData(RoundingMode.TowardZero, 65504, -65504)]
    [InlineData(RoundingMode.Down, 65504, double.NegativeInfinity)]
    [InlineData(RoundingMode.Up, double.PositiveInfinity, -65504)]
    [InlineData(RoundingMode.NearestAway, double.PositiveInfinity, double.NegativeInfinity)]
    public void Overflow_follows_the_mode(RoundingMode mode, double positive, double negative)
    {
        Assert.Equal(positive, MiniFloat.Float16.Round(1e300, mode));
        Assert.Equal(negative, MiniFloat.Float16.Round(-1e300, mode));
    }

    [Fact]
    [Trait("Ledger", "S223")]
    [Trait("Ledger", "S228")]
    public void The_table_of_formats_is_computed()
    {
        AssertTable(MiniFloat.Float64, double.MaxValue, 2.2250738585072014e-308, double.Epsilon, 15.95);
        AssertTable(MiniFloat.Float32, float.MaxValue, 1.1754943508222875e-38, float.Epsilon, 7.22);
        AssertTable(MiniFloat.Float16, 65504, 6.103515625e-5, 5.9604644775390625e-8, 3.31);
        AssertTable(MiniFloat.BFloat16, 3.3895313892515355e38, 1.1754943508222875e-38, 9.183549615799121e-41, 2.41);
        AssertTable(MiniFloat.Float8E4M3, 448, 0.015625, 0.001953125, 1.20);
        AssertTable(MiniFloat.Float8E5M2, 57344, 6.103515625e-5, 1.52587890625e-5, 0.90);
        Assert.Equal([64, 32, 19, 16, 16, 8, 8], new[] { MiniFloat.Float64, MiniFloat.Float32, MiniFloat.TensorFloat32, MiniFloat.Float16, MiniFloat.BFloat16, MiniFloat.Float8E4M3, MiniFloat.Float8E5M2 }.Select(format => format.Bits));

        static void AssertTable(MiniFloat format, double largest, double normal, double smallest, double digits)
        {
            Assert.Equal((largest, normal, smallest), (format.MaxValue, format.MinNormal, format.MinPositive));
            Assert.Equal(digits, format.DecimalDigits, 0.005);
        }
    }

    [Fact]
    [Trait("Ledger", "S222")]
    public void About_half_of_the_finite_codes_lie_between_minus_1_and_1()
    {
        Assert.Equal((30_720UL, 63_488UL), Codes(MiniFloat.Float16));
        Assert.Equal(0.4839, Share(MiniFloat.Float16), 0.00005);
        Assert.Equal(127.0 / 255, Share(MiniFloat.Float32), 1e-12);
        Assert.Equal(127.0 / 255, Share(MiniFloat.BFloat16), 1e-12);
        Assert.Equal(0.4998, Share(MiniFloat.Float64), 0.00005);

        static (ulong Inside, ulong Finite) Codes(MiniFloat format) => (2 * format.Encode(1), 2 * (format.LargestCode + 1));

        static double Share(MiniFloat format)
        {
            (ulong inside, ulong finite) = Codes(format);
            return (double)inside / finite;
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    [Trait("Ledger", "S231")]
    public void Walking_up_from_the_smallest_number_meets_every_number_once(string name)
    {
        MiniFloat format = Known[name];
        SortedSet<double> numbers = [];
        for (ulong code = 0; code < 1UL << format.Bits; code++)
        {
            double value = format.Decode(code);
            _ = double.IsNaN(value) || numbers.Add(value);
        }

        List<double> walked = [];
        for (ulong? code = format.Encode(-format.MaxValue) + (format.Specials == SpecialValues.InfinityAndNaN ? 1UL : 0); code is { } here; code = format.NextUp(here))
        {
            walked.Add(format.Decode(here));
            Assert.True(format.NextUp(here) is not { } next || format.Decode(format.NextDown(next)!.Value) == format.Decode(here));
        }

        Assert.Equal([.. numbers], walked);
        Assert.Equal(0.0009765625, MiniFloat.Float16.Epsilon);
        Assert.Equal(1000.5, MiniFloat.Float16.Decode(MiniFloat.Float16.NextUp(MiniFloat.Float16.Encode(1000))!.Value));
    }

    [Fact]
    public void Stochastic_rounding_keeps_the_mean()
    {
        RandomStream random = new(3, "rounding");
        MiniFloat format = MiniFloat.Float8E4M3;
        double sum = 0;
        for (int i = 0; i < 20_000; i++)
        {
            double value = format.Decode(format.Encode(1.03, random));
            Assert.True(value is 1 or 1.125);
            sum += value;
        }

        // The standard deviation of the mean is 0.125 · √(0.24 · 0.76 / 20,000) = 0.0004.
        Assert.Equal(1.03, sum / 20_000, 0.002);
        Assert.Equal(format.Encode(1.125), format.Encode(1.125, random));
    }

    [Fact]
    public void What_is_no_format_or_no_code_is_refused()
    {
        Assert.Contains("1 to 11 exponent bits", Assert.Throws<ArgumentOutOfRangeException>(() => new MiniFloat(0, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MiniFloat(12, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MiniFloat(5, 53));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MiniFloat(5, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MiniFloat(5, 2, specials: (SpecialValues)9));
        Assert.Throws<ArgumentException>(() => new MiniFloat(5, 0));
        Assert.Throws<ArgumentException>(() => new MiniFloat(1, 3));
        Assert.Throws<ArgumentException>(() => new MiniFloat(5, 2, int.MinValue));
        Assert.Throws<ArgumentException>(() => new MiniFloat(5, 2, int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => MiniFloat.Float16.Decode(0x1_0000));
        Assert.Throws<ArgumentOutOfRangeException>(() => MiniFloat.Float16.Encode(1, (RoundingMode)9));
        Assert.Throws<ArgumentException>(() => Known["e2m1"].Encode(double.NaN));
        Assert.Equal(MiniFloat.Float16, new MiniFloat(5, 10, 15));
    }
}

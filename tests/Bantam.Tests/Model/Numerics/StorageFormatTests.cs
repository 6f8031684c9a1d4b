using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>The formats of 16 bits, code by code.</summary>
public sealed class StorageFormatTests
{
    public static TheoryData<StorageFormat> Halves { get; } = [StorageFormat.Float16, StorageFormat.BFloat16];

    [Theory, MemberData(nameof(Halves))]
    public void Every_code_is_decoded_and_encoded_back(StorageFormat format)
    {
        for (int code = 0; code <= ushort.MaxValue; code++)
        {
            float value = format.Decode((ushort)code);
            Assert.True(float.IsNaN(value) ? float.IsNaN(format.Round(value)) : format.Encode(value) == code && SameBits(format.Round(value), value), $"{code:x4}");
        }
    }

    [Fact]
    public void Half_precision_is_decoded_as_IEEE_754_says()
    {
        for (int code = 0; code < 0x7C00; code++)
        {
            int exponent = code >> 10;
            int fraction = code & 0x3FF;
            double expected = exponent == 0 ? fraction * Math.Pow(2, -24) : (1024 + fraction) * Math.Pow(2, exponent - 25);
            Assert.Equal(expected, StorageFormat.Float16.Decode((ushort)code));
            Assert.Equal(-expected, StorageFormat.Float16.Decode((ushort)(code | 0x8000)));
        }
    }

    [Theory, MemberData(nameof(Halves))]
    public void Between_two_neighbors_the_nearest_wins_and_the_even_one_at_a_tie(StorageFormat format)
    {
        ushort last = format == StorageFormat.Float16 ? (ushort)0x7BFF : (ushort)0x7F7F;
        for (int code = 0; code < last; code++)
        {
            float low = format.Decode((ushort)code);
            float high = format.Decode((ushort)(code + 1));
            float tie = (float)(((double)low + high) / 2);
            AssertRounds((code & 1) == 0 ? low : high, tie);
            AssertRounds(low, float.BitDecrement(tie));
            AssertRounds(high, float.BitIncrement(tie));
        }

        void AssertRounds(float expected, float value)
        {
            Assert.True(SameBits(expected, format.Round(value)) && SameBits(-expected, format.Round(-value)), $"{value:r}: {format.Round(value):r} instead of {expected:r}");
        }
    }

    [Theory]
    [InlineData(StorageFormat.Float16, 65519.996f, 65504f)]
    [InlineData(StorageFormat.Float16, 65520f, float.PositiveInfinity)]
    [InlineData(StorageFormat.Float16, 2.9802322e-8f, 0f)] // half of the smallest subnormal: a tie, to the even 0
    [InlineData(StorageFormat.Float16, 2.9802326e-8f, 5.9604645e-8f)]
    [InlineData(StorageFormat.Float16, 1e-8f, 0f)]
    [InlineData(StorageFormat.BFloat16, 1e-8f, 1.0011718e-8f)]
    [InlineData(StorageFormat.BFloat16, float.MaxValue, float.PositiveInfinity)]
    [InlineData(StorageFormat.BFloat16, float.Epsilon, 0f)]
    [InlineData(StorageFormat.Float32, 1.2345678f, 1.2345678f)]
    public void The_ends_of_the_range_round_to_zero_and_infinity(StorageFormat format, float value, float expected)
    {
        Assert.Equal(expected, format.Round(value));
        Assert.Equal(-expected, format.Round(-value));
    }

    [Theory, MemberData(nameof(Halves))]
    public void Vectors_round_like_single_numbers(StorageFormat format)
    {
        // Every code, its neighbors, ties, and random bits: NaN and infinity among them; an odd length for the tail.
        List<float> values = [];
        RandomStream random = new(1, "bits");
        for (int code = 0; code <= ushort.MaxValue; code++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(format.Decode((ushort)code));
            values.AddRange([BitConverter.UInt32BitsToSingle(bits), BitConverter.UInt32BitsToSingle(bits + 0x1000), BitConverter.UInt32BitsToSingle(bits + 0x8000), BitConverter.UInt32BitsToSingle(bits - 1)]);
            values.Add(BitConverter.UInt32BitsToSingle(random.NextUInt32()));
        }

        float[] from = [.. values, float.NaN, -0f];
        float[] to = new float[from.Length];
        format.Round(from, to);
        for (int i = 0; i < from.Length; i++)
        {
            Assert.True(float.IsNaN(from[i]) ? float.IsNaN(to[i]) : SameBits(format.Round(from[i]), to[i]), $"{from[i]:r}");
        }

        format.Round(from, from);
        Assert.Equal(to, from);
    }

    [Fact]
    [Trait("Ledger", "S343")]
    public void Products_of_stored_halves_summed_in_Float32_keep_their_error_bound()
    {
        const int Size = 64;
        foreach ((StorageFormat format, double unit) in new[] { (StorageFormat.Float16, Math.Pow(2, -11)), (StorageFormat.BFloat16, Math.Pow(2, -8)) })
        {
            float[] a = SampleTensors.Uniform([Size, Size], 1).ToArray<float>();
            float[] b = SampleTensors.Uniform([Size, Size], 2).ToArray<float>();
            ushort[] storedA = [.. a.Select(value => format.Encode(value))];
            ushort[] storedB = [.. b.Select(value => format.Encode(value))];
            Assert.Equal(a.Length * sizeof(float), 2 * storedA.Length * format.SizeBytes);
            float[] product = Tensor.From<float>([Size, Size], [.. storedA.Select(code => format.Decode(code))]).MatMul(Tensor.From<float>([Size, Size], [.. storedB.Select(code => format.Decode(code))])).ToArray<float>();
            for (int i = 0; i < product.Length; i++)
            {
                double exact = 0;
                double magnitude = 0;
                for (int k = 0; k < Size; k++)
                {
                    double term = (double)a[(i / Size * Size) + k] * b[(k * Size) + (i % Size)];
                    exact += term;
                    magnitude += Math.Abs(term);
                }

                // Two roundings of u each, and Size additions of 2⁻²⁴ each; subnormal factors add next to nothing.
                double bound = (((2 * unit) + (unit * unit) + (Size * Math.Pow(2, -24))) * magnitude) + 1e-5;
                Assert.InRange(product[i], exact - bound, exact + bound);
            }
        }
    }

    [Fact]
    public void A_format_of_32_bits_has_no_short_code_and_lengths_must_agree()
    {
        Assert.Throws<NotSupportedException>(() => StorageFormat.Float32.Encode(1));
        Assert.Throws<NotSupportedException>(() => StorageFormat.Float32.Decode(1));
        Assert.Throws<ArgumentException>(() => StorageFormat.Float16.Round(new float[2], new float[3]));
        Assert.Equal(4, StorageFormat.Float32.SizeBytes);
        float[] copy = new float[1];
        StorageFormat.Float32.Round([1.1f], copy);
        Assert.Equal(1.1f, copy[0]);
    }

    private static bool SameBits(float a, float b) => BitConverter.SingleToUInt32Bits(a) == BitConverter.SingleToUInt32Bits(b);
}

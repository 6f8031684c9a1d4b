using Bantam.Model;

namespace Bantam.Tests.Model.Encodings;

public sealed class PackedIntegersTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_value_of_every_width_survives(bool isSigned)
    {
        for (int bits = 2; bits <= 16; bits++)
        {
            PackedIntegers format = new(bits, isSigned);
            int[] values = [.. Enumerable.Range(format.MinValue, format.MaxValue - format.MinValue + 1), format.MinValue, format.MaxValue, 1];
            byte[] packed = new byte[format.PackedLength(values.Length)];
            int[] unpacked = new int[values.Length];

            format.Pack(values, packed);
            format.Unpack(packed, unpacked);

            Assert.Equal(values, unpacked);
            Assert.Equal(((values.Length * bits) + 7) / 8, packed.Length);
        }
    }

    [Fact]
    public void Low_bits_come_first()
    {
        Assert.Equal([0x21, 0x0F], Packed(4, [1, 2, -1]));
        Assert.Equal([0b10_001_101, 0b0000_111_1, 0], Packed(3, [-3, 1, -2, -1, 0, 0]));
        Assert.Equal([0x34, 0x12], Packed(16, [0x1234]));
        Assert.Equal([0b00_11_10_01], Packed(2, [1, -2, -1]));
    }

    [Fact]
    public void Nothing_takes_no_bytes()
    {
        Assert.Empty(Packed(5, []));
        new PackedIntegers(5, true).Unpack([], []);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        PackedIntegers format = new(4, isSigned: true);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PackedIntegers(1, true));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PackedIntegers(17, true));
        Assert.Throws<ArgumentException>(() => format.Pack([8], new byte[1]));
        Assert.Throws<ArgumentException>(() => format.Pack([-9], new byte[1]));
        Assert.Throws<ArgumentException>(() => format.Pack([1], new byte[2]));
        Assert.Throws<ArgumentException>(() => format.Unpack(new byte[1], new int[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => format.PackedLength(-1));
        Assert.Throws<OverflowException>(() => new PackedIntegers(16, true).PackedLength(int.MaxValue));
    }

    private static byte[] Packed(int bits, int[] values)
    {
        PackedIntegers format = new(bits, isSigned: true);
        byte[] packed = new byte[format.PackedLength(values.Length)];
        format.Pack(values, packed);
        return packed;
    }
}

using Bantam.Model;
using CsCheck;

namespace Bantam.Tests.Model;

/// <summary>Products over bit planes against products of integers.</summary>
public sealed class BitPlanesTests
{
    [Fact]
    [Trait("Ledger", "S340")]
    public void Three_times_five_is_fifteen_with_planes_counted_from_0() =>
        Assert.Equal(15, new BitPlanes([3], 2, isSigned: false).Dot(new BitPlanes([5], 3, isSigned: false)).Sum);

    /// <summary>The sum of the notes, which counts planes from 1, is four times the product.</summary>
    [Fact]
    [Trait("Ledger", "S340")]
    public void Planes_counted_from_1_would_give_60()
    {
        int sum = 0;
        for (int n = 1; n <= 2; n++)
        {
            for (int m = 1; m <= 3; m++)
            {
                sum += ((3 >> (n - 1)) & (5 >> (m - 1)) & 1) << (n + m);
            }
        }

        Assert.Equal(60, sum);
    }

    [Fact]
    [Trait("Ledger", "S340")]
    public void Random_vectors_of_1_to_8_bits_signed_and_unsigned_give_the_product_of_integers() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[1, 8], Gen.Bool, Gen.Bool, Gen.Int[0, 200], Gen.ULong).Sample((n, m, signedA, signedB, count, seed) =>
        {
            RandomStream random = new(seed, "planes");
            int[] a = Values(random, count, n, signedA);
            int[] b = Values(random, count, m, signedB);
            (long sum, long operations) = new BitPlanes(a, n, signedA).Dot(new BitPlanes(b, m, signedB));
            Assert.Equal(a.Zip(b, (x, y) => (long)x * y).Sum(), sum);
            Assert.Equal((long)n * m * ((count + 63) / 64), operations);
        }, iter: 500);

    [Theory]
    [InlineData(1, true, -1, 0)]
    [InlineData(4, true, -8, 7)]
    [InlineData(8, false, 0, 255)]
    public void Values_outside_of_the_bits_are_refused(int bits, bool isSigned, int min, int max)
    {
        _ = new BitPlanes([min, max], bits, isSigned);
        Assert.Contains($"{min} to {max}", Assert.Throws<ArgumentException>(() => new BitPlanes([0, max + 1], bits, isSigned)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new BitPlanes([min - 1], bits, isSigned));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BitPlanes([0], 9, isSigned));
    }

    [Fact]
    public void Vectors_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(() => new BitPlanes([1, 2], 2, false).Dot(new BitPlanes([1], 2, false)));

    private static int[] Values(RandomStream random, int count, int bits, bool isSigned) =>
        [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(1 << bits) - (isSigned ? 1 << (bits - 1) : 0))];
}

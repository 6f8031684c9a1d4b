namespace Bantam.Costs;

/// <summary>How many bits the sum of products needs, so that it never overflows.</summary>
/// <remarks>Source: notes, lines 3051-3081.</remarks>
public static class AccumulatorWidth
{
    /// <summary>The width as a real number, as counts of bit operations use it.</summary>
    /// <param name="terms">The number of products n·k², from 1.</param>
    /// <param name="activationBits">Bits of an activation.</param>
    /// <param name="weightBits">Bits of a weight.</param>
    /// <returns><c>a + w + log₂(terms)</c>; for 576 products of 8 by 8 bits 25.17. Twice the terms take exactly one bit more.</returns>
    public static double Real(long terms, int activationBits, int weightBits)
    {
        Check(terms, activationBits, weightBits);
        return activationBits + weightBits + Math.Log2(terms);
    }

    /// <summary>The width in whole bits for unsigned operands.</summary>
    /// <param name="terms">The number of products, from 1.</param>
    /// <param name="activationBits">Bits of an activation.</param>
    /// <param name="weightBits">Bits of a weight.</param>
    /// <returns><c>a + w + ⌈log₂(terms)⌉</c>; for 576 products of 8 by 8 bits 26.</returns>
    public static int Unsigned(long terms, int activationBits, int weightBits)
    {
        Check(terms, activationBits, weightBits);
        return activationBits + weightBits + BitsOf(terms - 1);
    }

    /// <summary>The width in whole bits, sign included, for operands in two's complement.</summary>
    /// <param name="terms">The number of products, from 1.</param>
    /// <param name="activationBits">Bits of an activation.</param>
    /// <param name="weightBits">Bits of a weight.</param>
    /// <returns>The bits that hold ±terms·2^(a+w−2); for 576 products of 8 by 8 bits 25.</returns>
    public static int Signed(long terms, int activationBits, int weightBits)
    {
        Check(terms, activationBits, weightBits);

        // The largest sum is positive, both operands being the most negative number: it needs a bit above it for the sign.
        return BitsOf(terms) + activationBits + weightBits - 2 + 1;
    }

    /// <summary>The width in whole bits, sign included, that the actual weights of one output need.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="smallest">The smallest activation.</param>
    /// <param name="largest">The largest activation.</param>
    /// <returns>The bits; never more than the worst case.</returns>
    public static int OfWeights(ReadOnlySpan<sbyte> weights, int smallest, int largest)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(smallest, largest);
        long least = 0;
        long most = 0;
        foreach (sbyte weight in weights)
        {
            (long a, long b) = ((long)weight * smallest, (long)weight * largest);
            least += Math.Min(a, b);
            most += Math.Max(a, b);
        }

        // Every partial sum lies within what positive and negative products alone can reach.
        return 1 + Math.Max(BitsOf(Math.Max(most, 0)), BitsOf(Math.Max(-(least + 1), 0)));
    }

    /// <summary>The bits of a number that is not negative: 0 for 0, 8 for 255.</summary>
    private static int BitsOf(long value) => 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)value);

    private static void Check(long terms, int activationBits, int weightBits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(terms, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(activationBits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(weightBits, 1);
    }
}

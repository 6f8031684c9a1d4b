namespace Bantam.Costs;

/// <summary>What a multiplier computed.</summary>
/// <param name="Product">The product, of a's and b's bits together.</param>
/// <param name="Rows">The partial products: row i is b where bit i of a is set, else 0; it counts 2ⁱ.</param>
/// <param name="Ands">The AND gates: one where a bit of a crosses a bit of b.</param>
/// <param name="FullAdders">The full adders that add the rows.</param>
public sealed record BitMultiplication(ulong Product, IReadOnlyList<ulong> Rows, int Ands, int FullAdders);

/// <summary>The schoolbook multiplication as a grid of gates: shift, gate by a bit, add.</summary>
/// <remarks>
/// <c>a·b = Σᵢ aᵢ·(b·2ⁱ)</c>. Half the bits of both factors are a quarter of the gates. For numbers without sign. Source:
/// notes: lines 3089-3131.
/// </remarks>
public static class ArrayMultiplier
{
    /// <summary>Multiplies bit by bit.</summary>
    /// <param name="a">A factor, below 2^aBits.</param>
    /// <param name="aBits">Its width, 1 to 32.</param>
    /// <param name="b">The other factor, below 2^bBits.</param>
    /// <param name="bBits">Its width, 1 to 32.</param>
    /// <returns>The product and the gates: <c>aBits·bBits</c> ANDs and <c>(aBits − 1)·bBits</c> full adders.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A width is out of its range, or a factor does not fit it.</exception>
    public static BitMultiplication Multiply(ulong a, int aBits, ulong b, int bBits)
    {
        CheckWidth(aBits, nameof(aBits));
        CheckWidth(bBits, nameof(bBits));
        RippleCarryAdder.CheckFits(a, aBits, nameof(a));
        RippleCarryAdder.CheckFits(b, bBits, nameof(b));
        ulong[] rows = new ulong[aBits];
        int ands = 0;
        for (int i = 0; i < aBits; i++)
        {
            for (int j = 0; j < bBits; j++)
            {
                rows[i] |= (a >> i & b >> j & 1) << j;
                ands++;
            }
        }

        // Each row lies one place higher than the sum so far, whose lowest bit is then final.
        ulong product = rows[0] & 1;
        ulong open = rows[0] >> 1;
        int fullAdders = 0;
        for (int i = 1; i < aBits; i++)
        {
            BitAddition addition = RippleCarryAdder.Add(open, rows[i], bBits);
            fullAdders += addition.FullAdders;
            product |= (addition.Sum & 1) << i;
            open = (addition.Sum >> 1) | (addition.CarryOut ? 1UL << (bBits - 1) : 0);
        }

        return new BitMultiplication(product | (open << aBits), rows, ands, fullAdders);
    }

    private static void CheckWidth(int bits, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 32, name);
    }
}

namespace Bantam.Costs;

/// <summary>What an adder computed.</summary>
/// <param name="Sum">The sum without its carry.</param>
/// <param name="CarryOut">Whether a carry left the highest bit.</param>
/// <param name="FullAdders">How many full adders it took: one for each bit.</param>
public readonly record struct BitAddition(ulong Sum, bool CarryOut, int FullAdders);

/// <summary>An adder of full adders in a row, each of which waits for the carry of the one before.</summary>
/// <remarks>Its size and its delay grow with the width. Source: notes: lines 3133-3137.</remarks>
public static class RippleCarryAdder
{
    /// <summary>Adds bit by bit.</summary>
    /// <param name="a">A term, below 2^bits.</param>
    /// <param name="b">The other term, below 2^bits.</param>
    /// <param name="bits">The width, 1 to 64.</param>
    /// <returns>The sum and the full adders. An accumulator of 26 bits takes 26, one of 18 bits 18.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of its range, or a term does not fit it.</exception>
    public static BitAddition Add(ulong a, ulong b, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 64);
        CheckFits(a, bits, nameof(a));
        CheckFits(b, bits, nameof(b));
        ulong sum = 0;
        ulong carry = 0;
        for (int bit = 0; bit < bits; bit++)
        {
            (ulong x, ulong y) = (a >> bit & 1, b >> bit & 1);
            sum |= (x ^ y ^ carry) << bit;
            carry = (x & y) | (carry & (x ^ y));
        }

        return new BitAddition(sum, carry != 0, bits);
    }

    internal static void CheckFits(ulong value, int bits, string name)
    {
        if (bits < 64 && value >> bits != 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"A number of {bits} bits is below {1UL << bits}. Use more bits.");
        }
    }
}

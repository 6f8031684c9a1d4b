using System.Numerics;

namespace Bantam.Model;

/// <summary>All integers from one to another: what is known of a value of an integer network, and how many bits it needs.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest, at least as large.</param>
/// <remarks>
/// Exact where the operands are independent: a sum needs at most one bit more than the wider operand, a product at most as many as
/// both together. 64-bit ends, overflow checked. Source: notes, lines 2705-2707.
/// </remarks>
public readonly record struct IntegerRange(long Min, long Max)
{
    /// <summary>The smallest width in two's complement that holds every value.</summary>
    public int Bits => 65 - BitOperations.LeadingZeroCount((ulong)Math.Max(Max, ~Min));

    /// <summary>The integers of a width in two's complement.</summary>
    /// <param name="bits">The width, 1 to 63.</param>
    /// <returns>−2^(bits−1) to 2^(bits−1) − 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of its range.</exception>
    public static IntegerRange OfBits(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 63);
        return new IntegerRange(-(1L << (bits - 1)), (1L << (bits - 1)) - 1);
    }

    /// <summary>The sums of two values.</summary>
    /// <param name="left">One range.</param>
    /// <param name="right">The other range.</param>
    /// <returns>Their range.</returns>
    public static IntegerRange operator +(IntegerRange left, IntegerRange right) => Add(left, right);

    /// <summary>The products of two values.</summary>
    /// <param name="left">One range.</param>
    /// <param name="right">The other range.</param>
    /// <returns>Their range.</returns>
    public static IntegerRange operator *(IntegerRange left, IntegerRange right) => Multiply(left, right);

    /// <summary>The sums of two values.</summary>
    /// <param name="left">One range.</param>
    /// <param name="right">The other range.</param>
    /// <returns>Their range.</returns>
    public static IntegerRange Add(IntegerRange left, IntegerRange right) => new(checked(left.Min + right.Min), checked(left.Max + right.Max));

    /// <summary>The products of two values.</summary>
    /// <param name="left">One range.</param>
    /// <param name="right">The other range.</param>
    /// <returns>Their range.</returns>
    public static IntegerRange Multiply(IntegerRange left, IntegerRange right)
    {
        ReadOnlySpan<long> corners = checked([left.Min * right.Min, left.Min * right.Max, left.Max * right.Min, left.Max * right.Max]);
        long min = corners[0];
        long max = corners[0];
        foreach (long corner in corners)
        {
            (min, max) = (Math.Min(min, corner), Math.Max(max, corner));
        }

        return new IntegerRange(min, max);
    }

    /// <summary>The sums of some values of this range.</summary>
    /// <param name="count">How many are added, 1 or more.</param>
    /// <returns>Their range.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are none.</exception>
    public IntegerRange SumOf(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new IntegerRange(checked(Min * count), checked(Max * count));
    }
}

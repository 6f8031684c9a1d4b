namespace Bantam.Costs;

/// <summary>A value of an integer computation with everything that it can be: widths follow from the ranges of its inputs.</summary>
/// <remarks>
/// A product of n and m bits has n + m bits, a sum of two values of n bits n + 1, a sum of k products ⌈log₂ k⌉ more; ranges
/// give these rules, and fewer bits where values are bounded. Every value is taken to be independent of the others: x − x is
/// not known to be 0. Source: notes: lines 2705-2707.
/// </remarks>
public sealed class IntegerValue
{
    private readonly IntegerValue[] _inputs;

    private IntegerValue(string name, Int128 low, Int128 high, params IntegerValue[] inputs)
    {
        // Sums of 128-bit ranges could overflow themselves; nothing that is built is wider than 64 bits.
        if (low < long.MinValue || high > long.MaxValue)
        {
            throw new OverflowException($"'{name}' can be from {low} to {high}, which 64 bits do not hold. Requantize what goes in.");
        }

        (Name, Low, High, _inputs) = (name, (long)low, (long)high, inputs);
    }

    /// <summary>What messages call the value.</summary>
    public string Name { get; }

    /// <summary>The smallest it can be.</summary>
    public long Low { get; }

    /// <summary>The largest it can be.</summary>
    public long High { get; }

    /// <summary>The bits in two's complement, sign included: 8 for −128 to 127, 9 for 0 to 255.</summary>
    public int Bits => 1 + Math.Max(BitsOf(High), BitsOf(Low));

    /// <summary>An input in two's complement.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="bits">Its width, sign included, 1 to 64.</param>
    /// <returns>The value from −2^(bits−1) to 2^(bits−1) − 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of its range.</exception>
    public static IntegerValue Input(string name, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 64);
        Int128 half = Int128.One << (bits - 1);
        return new IntegerValue(name, -half, half - 1);
    }

    /// <summary>An input or constant of a known range.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="low">The smallest it can be.</param>
    /// <param name="high">The largest it can be, from <paramref name="low"/>.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty.</exception>
    public static IntegerValue Between(string name, long low, long high)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(low, high);
        return new IntegerValue(name, low, high);
    }

    /// <summary>The product of two values.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="a">A factor.</param>
    /// <param name="b">The other factor.</param>
    /// <returns>A value whose range the four products of the ends span.</returns>
    /// <exception cref="OverflowException">It needs more than 64 bits.</exception>
    public static IntegerValue Product(string name, IntegerValue a, IntegerValue b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        Int128[] ends = [(Int128)a.Low * b.Low, (Int128)a.Low * b.High, (Int128)a.High * b.Low, (Int128)a.High * b.High];
        return new IntegerValue(name, ends.Min(), ends.Max(), a, b);
    }

    /// <summary>The sum of values.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="terms">The terms, at least 1; the same value may occur several times.</param>
    /// <returns>A value whose range is the sum of the ranges.</returns>
    /// <exception cref="ArgumentException">There are no terms.</exception>
    /// <exception cref="OverflowException">It needs more than 64 bits.</exception>
    public static IntegerValue Sum(string name, params IReadOnlyCollection<IntegerValue> terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Count == 0)
        {
            throw new ArgumentException("A sum has at least one term.", nameof(terms));
        }

        Int128 low = 0;
        Int128 high = 0;
        foreach (IntegerValue term in terms)
        {
            low += term.Low;
            high += term.High;
        }

        return new IntegerValue(name, low, high, [.. terms]);
    }

    /// <summary>This value and all that it is computed from, inputs first, each once.</summary>
    /// <returns>The values in an order in which they can be computed.</returns>
    public IReadOnlyList<IntegerValue> Values()
    {
        List<IntegerValue> ordered = [];
        HashSet<IntegerValue> seen = [];
        Stack<(IntegerValue Value, bool InputsAreDone)> open = new([(this, false)]);
        while (open.TryPop(out (IntegerValue Value, bool InputsAreDone) next))
        {
            if (next.InputsAreDone)
            {
                ordered.Add(next.Value);
            }
            else if (seen.Add(next.Value))
            {
                open.Push((next.Value, true));
                foreach (IntegerValue input in next.Value._inputs.Reverse())
                {
                    open.Push((input, false));
                }
            }
        }

        return ordered;
    }

    /// <summary>The values on the way that would overflow a register.</summary>
    /// <param name="bits">The width of the register, sign included, from 1.</param>
    /// <returns>The values that need more bits; empty where nothing can overflow.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is below 1.</exception>
    public IReadOnlyList<IntegerValue> Overflowing(int bits)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        return [.. Values().Where(value => value.Bits > bits)];
    }

    private static int BitsOf(long value) => 64 - (int)ulong.LeadingZeroCount((ulong)(value < 0 ? ~value : value));
}

namespace Bantam.Model;

/// <summary>Integers of 2 to 16 bits packed without gaps: INT4 takes half a byte, INT3 three bits.</summary>
/// <remarks>
/// Bit order: little-endian throughout. The bytes are one stream of bits, the lowest bit of the first byte first, and value i
/// takes bits i·b to i·b + b − 1 of it, its lowest bit first. So the first of two 4-bit values lies in the low half of a
/// byte, values of 8 and 16 bits lie as a little-endian machine keeps them, and a value may straddle bytes. Bits after the
/// last value are zero.
/// </remarks>
public sealed record PackedIntegers
{
    /// <summary>Describes a packing.</summary>
    /// <param name="bits">b: the width of a value, 2 to 16.</param>
    /// <param name="isSigned">Whether values are in two's complement.</param>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of its range.</exception>
    public PackedIntegers(int bits, bool isSigned)
    {
        if (bits is < 2 or > 16)
        {
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "Packed integers have 2 to 16 bits.");
        }

        Bits = bits;
        IsSigned = isSigned;
    }

    /// <summary>The width of a value in bits.</summary>
    public int Bits { get; }

    /// <summary>Whether values are in two's complement.</summary>
    public bool IsSigned { get; }

    /// <summary>The smallest value: −2^(b − 1), or 0.</summary>
    public int MinValue => IsSigned ? -(1 << (Bits - 1)) : 0;

    /// <summary>The largest value: 2^(b − 1) − 1, or 2^b − 1.</summary>
    public int MaxValue => (1 << (IsSigned ? Bits - 1 : Bits)) - 1;

    /// <summary>How many bytes some values take: <c>⌈count · b / 8⌉</c>.</summary>
    /// <param name="count">How many values, 0 or more.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of values is negative.</exception>
    /// <exception cref="OverflowException">They take more bytes than an array can have.</exception>
    public int PackedLength(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return checked((int)((((long)count * Bits) + 7) / 8));
    }

    /// <summary>Packs values.</summary>
    /// <param name="values">The values, each between <see cref="MinValue"/> and <see cref="MaxValue"/>.</param>
    /// <param name="packed">Receives <see cref="PackedLength"/> bytes, exactly as many as it has.</param>
    /// <exception cref="ArgumentException">A value does not fit its bits, or the lengths do not fit each other.</exception>
    public void Pack(ReadOnlySpan<int> values, Span<byte> packed)
    {
        CheckLengths(values.Length, packed.Length);
        uint mask = (1u << Bits) - 1;
        uint pending = 0;
        int pendingBits = 0;
        int next = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] < MinValue || values[i] > MaxValue)
            {
                throw new ArgumentException($"Value {i} is {values[i]}, but {Bits} bits hold {MinValue} to {MaxValue}. Clip the values before packing.", nameof(values));
            }

            pending |= ((uint)values[i] & mask) << pendingBits;
            for (pendingBits += Bits; pendingBits >= 8; pendingBits -= 8)
            {
                packed[next++] = (byte)pending;
                pending >>= 8;
            }
        }

        if (pendingBits > 0)
        {
            packed[next] = (byte)pending;
        }
    }

    /// <summary>Unpacks values.</summary>
    /// <param name="packed">The bytes; bits after the last value are ignored.</param>
    /// <param name="values">Receives the values, as many as it has room for.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public void Unpack(ReadOnlySpan<byte> packed, Span<int> values)
    {
        CheckLengths(values.Length, packed.Length);
        int unused = 32 - Bits;
        uint pending = 0;
        int pendingBits = 0;
        int next = 0;
        for (int i = 0; i < values.Length; i++)
        {
            for (; pendingBits < Bits; pendingBits += 8)
            {
                pending |= (uint)packed[next++] << pendingBits;
            }

            // Moving the value to the top and back down repeats its sign, or zeros.
            uint top = pending << unused;
            values[i] = IsSigned ? (int)top >> unused : (int)(top >> unused);
            pending >>= Bits;
            pendingBits -= Bits;
        }
    }

    private void CheckLengths(int values, int bytes)
    {
        if (bytes != PackedLength(values))
        {
            throw new ArgumentException($"{values} values of {Bits} bits take {PackedLength(values)} bytes, but there are {bytes}.");
        }
    }
}

using System.Numerics;

namespace Bantam.Model;

/// <summary>A vector of integers of 1 to 8 bits, kept bit by bit: plane n holds bit n of every value, 64 values a word.</summary>
/// <remarks>
/// <para>A value is <c>Σₙ 2ⁿ·bitₙ</c> with n from 0; in two's complement the highest bit counts −2^(N−1). So the product of two vectors is
/// a sum over pairs of planes, <c>Σₙ Σₘ 2^(n+m)·popc(aₙ ∧ bₘ)</c>, with the sign of a pair that has one highest plane turned around: for
/// each word N·M conjunctions and counts, and no multiplication.</para>
/// <para>Bits after the last value are 0 and count nothing. Source: notes, lines 3307-3315, whose sum counts planes from 1 and so gives
/// four times the product.</para>
/// </remarks>
public sealed class BitPlanes
{
    private readonly ulong[] _words;
    private readonly int _wordsPerPlane;

    /// <summary>Splits values into planes.</summary>
    /// <param name="values">The values, each within the range of the bits.</param>
    /// <param name="bits">N: how many bits a value has, 1 to 8.</param>
    /// <param name="isSigned">Whether values are in two's complement; one signed bit is 0 or −1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of bits is out of its range.</exception>
    /// <exception cref="ArgumentException">A value does not fit its bits.</exception>
    public BitPlanes(ReadOnlySpan<int> values, int bits, bool isSigned)
    {
        if (bits is < 1 or > 8)
        {
            throw new ArgumentOutOfRangeException(nameof(bits), bits, "Bit planes are made of integers of 1 to 8 bits.");
        }

        (Count, Bits, IsSigned) = (values.Length, bits, isSigned);
        _wordsPerPlane = (values.Length + 63) / 64;
        _words = new ulong[bits * _wordsPerPlane];
        (int min, int max) = isSigned ? (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) : (0, (1 << bits) - 1);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] < min || values[i] > max)
            {
                throw new ArgumentException($"Value {i} is {values[i]}, but {bits} bits hold {min} to {max}. Clip the values before splitting them.", nameof(values));
            }

            for (int plane = 0; plane < bits; plane++)
            {
                _words[(plane * _wordsPerPlane) + (i / 64)] |= (ulong)((values[i] >> plane) & 1) << (i % 64);
            }
        }
    }

    /// <summary>How many values there are.</summary>
    public int Count { get; }

    /// <summary>N: how many planes there are.</summary>
    public int Bits { get; }

    /// <summary>Whether the highest plane counts negative.</summary>
    public bool IsSigned { get; }

    /// <summary>The words of one plane.</summary>
    /// <param name="plane">n: 0 for the lowest bits.</param>
    /// <returns>64 values a word, the first in the lowest bit.</returns>
    public ReadOnlySpan<ulong> Plane(int plane) => _words.AsSpan(plane * _wordsPerPlane, _wordsPerPlane);

    /// <summary>The product of two vectors.</summary>
    /// <param name="other">As many values, of as many bits as they have.</param>
    /// <returns><c>Σᵢ aᵢ·bᵢ</c>, exact, and how many pairs of words were combined: N·M for each word of a plane.</returns>
    /// <exception cref="ArgumentException">The vectors have different lengths.</exception>
    public (long Sum, long PlaneOperations) Dot(BitPlanes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count != Count)
        {
            throw new ArgumentException($"The product needs vectors of one length, but got {Count} and {other.Count} values.", nameof(other));
        }

        long sum = 0;
        long operations = 0;
        for (int n = 0; n < Bits; n++)
        {
            for (int m = 0; m < other.Bits; m++)
            {
                long ones = CountCommon(Plane(n), other.Plane(m), ref operations) << (n + m);
                bool isNegative = IsHighest(n) != other.IsHighest(m);
                sum += isNegative ? -ones : ones;
            }
        }

        return (sum, operations);
    }

    private bool IsHighest(int plane) => IsSigned && plane == Bits - 1;

    private static long CountCommon(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, ref long operations)
    {
        long ones = 0;
        for (int word = 0; word < a.Length; word++)
        {
            ones += BitOperations.PopCount(a[word] & b[word]);
            operations++;
        }

        return ones;
    }
}

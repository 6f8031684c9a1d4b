using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bantam.Deployment;

/// <summary>A table of 256 numbers that is a rounded straight line: <c>t[i] = whole·i + ((fraction·i + start) &gt;&gt; 22)</c>, for every i.</summary>
/// <remarks>
/// What an input contributes to a sum is such a line, rounded once or twice. Two multiplications cost less than reading a table in
/// eight places. Whether a line gives the table's numbers is tried for all 256 of them, so that no bound on rounding is needed.
/// Range: the fraction is below 2²² and i below 2⁸, so that their product is below 2³⁰.
/// </remarks>
internal readonly unsafe struct AddendLine
{
    private const int Bits = 22;
    private const int Tries = 64;

    private readonly int _whole;
    private readonly int _fraction;
    private readonly int _start;
    private readonly int _first;

    private AddendLine(int whole, int fraction, int start, int first)
    {
        _whole = whole;
        _fraction = fraction;
        _start = start;
        _first = first;
    }

    /// <summary>The line of a table, or null where no line gives all its numbers.</summary>
    public static AddendLine? Of(int* table)
    {
        // The slope lies between those of the steepest and the flattest lines that leave the first number by half a unit.
        double slope = (table[255] - (double)table[0]) / 255;
        for (int tried = -Tries; tried <= Tries; tried++)
        {
            double candidate = slope + (tried / (255.0 * Tries));
            int whole = (int)Math.Floor(candidate);
            int fraction = (int)((candidate - whole) * (1 << Bits));
            if (StartOf(table, whole, fraction) is { } start)
            {
                return new AddendLine(whole, fraction, start, table[0]);
            }
        }

        return null;
    }

    /// <summary>The numbers of some places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> At(Vector256<int> places) =>
        (places * Vector256.Create(_whole))
        + (((places * Vector256.Create(_fraction)) + Vector256.Create(_start)) >> Bits)
        + Vector256.Create(_first);

    /// <summary>A start with which every number is right: each number leaves an interval of them.</summary>
    private static int? StartOf(int* table, int whole, int fraction)
    {
        long least = -(1L << 30);
        long most = 1L << 30;
        for (int i = 0; i < 256; i++)
        {
            long wanted = (table[i] - (long)table[0] - ((long)whole * i)) << Bits;
            least = Math.Max(least, wanted - ((long)fraction * i));
            most = Math.Min(most, wanted + (1L << Bits) - 1 - ((long)fraction * i));
        }

        return least <= most ? (int)least : null;
    }
}

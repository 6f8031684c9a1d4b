using System.Numerics;

namespace Bantam.Costs;

/// <summary>How many pieces of memory the lanes of a warp need together: neighbors share one ("coalesced"), scattered lanes do not.</summary>
/// <remarks>Source: notes: lines 300-307 and 2903-2906.</remarks>
public static class Coalescing
{
    /// <summary>What a GPU's memory usually delivers at once, in bytes.</summary>
    public const int SegmentBytes = 128;

    /// <summary>Counts the segments that accesses touch.</summary>
    /// <param name="addresses">The first byte of each access, from 0.</param>
    /// <param name="accessBytes">The bytes of an access, from 1.</param>
    /// <param name="segmentBytes">The bytes of a segment: a power of two.</param>
    /// <returns>The segments, each counted once: 1 for 32 neighboring Float32 from the start of a segment, 32 at worst.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An address is negative, or a size below 1.</exception>
    /// <exception cref="ArgumentException">The segment is no power of two.</exception>
    public static int Segments(ReadOnlySpan<long> addresses, int accessBytes, int segmentBytes = SegmentBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(accessBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentBytes, 1);
        CheckSegment(segmentBytes);
        HashSet<long> touched = [];
        foreach (long address in addresses)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(address, nameof(addresses));
            long last = checked(address + accessBytes - 1) / segmentBytes;
            for (long segment = address / segmentBytes; segment <= last; segment++)
            {
                touched.Add(segment);
            }
        }

        return touched.Count;
    }

    internal static void CheckSegment(int segmentBytes)
    {
        if (!BitOperations.IsPow2(segmentBytes))
        {
            throw new ArgumentException($"A segment of {segmentBytes} bytes is no power of two. Usual are 32, 64 and 128.", nameof(segmentBytes));
        }
    }
}

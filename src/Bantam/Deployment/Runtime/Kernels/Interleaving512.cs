using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Deployment;

/// <summary>Interleaves bytes within the four quarters of 512-bit vectors.</summary>
internal static unsafe class Interleaving512
{
    /// <summary>Makes the n-th bytes of four places neighbors, 64 of each.</summary>
    /// <remarks>Bytes of two places alternate first, then pairs of them. Both instructions see 16 bytes at a time.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(in FourPlaces places, out FourTerms<Vector512<byte>> terms)
    {
        Vector512<byte> a = Vector512.Load(places.A);
        Vector512<byte> b = Vector512.Load(places.B);
        Vector512<byte> c = Vector512.Load(places.C);
        Vector512<byte> d = Vector512.Load(places.D);
        Vector512<short> lowAB = Avx512BW.UnpackLow(a, b).AsInt16();
        Vector512<short> highAB = Avx512BW.UnpackHigh(a, b).AsInt16();
        Vector512<short> lowCD = Avx512BW.UnpackLow(c, d).AsInt16();
        Vector512<short> highCD = Avx512BW.UnpackHigh(c, d).AsInt16();
        terms.A = Avx512BW.UnpackLow(lowAB, lowCD).AsByte();
        terms.B = Avx512BW.UnpackHigh(lowAB, lowCD).AsByte();
        terms.C = Avx512BW.UnpackLow(highAB, highCD).AsByte();
        terms.D = Avx512BW.UnpackHigh(highAB, highCD).AsByte();
    }

    /// <summary>The element of a lane: four neighbors from each 16 bytes.</summary>
    public static int ElementOf(int vector, int lane) => (lane / 4 * 16) + (vector * 4) + (lane % 4);

    /// <summary>Writes the quarters where their elements belong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* target, in FourSums<Vector512<int>> sums)
    {
        Store(target, sums.A);
        Store(target + 4, sums.B);
        Store(target + 8, sums.C);
        Store(target + 12, sums.D);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(int* target, Vector512<int> sums)
    {
        sums.GetLower().GetLower().Store(target);
        sums.GetLower().GetUpper().Store(target + 16);
        sums.GetUpper().GetLower().Store(target + 32);
        sums.GetUpper().GetUpper().Store(target + 48);
    }
}

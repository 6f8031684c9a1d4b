using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Deployment;

/// <summary>Interleaves bytes within the two halves of 256-bit vectors.</summary>
internal static unsafe class Interleaving256
{
    /// <summary>Makes the n-th bytes of four places neighbors, 32 of each.</summary>
    /// <remarks>Bytes of two places alternate first, then pairs of them. Both instructions see 16 bytes at a time.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(in FourPlaces places, out FourTerms<Vector256<byte>> terms)
    {
        Vector256<byte> a = Vector256.Load(places.A);
        Vector256<byte> b = Vector256.Load(places.B);
        Vector256<byte> c = Vector256.Load(places.C);
        Vector256<byte> d = Vector256.Load(places.D);
        Vector256<short> lowAB = Avx2.UnpackLow(a, b).AsInt16();
        Vector256<short> highAB = Avx2.UnpackHigh(a, b).AsInt16();
        Vector256<short> lowCD = Avx2.UnpackLow(c, d).AsInt16();
        Vector256<short> highCD = Avx2.UnpackHigh(c, d).AsInt16();
        terms.A = Avx2.UnpackLow(lowAB, lowCD).AsByte();
        terms.B = Avx2.UnpackHigh(lowAB, lowCD).AsByte();
        terms.C = Avx2.UnpackLow(highAB, highCD).AsByte();
        terms.D = Avx2.UnpackHigh(highAB, highCD).AsByte();
    }

    /// <summary>The element of a lane: four neighbors from the lower 16 bytes, then four from the upper.</summary>
    public static int ElementOf(int vector, int lane) => (lane / 4 * 16) + (vector * 4) + (lane % 4);

    /// <summary>Writes the halves where their elements belong.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* target, in FourSums<Vector256<int>> sums)
    {
        sums.A.GetLower().Store(target);
        sums.B.GetLower().Store(target + 4);
        sums.C.GetLower().Store(target + 8);
        sums.D.GetLower().Store(target + 12);
        sums.A.GetUpper().Store(target + 16);
        sums.B.GetUpper().Store(target + 20);
        sums.C.GetUpper().Store(target + 24);
        sums.D.GetUpper().Store(target + 28);
    }
}

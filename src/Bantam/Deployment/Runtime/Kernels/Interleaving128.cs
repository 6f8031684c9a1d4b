using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Deployment;

/// <summary>Interleaves bytes of 128-bit vectors.</summary>
internal static unsafe class Interleaving128
{
    /// <summary>Makes the n-th bytes of four places neighbors, 16 of each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(in FourPlaces places, out FourTerms<Vector128<byte>> terms)
    {
        Vector128<byte> a = Vector128.Load(places.A);
        Vector128<byte> b = Vector128.Load(places.B);
        Vector128<byte> c = Vector128.Load(places.C);
        Vector128<byte> d = Vector128.Load(places.D);
        Vector128<short> lowAB = Low(a, b).AsInt16();
        Vector128<short> highAB = High(a, b).AsInt16();
        Vector128<short> lowCD = Low(c, d).AsInt16();
        Vector128<short> highCD = High(c, d).AsInt16();
        terms.A = Low(lowAB, lowCD).AsByte();
        terms.B = High(lowAB, lowCD).AsByte();
        terms.C = Low(highAB, highCD).AsByte();
        terms.D = High(highAB, highCD).AsByte();
    }

    /// <summary>The element of a lane: they stay in order.</summary>
    public static int ElementOf(int vector, int lane) => (vector * 4) + lane;

    /// <summary>Writes the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* target, in FourSums<Vector128<int>> sums)
    {
        sums.A.Store(target);
        sums.B.Store(target + 4);
        sums.C.Store(target + 8);
        sums.D.Store(target + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Low(Vector128<byte> a, Vector128<byte> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> High(Vector128<byte> a, Vector128<byte> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Low(Vector128<short> a, Vector128<short> b) => Sse2.IsSupported ? Sse2.UnpackLow(a, b) : AdvSimd.Arm64.ZipLow(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> High(Vector128<short> a, Vector128<short> b) => Sse2.IsSupported ? Sse2.UnpackHigh(a, b) : AdvSimd.Arm64.ZipHigh(a, b);
}

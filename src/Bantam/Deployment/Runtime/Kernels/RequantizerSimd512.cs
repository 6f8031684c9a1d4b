using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Deployment;

/// <summary>Sixteen lanes of AVX-512BW.</summary>
internal readonly unsafe struct RequantizerSimd512 : IRequantizerSimd<Vector512<int>>
{
    public static int Lanes => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(int* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Broadcast(int value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> OddDown(Vector512<int> a) => Avx512F.Shuffle(a, 0b11_11_01_01);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> MultiplyEven(Vector512<int> a, Vector512<int> b) => Avx512F.Multiply(a, b).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddLong(Vector512<int> a, Vector512<int> b) => (a.AsInt64() + b.AsInt64()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> BitLong(Vector512<int> a, Vector512<int> counts) =>
        (ShiftRightLong(a, counts).AsInt64() & Vector512<long>.One).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> ShiftRightLong(Vector512<int> a, Vector512<int> counts) =>
        Avx512F.ShiftRightLogicalVariable(a.AsInt64(), counts.AsUInt64()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Join(Vector512<int> even, Vector512<int> odd) => Vector512.ConditionalSelect(Vector512.Create(-1L << 32).AsInt32(), Avx512F.Shuffle(odd, 0b10_10_00_00), even);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> a, Vector512<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Subtract(Vector512<int> a, Vector512<int> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> ShiftRight(Vector512<int> a, Vector512<int> counts) => Avx512F.ShiftRightLogicalVariable(a, counts.AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> ShiftRightSigned(Vector512<int> a, Vector512<int> counts) => Avx512F.ShiftRightArithmeticVariable(a, counts.AsUInt32());

    /// <inheritdoc/>
    /// <remarks>Packing interleaves fours of channels: one permutation brings the four fours of each pixel together.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Narrow(in FourSums<Vector512<int>> pixels, in CodeLimits<Vector512<int>> limits)
    {
        Vector512<short> low = Avx512BW.AddSaturate(Avx512BW.PackSignedSaturate(pixels.A, pixels.B), limits.ZeroPoint.AsInt16());
        Vector512<short> high = Avx512BW.AddSaturate(Avx512BW.PackSignedSaturate(pixels.C, pixels.D), limits.ZeroPoint.AsInt16());
        Vector512<byte> codes = Avx512BW.Min(limits.Max.AsByte(), Avx512BW.Max(limits.Min.AsByte(), Avx512BW.PackUnsignedSaturate(low, high)));
        return Avx512F.PermuteVar16x32(codes.AsInt32(), Vector512.Create(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* target, Vector512<int> codes, int pixel)
    {
        Vector256<int> half = pixel < 2 ? codes.GetLower() : codes.GetUpper();
        Vector128<int> quarter = pixel % 2 == 0 ? half.GetLower() : half.GetUpper();
        quarter.AsByte().Store(target);
    }
}

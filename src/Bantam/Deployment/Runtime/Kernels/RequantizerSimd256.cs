using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Deployment;

/// <summary>Eight lanes of AVX2.</summary>
internal readonly unsafe struct RequantizerSimd256 : IRequantizerSimd<Vector256<int>>
{
    public static int Lanes => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(int* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Broadcast(int value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> OddDown(Vector256<int> a) => Avx2.Shuffle(a, 0b11_11_01_01);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyEven(Vector256<int> a, Vector256<int> b) => Avx2.Multiply(a, b).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddLong(Vector256<int> a, Vector256<int> b) => (a.AsInt64() + b.AsInt64()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> BitLong(Vector256<int> a, Vector256<int> counts) =>
        (ShiftRightLong(a, counts).AsInt64() & Vector256<long>.One).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftRightLong(Vector256<int> a, Vector256<int> counts) =>
        Avx2.ShiftRightLogicalVariable(a.AsInt64(), counts.AsUInt64()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Join(Vector256<int> even, Vector256<int> odd) => Avx2.Blend(even, Avx2.Shuffle(odd, 0b10_10_00_00), 0b10101010);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> a, Vector256<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Subtract(Vector256<int> a, Vector256<int> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftRight(Vector256<int> a, Vector256<int> counts) => Avx2.ShiftRightLogicalVariable(a, counts.AsUInt32());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ShiftRightSigned(Vector256<int> a, Vector256<int> counts) => Avx2.ShiftRightArithmeticVariable(a, counts.AsUInt32());

    /// <inheritdoc/>
    /// <remarks>Packing interleaves fours of channels: one permutation brings the two fours of each pixel together.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Narrow(in FourSums<Vector256<int>> pixels, in CodeLimits<Vector256<int>> limits)
    {
        Vector256<short> low = Avx2.AddSaturate(Avx2.PackSignedSaturate(pixels.A, pixels.B), limits.ZeroPoint.AsInt16());
        Vector256<short> high = Avx2.AddSaturate(Avx2.PackSignedSaturate(pixels.C, pixels.D), limits.ZeroPoint.AsInt16());
        Vector256<byte> codes = Avx2.Min(limits.Max.AsByte(), Avx2.Max(limits.Min.AsByte(), Avx2.PackUnsignedSaturate(low, high)));
        return Avx2.PermuteVar8x32(codes.AsInt32(), Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(byte* target, Vector256<int> codes, int pixel) => Unsafe.WriteUnaligned(target, codes.AsUInt64().GetElement(pixel));
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Deployment;

/// <summary>Eight lanes of AVX2: pairs of 16-bit products are added to sums of 32 bits.</summary>
/// <remarks>
/// The byte form of the instruction would saturate pairs at 16 bits. Widened, a pair is at most 2·255·128 = 65,280 in
/// magnitude and cannot.
/// </remarks>
internal readonly unsafe struct DotWide256 : IDot<Vector256<int>, Halves<Vector256<short>>>
{
    public static int Lanes => 8;

    public static int StepBytes => 64;

    public static int InputOffset => EngineCodes.Offset;

    public static void Pack(byte* step, int lane, int term, sbyte weight) => ((short*)step)[(term % 2 * 16) + (2 * lane) + (term / 2)] = weight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Halves<Vector256<short>> Broadcast(byte* inputs) => Split(Vector256.Create(*(uint*)inputs).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Halves<Vector256<short>> Load(byte* weights)
    {
        Halves<Vector256<short>> terms;
        terms.Even = Vector256.Load((short*)weights);
        terms.Odd = Vector256.Load((short*)weights + Vector256<short>.Count);
        return terms;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Halves<Vector256<short>> inputs, Halves<Vector256<short>> weights) =>
        sums + Avx2.MultiplyAddAdjacent(inputs.Even, weights.Even) + Avx2.MultiplyAddAdjacent(inputs.Odd, weights.Odd);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Sum(Vector256<int> a, Vector256<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadSums(int* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(int* target, Vector256<int> sums) => sums.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(in FourPlaces places, out FourTerms<Halves<Vector256<short>>> terms)
    {
        Interleaving256.Of(in places, out FourTerms<Vector256<byte>> bytes);
        terms.A = Split(bytes.A);
        terms.B = Split(bytes.B);
        terms.C = Split(bytes.C);
        terms.D = Split(bytes.D);
    }

    public static int ElementOf(int vector, int lane) => Interleaving256.ElementOf(vector, lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInterleaved(int* target, in FourSums<Vector256<int>> sums) => Interleaving256.Store(target, in sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Halves<Vector256<short>> Split(Vector256<byte> bytes)
    {
        Halves<Vector256<short>> halves;
        halves.Even = bytes.AsInt16() & Vector256.Create((short)0xFF);
        halves.Odd = (bytes.AsUInt16() >>> 8).AsInt16();
        return halves;
    }
}

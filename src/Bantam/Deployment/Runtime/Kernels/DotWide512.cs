using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Deployment;

/// <summary>Sixteen lanes of AVX-512BW: pairs of 16-bit products are added to sums of 32 bits.</summary>
/// <remarks>
/// The byte form of the instruction would saturate pairs at 16 bits. Widened, a pair is at most 2·255·128 = 65,280 in
/// magnitude and cannot.
/// </remarks>
internal readonly unsafe struct DotWide512 : IDot<Vector512<int>, Halves<Vector512<short>>>
{
    public static int Lanes => 16;

    public static int StepBytes => 128;

    public static int InputOffset => EngineCodes.Offset;

    public static void Pack(byte* step, int lane, int term, sbyte weight) => ((short*)step)[(term % 2 * 32) + (2 * lane) + (term / 2)] = weight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Halves<Vector512<short>> Broadcast(byte* inputs) => Split(Vector512.Create(*(uint*)inputs).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Halves<Vector512<short>> Load(byte* weights)
    {
        Halves<Vector512<short>> terms;
        terms.Even = Vector512.Load((short*)weights);
        terms.Odd = Vector512.Load((short*)weights + Vector512<short>.Count);
        return terms;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sums, Halves<Vector512<short>> inputs, Halves<Vector512<short>> weights) =>
        sums + Avx512BW.MultiplyAddAdjacent(inputs.Even, weights.Even) + Avx512BW.MultiplyAddAdjacent(inputs.Odd, weights.Odd);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Sum(Vector512<int> a, Vector512<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> LoadSums(int* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(int* target, Vector512<int> sums) => sums.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(in FourPlaces places, out FourTerms<Halves<Vector512<short>>> terms)
    {
        Interleaving512.Of(in places, out FourTerms<Vector512<byte>> bytes);
        terms.A = Split(bytes.A);
        terms.B = Split(bytes.B);
        terms.C = Split(bytes.C);
        terms.D = Split(bytes.D);
    }

    public static int ElementOf(int vector, int lane) => Interleaving512.ElementOf(vector, lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInterleaved(int* target, in FourSums<Vector512<int>> sums) => Interleaving512.Store(target, in sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Halves<Vector512<short>> Split(Vector512<byte> bytes)
    {
        Halves<Vector512<short>> halves;
        halves.Even = bytes.AsInt16() & Vector512.Create((short)0xFF);
        halves.Odd = (bytes.AsUInt16() >>> 8).AsInt16();
        return halves;
    }
}

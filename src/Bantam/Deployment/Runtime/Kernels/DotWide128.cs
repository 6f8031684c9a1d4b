using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Deployment;

/// <summary>Four lanes of SSE4.1 or NEON: pairs of 16-bit products are added to sums of 32 bits.</summary>
/// <remarks>
/// The byte form of the instruction would saturate pairs at 16 bits. Widened, a pair is at most 2·255·128 = 65,280 in
/// magnitude and cannot.
/// </remarks>
internal readonly unsafe struct DotWide128 : IDot<Vector128<int>, Halves<Vector128<short>>>
{
    public static int Lanes => 4;

    public static int StepBytes => 32;

    public static int InputOffset => EngineCodes.Offset;

    public static void Pack(byte* step, int lane, int term, sbyte weight) => ((short*)step)[(term % 2 * 8) + (2 * lane) + (term / 2)] = weight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Halves<Vector128<short>> Broadcast(byte* inputs) => Split(Vector128.Create(*(uint*)inputs).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Halves<Vector128<short>> Load(byte* weights)
    {
        Halves<Vector128<short>> terms;
        terms.Even = Vector128.Load((short*)weights);
        terms.Odd = Vector128.Load((short*)weights + Vector128<short>.Count);
        return terms;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sums, Halves<Vector128<short>> inputs, Halves<Vector128<short>> weights) =>
        sums + MultiplyAddPairs(inputs.Even, weights.Even) + MultiplyAddPairs(inputs.Odd, weights.Odd);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Sum(Vector128<int> a, Vector128<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LoadSums(int* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(int* target, Vector128<int> sums) => sums.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(in FourPlaces places, out FourTerms<Halves<Vector128<short>>> terms)
    {
        Interleaving128.Of(in places, out FourTerms<Vector128<byte>> bytes);
        terms.A = Split(bytes.A);
        terms.B = Split(bytes.B);
        terms.C = Split(bytes.C);
        terms.D = Split(bytes.D);
    }

    public static int ElementOf(int vector, int lane) => Interleaving128.ElementOf(vector, lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInterleaved(int* target, in FourSums<Vector128<int>> sums) => Interleaving128.Store(target, in sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Halves<Vector128<short>> Split(Vector128<byte> bytes)
    {
        Halves<Vector128<short>> halves;
        halves.Even = bytes.AsInt16() & Vector128.Create((short)0xFF);
        halves.Odd = (bytes.AsUInt16() >>> 8).AsInt16();
        return halves;
    }

    /// <summary>The sums of neighboring products: one instruction on x64, two multiplications and an addition of neighbors on Arm.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> MultiplyAddPairs(Vector128<short> a, Vector128<short> b) => Sse2.IsSupported
        ? Sse2.MultiplyAddAdjacent(a, b)
        : AdvSimd.Arm64.AddPairwise(AdvSimd.MultiplyWideningLower(a.GetLower(), b.GetLower()), AdvSimd.MultiplyWideningUpper(a, b));
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Deployment;

/// <summary>Eight lanes of AVX-VNNI: one instruction multiplies 32 bytes and adds them in fours.</summary>
/// <remarks>This is the form of the instruction that wraps around, <c>vpdpbusd</c>, and not the one that saturates.</remarks>
internal readonly unsafe struct DotVnni : IDot<Vector256<int>, Vector256<byte>>
{
    public static int Lanes => 8;

    public static int StepBytes => 32;

    public static int InputOffset => EngineCodes.Offset;

    public static void Pack(byte* step, int lane, int term, sbyte weight) => step[(4 * lane) + term] = (byte)weight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Broadcast(byte* inputs) => Vector256.Create(*(uint*)inputs).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Load(byte* weights) => Vector256.Load(weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> inputs, Vector256<byte> weights) =>
        AvxVnni.MultiplyWideningAndAdd(sums, inputs, weights.AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Sum(Vector256<int> a, Vector256<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadSums(int* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(int* target, Vector256<int> sums) => sums.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(in FourPlaces places, out FourTerms<Vector256<byte>> terms) => Interleaving256.Of(in places, out terms);

    public static int ElementOf(int vector, int lane) => Interleaving256.ElementOf(vector, lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInterleaved(int* target, in FourSums<Vector256<int>> sums) => Interleaving256.Store(target, in sums);
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Bantam.Deployment;

/// <summary>Four lanes of the dot product of 64-bit Arm.</summary>
/// <remarks>The instruction takes two factors with sign: a flip of the highest bit turns bytes into codes again, so that the weights' share of 128 is 0.</remarks>
internal readonly unsafe struct DotArm : IDot<Vector128<int>, Vector128<byte>>
{
    public static int Lanes => 4;

    public static int StepBytes => 16;

    public static int InputOffset => 0;

    public static void Pack(byte* step, int lane, int term, sbyte weight) => step[(4 * lane) + term] = (byte)weight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Broadcast(byte* inputs) => Vector128.Create(*(uint*)inputs).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(byte* weights) => Vector128.Load(weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> sums, Vector128<byte> inputs, Vector128<byte> weights) =>
        Dp.DotProduct(sums, (inputs ^ Vector128.Create((byte)EngineCodes.Offset)).AsSByte(), weights.AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Sum(Vector128<int> a, Vector128<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LoadSums(int* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(int* target, Vector128<int> sums) => sums.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Interleave(in FourPlaces places, out FourTerms<Vector128<byte>> terms) => Interleaving128.Of(in places, out terms);

    public static int ElementOf(int vector, int lane) => Interleaving128.ElementOf(vector, lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreInterleaved(int* target, in FourSums<Vector128<int>> sums) => Interleaving128.Store(target, in sums);
}

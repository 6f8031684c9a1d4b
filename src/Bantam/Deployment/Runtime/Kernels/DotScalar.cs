using System.Runtime.CompilerServices;

namespace Bantam.Deployment;

/// <summary>One lane, on any machine. The four bytes of a step are the bytes of one integer.</summary>
internal readonly unsafe struct DotScalar : IDot<int, uint>
{
    public static int Lanes => 1;

    public static int StepBytes => 4;

    public static int InputOffset => EngineCodes.Offset;

    public static void Pack(byte* step, int lane, int term, sbyte weight) => step[term] = (byte)weight;

    public static uint Broadcast(byte* inputs) => Unsafe.ReadUnaligned<uint>(inputs);

    public static uint Load(byte* weights) => Unsafe.ReadUnaligned<uint>(weights);

    public static int Add(int sums, uint inputs, uint weights)
    {
        byte* x = (byte*)&inputs;
        sbyte* w = (sbyte*)&weights;
        return sums + (x[0] * w[0]) + (x[1] * w[1]) + (x[2] * w[2]) + (x[3] * w[3]);
    }

    public static int Sum(int a, int b) => a + b;

    public static int LoadSums(int* source) => *source;

    public static void StoreSums(int* target, int sums) => *target = sums;

    public static void Interleave(in FourPlaces places, out FourTerms<uint> terms)
    {
        terms.A = Terms(in places, 0);
        terms.B = Terms(in places, 1);
        terms.C = Terms(in places, 2);
        terms.D = Terms(in places, 3);
    }

    public static int ElementOf(int vector, int lane) => vector;

    public static void StoreInterleaved(int* target, in FourSums<int> sums)
    {
        target[0] = sums.A;
        target[1] = sums.B;
        target[2] = sums.C;
        target[3] = sums.D;
    }

    private static uint Terms(in FourPlaces places, int element)
    {
        uint terms;
        byte* bytes = (byte*)&terms;
        bytes[0] = places.A[element];
        bytes[1] = places.B[element];
        bytes[2] = places.C[element];
        bytes[3] = places.D[element];
        return terms;
    }
}

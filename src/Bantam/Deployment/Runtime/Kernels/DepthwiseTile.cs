using System.Runtime.CompilerServices;

namespace Bantam.Deployment;

/// <summary>What the sums of one block of a depthwise convolution are computed from. A block is 4·Lanes neighboring elements.</summary>
internal unsafe struct DepthwiseTileArguments
{
    /// <summary>The first element under the first tap.</summary>
    public byte* Inputs;

    /// <summary>From there to the same element under each tap, four for each group.</summary>
    public int* Taps;

    /// <summary>Groups of four taps; the last is filled up with taps whose weights are 0.</summary>
    public int Groups;

    /// <summary>The packed weights: for each group four vectors.</summary>
    public byte* Weights;

    /// <summary>What the sums begin with, in the order of the lanes.</summary>
    public int* Bias;

    /// <summary>Receives the sums in the order of the elements.</summary>
    public int* Sums;
}

/// <summary>The kernel of depthwise convolutions: each lane is a channel of its own, and its four terms are four taps.</summary>
internal static unsafe class DepthwiseTile
{
    /// <summary>The sums of one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TDot, TSums, TTerms>(in DepthwiseTileArguments a)
        where TDot : struct, IDot<TSums, TTerms>
        where TSums : unmanaged
        where TTerms : unmanaged
    {
        byte* weights = a.Weights;
        int* taps = a.Taps;
        FourSums<TSums> sums;
        sums.A = TDot.LoadSums(a.Bias);
        sums.B = TDot.LoadSums(a.Bias + TDot.Lanes);
        sums.C = TDot.LoadSums(a.Bias + (2 * TDot.Lanes));
        sums.D = TDot.LoadSums(a.Bias + (3 * TDot.Lanes));
        for (int group = a.Groups; group > 0; group--, taps += 4, weights += 4 * TDot.StepBytes)
        {
            FourPlaces places = new(a.Inputs + taps[0], a.Inputs + taps[1], a.Inputs + taps[2], a.Inputs + taps[3]);
            TDot.Interleave(in places, out FourTerms<TTerms> terms);
            sums.A = TDot.Add(sums.A, terms.A, TDot.Load(weights));
            sums.B = TDot.Add(sums.B, terms.B, TDot.Load(weights + TDot.StepBytes));
            sums.C = TDot.Add(sums.C, terms.C, TDot.Load(weights + (2 * TDot.StepBytes)));
            sums.D = TDot.Add(sums.D, terms.D, TDot.Load(weights + (3 * TDot.StepBytes)));
        }

        TDot.StoreInterleaved(a.Sums, in sums);
    }
}

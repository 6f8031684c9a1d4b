using System.Runtime.CompilerServices;

namespace Bantam.Deployment;

/// <summary>What the sums of one row of pixels, for one block of channels, are computed from.</summary>
internal unsafe struct DepthwiseColumnsArguments
{
    /// <summary>The block's first channel under the first tap of the first pixel.</summary>
    public byte* Inputs;

    /// <summary>Bytes from one row to the next.</summary>
    public int RowStride;

    /// <summary>Bytes from one pixel to the next.</summary>
    public int PixelStride;

    /// <summary>Output pixels, at least 1.</summary>
    public int Pixels;

    /// <summary>The packed weights: for each column of the window four vectors whose terms are its three rows and 0.</summary>
    public byte* Weights;

    /// <summary>What the sums begin with, in the order of the lanes.</summary>
    public int* Bias;

    /// <summary>Receives the sums in the order of the elements.</summary>
    public int* Sums;

    /// <summary>Sums from one pixel to the next.</summary>
    public int LeadingSums;
}

/// <summary>The kernel of depthwise convolutions with windows of 3 by 3 and a stride of 1: each column of the image is interleaved once and serves three pixels.</summary>
internal static unsafe class DepthwiseColumns
{
    /// <summary>The side of the window.</summary>
    public const int Side = 3;

    /// <summary>The sums of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TDot, TSums, TTerms>(in DepthwiseColumnsArguments a)
        where TDot : struct, IDot<TSums, TTerms>
        where TSums : unmanaged
        where TTerms : unmanaged
    {
        byte* column = a.Inputs;
        int* target = a.Sums;
        nint rowStride = a.RowStride;
        FourSums<TSums> bias;
        bias.A = TDot.LoadSums(a.Bias);
        bias.B = TDot.LoadSums(a.Bias + TDot.Lanes);
        bias.C = TDot.LoadSums(a.Bias + (2 * TDot.Lanes));
        bias.D = TDot.LoadSums(a.Bias + (3 * TDot.Lanes));

        // Pixels that have seen one column and two columns of their windows.
        FourSums<TSums> first = bias;
        FourSums<TSums> second = bias;
        for (int i = -2; i < a.Pixels; i++, column += a.PixelStride)
        {
            // The fourth term meets weights of 0.
            FourPlaces rows = new(column, column + rowStride, column + (2 * rowStride), column);
            TDot.Interleave(in rows, out FourTerms<TTerms> terms);
            FourSums<TSums> last = Add<TDot, TSums, TTerms>(second, in terms, a.Weights + (8 * TDot.StepBytes));
            second = Add<TDot, TSums, TTerms>(first, in terms, a.Weights + (4 * TDot.StepBytes));
            first = Add<TDot, TSums, TTerms>(bias, in terms, a.Weights);
            if (i >= 0)
            {
                TDot.StoreInterleaved(target, in last);
                target += a.LeadingSums;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static FourSums<TSums> Add<TDot, TSums, TTerms>(FourSums<TSums> sums, in FourTerms<TTerms> terms, byte* weights)
        where TDot : struct, IDot<TSums, TTerms>
        where TSums : unmanaged
        where TTerms : unmanaged
    {
        sums.A = TDot.Add(sums.A, terms.A, TDot.Load(weights));
        sums.B = TDot.Add(sums.B, terms.B, TDot.Load(weights + TDot.StepBytes));
        sums.C = TDot.Add(sums.C, terms.C, TDot.Load(weights + (2 * TDot.StepBytes)));
        sums.D = TDot.Add(sums.D, terms.D, TDot.Load(weights + (3 * TDot.StepBytes)));
        return sums;
    }
}

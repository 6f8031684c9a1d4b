using System.Runtime.CompilerServices;

namespace Bantam.Deployment;

/// <summary>What the sums of some output pixels over one panel of output channels are computed from.</summary>
internal unsafe struct DotTileArguments
{
    /// <summary>Where offsets of windows count from.</summary>
    public byte* Inputs;

    /// <summary>Where each pixel's window begins; as many as <see cref="Tiles"/> times six.</summary>
    public int* Windows;

    /// <summary>Six pixels each.</summary>
    public int Tiles;

    /// <summary>Rows of a window.</summary>
    public int Rows;

    /// <summary>Bytes from one row of a window to the next.</summary>
    public int RowStride;

    /// <summary>Bytes of one row of a window, a multiple of four: weights of 0 stand beyond its end.</summary>
    public int RunBytes;

    /// <summary>The packed weights of the panel.</summary>
    public byte* Weights;

    /// <summary>What the sums of the panel's channels begin with.</summary>
    public int* Bias;

    /// <summary>Receives the sums: pixel after pixel.</summary>
    public int* Sums;

    /// <summary>Sums from one pixel to the next.</summary>
    public int LeadingSums;
}

/// <summary>The kernel of convolutions: sums of six pixels at once, by one vector of output channels or by two.</summary>
/// <remarks>
/// <para>Twelve running sums hide the latency of multiplication, and with two vectors of weights and one of activations they fit the
/// sixteen registers of AVX2. The sums are separate variables because the compiler keeps arrays of vectors in memory.</para>
/// <para>Six pixels may lie anywhere: each has its own pointer, and rows of a window are read as one run of bytes.</para>
/// </remarks>
internal static unsafe class DotTile
{
    /// <summary>Pixels of a tile.</summary>
    public const int Pixels = 6;

    /// <summary>A panel of two vectors of channels: each pair of weight vectors serves six pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TwoVectors<TDot, TSums, TTerms>(in DotTileArguments a)
        where TDot : struct, IDot<TSums, TTerms>
        where TSums : unmanaged
        where TTerms : unmanaged
    {
        int* windows = a.Windows;
        int* target = a.Sums;
        for (int tile = a.Tiles; tile > 0; tile--, windows += Pixels, target += Pixels * a.LeadingSums)
        {
            byte* p0 = a.Inputs + windows[0];
            byte* p1 = a.Inputs + windows[1];
            byte* p2 = a.Inputs + windows[2];
            byte* p3 = a.Inputs + windows[3];
            byte* p4 = a.Inputs + windows[4];
            byte* p5 = a.Inputs + windows[5];
            byte* weights = a.Weights;
            TSums s0 = TDot.LoadSums(a.Bias), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
            TSums t0 = TDot.LoadSums(a.Bias + TDot.Lanes), t1 = t0, t2 = t0, t3 = t0, t4 = t0, t5 = t0;
            nint start = 0;
            for (int row = a.Rows; row > 0; row--, start += a.RowStride)
            {
                nint end = start + a.RunBytes;
                for (nint k = start; k < end; k += 4, weights += 2 * TDot.StepBytes)
                {
                    TTerms w = TDot.Load(weights);
                    TTerms v = TDot.Load(weights + TDot.StepBytes);
                    TTerms x = TDot.Broadcast(p0 + k);
                    s0 = TDot.Add(s0, x, w);
                    t0 = TDot.Add(t0, x, v);
                    x = TDot.Broadcast(p1 + k);
                    s1 = TDot.Add(s1, x, w);
                    t1 = TDot.Add(t1, x, v);
                    x = TDot.Broadcast(p2 + k);
                    s2 = TDot.Add(s2, x, w);
                    t2 = TDot.Add(t2, x, v);
                    x = TDot.Broadcast(p3 + k);
                    s3 = TDot.Add(s3, x, w);
                    t3 = TDot.Add(t3, x, v);
                    x = TDot.Broadcast(p4 + k);
                    s4 = TDot.Add(s4, x, w);
                    t4 = TDot.Add(t4, x, v);
                    x = TDot.Broadcast(p5 + k);
                    s5 = TDot.Add(s5, x, w);
                    t5 = TDot.Add(t5, x, v);
                }
            }

            int* sums = target;
            Store<TDot, TSums, TTerms>(sums, s0, t0);
            Store<TDot, TSums, TTerms>(sums += a.LeadingSums, s1, t1);
            Store<TDot, TSums, TTerms>(sums += a.LeadingSums, s2, t2);
            Store<TDot, TSums, TTerms>(sums += a.LeadingSums, s3, t3);
            Store<TDot, TSums, TTerms>(sums += a.LeadingSums, s4, t4);
            Store<TDot, TSums, TTerms>(sums + a.LeadingSums, s5, t5);
        }
    }

    /// <summary>A panel of one vector of channels: two steps at a time go to sums of their own, so that there are twelve as well.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneVector<TDot, TSums, TTerms>(in DotTileArguments a)
        where TDot : struct, IDot<TSums, TTerms>
        where TSums : unmanaged
        where TTerms : unmanaged
    {
        int* windows = a.Windows;
        int* target = a.Sums;
        for (int tile = a.Tiles; tile > 0; tile--, windows += Pixels, target += Pixels * a.LeadingSums)
        {
            byte* p0 = a.Inputs + windows[0];
            byte* p1 = a.Inputs + windows[1];
            byte* p2 = a.Inputs + windows[2];
            byte* p3 = a.Inputs + windows[3];
            byte* p4 = a.Inputs + windows[4];
            byte* p5 = a.Inputs + windows[5];
            byte* weights = a.Weights;
            TSums s0 = TDot.LoadSums(a.Bias), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0;
            TSums t0 = default, t1 = default, t2 = default, t3 = default, t4 = default, t5 = default;
            nint start = 0;
            for (int row = a.Rows; row > 0; row--, start += a.RowStride)
            {
                nint end = start + a.RunBytes;
                nint k = start;
                for (; k + 4 < end; k += 8, weights += 2 * TDot.StepBytes)
                {
                    TTerms w = TDot.Load(weights);
                    TTerms v = TDot.Load(weights + TDot.StepBytes);
                    s0 = TDot.Add(s0, TDot.Broadcast(p0 + k), w);
                    t0 = TDot.Add(t0, TDot.Broadcast(p0 + k + 4), v);
                    s1 = TDot.Add(s1, TDot.Broadcast(p1 + k), w);
                    t1 = TDot.Add(t1, TDot.Broadcast(p1 + k + 4), v);
                    s2 = TDot.Add(s2, TDot.Broadcast(p2 + k), w);
                    t2 = TDot.Add(t2, TDot.Broadcast(p2 + k + 4), v);
                    s3 = TDot.Add(s3, TDot.Broadcast(p3 + k), w);
                    t3 = TDot.Add(t3, TDot.Broadcast(p3 + k + 4), v);
                    s4 = TDot.Add(s4, TDot.Broadcast(p4 + k), w);
                    t4 = TDot.Add(t4, TDot.Broadcast(p4 + k + 4), v);
                    s5 = TDot.Add(s5, TDot.Broadcast(p5 + k), w);
                    t5 = TDot.Add(t5, TDot.Broadcast(p5 + k + 4), v);
                }

                if (k < end)
                {
                    TTerms w = TDot.Load(weights);
                    weights += TDot.StepBytes;
                    s0 = TDot.Add(s0, TDot.Broadcast(p0 + k), w);
                    s1 = TDot.Add(s1, TDot.Broadcast(p1 + k), w);
                    s2 = TDot.Add(s2, TDot.Broadcast(p2 + k), w);
                    s3 = TDot.Add(s3, TDot.Broadcast(p3 + k), w);
                    s4 = TDot.Add(s4, TDot.Broadcast(p4 + k), w);
                    s5 = TDot.Add(s5, TDot.Broadcast(p5 + k), w);
                }
            }

            int* sums = target;
            TDot.StoreSums(sums, TDot.Sum(s0, t0));
            TDot.StoreSums(sums += a.LeadingSums, TDot.Sum(s1, t1));
            TDot.StoreSums(sums += a.LeadingSums, TDot.Sum(s2, t2));
            TDot.StoreSums(sums += a.LeadingSums, TDot.Sum(s3, t3));
            TDot.StoreSums(sums += a.LeadingSums, TDot.Sum(s4, t4));
            TDot.StoreSums(sums + a.LeadingSums, TDot.Sum(s5, t5));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TDot, TSums, TTerms>(int* target, TSums first, TSums second)
        where TDot : struct, IDot<TSums, TTerms>
        where TSums : unmanaged
        where TTerms : unmanaged
    {
        TDot.StoreSums(target, first);
        TDot.StoreSums(target + TDot.Lanes, second);
    }
}

using System.Runtime.CompilerServices;

namespace Bantam.Deployment;

/// <summary>The kernel of dense layers: sums of one row of activations, by four vectors of outputs.</summary>
internal static unsafe class DotRow
{
    /// <summary>Vectors of a panel.</summary>
    public const int Vectors = 4;

    /// <summary>The sums of one panel.</summary>
    /// <param name="inputs">The activations, read in fours.</param>
    /// <param name="steps">How many fours; weights of 0 stand beyond the last activation.</param>
    /// <param name="weights">The packed panel.</param>
    /// <param name="bias">What the sums begin with.</param>
    /// <param name="sums">Receives the sums.</param>
    /// <remarks>Every weight is read once, so memory is the limit. Two steps at a time make eight chains of additions, which hide their latency.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TDot, TSums, TTerms>(byte* inputs, int steps, byte* weights, int* bias, int* sums)
        where TDot : struct, IDot<TSums, TTerms>
        where TSums : unmanaged
        where TTerms : unmanaged
    {
        TSums s0 = TDot.LoadSums(bias);
        TSums s1 = TDot.LoadSums(bias + TDot.Lanes);
        TSums s2 = TDot.LoadSums(bias + (2 * TDot.Lanes));
        TSums s3 = TDot.LoadSums(bias + (3 * TDot.Lanes));
        TSums t0 = default, t1 = default, t2 = default, t3 = default;
        for (; steps > 1; steps -= 2, inputs += 8, weights += 8 * TDot.StepBytes)
        {
            TTerms x = TDot.Broadcast(inputs);
            TTerms y = TDot.Broadcast(inputs + 4);
            s0 = TDot.Add(s0, x, TDot.Load(weights));
            s1 = TDot.Add(s1, x, TDot.Load(weights + TDot.StepBytes));
            s2 = TDot.Add(s2, x, TDot.Load(weights + (2 * TDot.StepBytes)));
            s3 = TDot.Add(s3, x, TDot.Load(weights + (3 * TDot.StepBytes)));
            t0 = TDot.Add(t0, y, TDot.Load(weights + (4 * TDot.StepBytes)));
            t1 = TDot.Add(t1, y, TDot.Load(weights + (5 * TDot.StepBytes)));
            t2 = TDot.Add(t2, y, TDot.Load(weights + (6 * TDot.StepBytes)));
            t3 = TDot.Add(t3, y, TDot.Load(weights + (7 * TDot.StepBytes)));
        }

        if (steps > 0)
        {
            TTerms x = TDot.Broadcast(inputs);
            s0 = TDot.Add(s0, x, TDot.Load(weights));
            s1 = TDot.Add(s1, x, TDot.Load(weights + TDot.StepBytes));
            s2 = TDot.Add(s2, x, TDot.Load(weights + (2 * TDot.StepBytes)));
            s3 = TDot.Add(s3, x, TDot.Load(weights + (3 * TDot.StepBytes)));
        }

        TDot.StoreSums(sums, TDot.Sum(s0, t0));
        TDot.StoreSums(sums + TDot.Lanes, TDot.Sum(s1, t1));
        TDot.StoreSums(sums + (2 * TDot.Lanes), TDot.Sum(s2, t2));
        TDot.StoreSums(sums + (3 * TDot.Lanes), TDot.Sum(s3, t3));
    }
}

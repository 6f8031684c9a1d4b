using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <content>A matrix that is stored as its transpose: blocks of it are turned in registers on the way.</content>
internal static unsafe partial class GemmRow
{
    private const int Vectors = 4;

    private static void MultiplyTransposed<TSimd, TVector>(in GemmArguments g)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int column = 0;
        for (; column + (Vectors * TSimd.Lanes) <= g.N; column += Vectors * TSimd.Lanes)
        {
            TurnedFourVectors<TSimd, TVector>(in g, column);
        }

        for (; column < g.N; column += TSimd.Lanes)
        {
            TurnedOneVector<TSimd, TVector>(in g, column, Math.Min(TSimd.Lanes, g.N - column));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TurnedFourVectors<TSimd, TVector>(in GemmArguments g, int column)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = TSimd.Lanes;
        float* turned = stackalloc float[16 * Vectors * 16];
        float* c = g.C + column;
        TVector s0 = default, s1 = default, s2 = default, s3 = default;
        if (g.Accumulate)
        {
            s0 = TSimd.Load(c);
            s1 = TSimd.Load(c + lanes);
            s2 = TSimd.Load(c + (2 * lanes));
            s3 = TSimd.Load(c + (3 * lanes));
        }

        float* a = g.A;
        nint stepOfA = g.TransposeA ? g.LeadingA : 1;
        nint step = Vectors * lanes;
        for (int k = 0; k < g.K; k += lanes)
        {
            int count = Math.Min(lanes, g.K - k);
            for (int v = 0; v < Vectors; v++)
            {
                Turn<TSimd, TVector>(in g, column + (v * lanes), k, turned + (v * lanes), step);
            }

            float* b = turned;
            for (int i = 0; i < count; i++, b += step, a += stepOfA)
            {
                TVector x = TSimd.Broadcast(*a);
                s0 = TSimd.MultiplyAdd(x, TSimd.Load(b), s0);
                s1 = TSimd.MultiplyAdd(x, TSimd.Load(b + lanes), s1);
                s2 = TSimd.MultiplyAdd(x, TSimd.Load(b + (2 * lanes)), s2);
                s3 = TSimd.MultiplyAdd(x, TSimd.Load(b + (3 * lanes)), s3);
            }
        }

        Write<TSimd, TVector>(in g, column, lanes, s0);
        Write<TSimd, TVector>(in g, column + lanes, lanes, s1);
        Write<TSimd, TVector>(in g, column + (2 * lanes), lanes, s2);
        Write<TSimd, TVector>(in g, column + (3 * lanes), lanes, s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TurnedOneVector<TSimd, TVector>(in GemmArguments g, int column, int columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = TSimd.Lanes;
        float* turned = stackalloc float[16 * 16];
        TVector sum = g.Accumulate ? TSimd.LoadFirst(g.C + column, columns) : default;
        float* a = g.A;
        nint stepOfA = g.TransposeA ? g.LeadingA : 1;
        for (int k = 0; k < g.K; k += lanes)
        {
            int count = Math.Min(lanes, g.K - k);
            Turn<TSimd, TVector>(in g, column, k, turned, lanes);
            float* b = turned;
            for (int i = 0; i < count; i++, b += lanes, a += stepOfA)
            {
                sum = TSimd.MultiplyAdd(TSimd.Broadcast(*a), TSimd.Load(b), sum);
            }
        }

        Write<TSimd, TVector>(in g, column, columns, sum);
    }

    // The block of the factor that begins at a column and a term; columns lie in memory as rows.
    private static void Turn<TSimd, TVector>(in GemmArguments g, int column, int term, float* target, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* source = g.B + ((nint)column * g.LeadingB) + term;
        int columns = Math.Min(TSimd.Lanes, g.N - column);
        int terms = Math.Min(TSimd.Lanes, g.K - term);
        if (columns == TSimd.Lanes && terms == TSimd.Lanes)
        {
            BlockTranspose.Run<TSimd, TVector>(source, g.LeadingB, target, step);
        }
        else
        {
            BlockTranspose.RunCorner<TSimd, TVector>(source, g.LeadingB, columns, terms, target, step);
        }
    }
}

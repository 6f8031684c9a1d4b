using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <content>Blocks two vectors wide.</content>
internal unsafe partial struct GemmTile
{
    /// <summary>Twelve rows: 24 running sums, for 32 vector registers. A pair of vectors that is loaded serves 24 sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwelveRowsTwoVectors<TSimd, TVector>(in GemmTile tile)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* a0 = tile.A + tile.RowsOfA[0];
        float* a1 = tile.A + tile.RowsOfA[1];
        float* a2 = tile.A + tile.RowsOfA[2];
        float* a3 = tile.A + tile.RowsOfA[3];
        float* a4 = tile.A + tile.RowsOfA[4];
        float* a5 = tile.A + tile.RowsOfA[5];
        float* a6 = tile.A + tile.RowsOfA[6];
        float* a7 = tile.A + tile.RowsOfA[7];
        float* a8 = tile.A + tile.RowsOfA[8];
        float* a9 = tile.A + tile.RowsOfA[9];
        float* a10 = tile.A + tile.RowsOfA[10];
        float* a11 = tile.A + tile.RowsOfA[11];
        TVector sum0a = default, sum0b = default;
        TVector sum1a = default, sum1b = default;
        TVector sum2a = default, sum2b = default;
        TVector sum3a = default, sum3b = default;
        TVector sum4a = default, sum4b = default;
        TVector sum5a = default, sum5b = default;
        TVector sum6a = default, sum6b = default;
        TVector sum7a = default, sum7b = default;
        TVector sum8a = default, sum8b = default;
        TVector sum9a = default, sum9b = default;
        TVector sum10a = default, sum10b = default;
        TVector sum11a = default, sum11b = default;
        if (tile.Accumulate)
        {
            Read<TSimd, TVector>(in tile, 0, out sum0a, out sum0b);
            Read<TSimd, TVector>(in tile, 1, out sum1a, out sum1b);
            Read<TSimd, TVector>(in tile, 2, out sum2a, out sum2b);
            Read<TSimd, TVector>(in tile, 3, out sum3a, out sum3b);
            Read<TSimd, TVector>(in tile, 4, out sum4a, out sum4b);
            Read<TSimd, TVector>(in tile, 5, out sum5a, out sum5b);
            Read<TSimd, TVector>(in tile, 6, out sum6a, out sum6b);
            Read<TSimd, TVector>(in tile, 7, out sum7a, out sum7b);
            Read<TSimd, TVector>(in tile, 8, out sum8a, out sum8b);
            Read<TSimd, TVector>(in tile, 9, out sum9a, out sum9b);
            Read<TSimd, TVector>(in tile, 10, out sum10a, out sum10b);
            Read<TSimd, TVector>(in tile, 11, out sum11a, out sum11b);
        }

        nint stepOfA = tile.StepOfA;
        nint stepOfB = tile.StepOfB;
        nint length = tile.Run * stepOfA;
        for (nint segment = 0; segment < tile.Segments; segment++)
        {
            float* b = tile.B + (segment * tile.SegmentOfB);
            nint k = segment * tile.SegmentOfA;
            for (nint end = k + length; k != end; k += stepOfA)
            {
                TVector ba = TSimd.Load(b);
                TVector bb = TSimd.Load(b + TSimd.Lanes);
                b += stepOfB;
                TVector x0 = TSimd.Broadcast(a0[k]);
                sum0a = TSimd.MultiplyAdd(x0, ba, sum0a);
                sum0b = TSimd.MultiplyAdd(x0, bb, sum0b);
                TVector x1 = TSimd.Broadcast(a1[k]);
                sum1a = TSimd.MultiplyAdd(x1, ba, sum1a);
                sum1b = TSimd.MultiplyAdd(x1, bb, sum1b);
                TVector x2 = TSimd.Broadcast(a2[k]);
                sum2a = TSimd.MultiplyAdd(x2, ba, sum2a);
                sum2b = TSimd.MultiplyAdd(x2, bb, sum2b);
                TVector x3 = TSimd.Broadcast(a3[k]);
                sum3a = TSimd.MultiplyAdd(x3, ba, sum3a);
                sum3b = TSimd.MultiplyAdd(x3, bb, sum3b);
                TVector x4 = TSimd.Broadcast(a4[k]);
                sum4a = TSimd.MultiplyAdd(x4, ba, sum4a);
                sum4b = TSimd.MultiplyAdd(x4, bb, sum4b);
                TVector x5 = TSimd.Broadcast(a5[k]);
                sum5a = TSimd.MultiplyAdd(x5, ba, sum5a);
                sum5b = TSimd.MultiplyAdd(x5, bb, sum5b);
                TVector x6 = TSimd.Broadcast(a6[k]);
                sum6a = TSimd.MultiplyAdd(x6, ba, sum6a);
                sum6b = TSimd.MultiplyAdd(x6, bb, sum6b);
                TVector x7 = TSimd.Broadcast(a7[k]);
                sum7a = TSimd.MultiplyAdd(x7, ba, sum7a);
                sum7b = TSimd.MultiplyAdd(x7, bb, sum7b);
                TVector x8 = TSimd.Broadcast(a8[k]);
                sum8a = TSimd.MultiplyAdd(x8, ba, sum8a);
                sum8b = TSimd.MultiplyAdd(x8, bb, sum8b);
                TVector x9 = TSimd.Broadcast(a9[k]);
                sum9a = TSimd.MultiplyAdd(x9, ba, sum9a);
                sum9b = TSimd.MultiplyAdd(x9, bb, sum9b);
                TVector x10 = TSimd.Broadcast(a10[k]);
                sum10a = TSimd.MultiplyAdd(x10, ba, sum10a);
                sum10b = TSimd.MultiplyAdd(x10, bb, sum10b);
                TVector x11 = TSimd.Broadcast(a11[k]);
                sum11a = TSimd.MultiplyAdd(x11, ba, sum11a);
                sum11b = TSimd.MultiplyAdd(x11, bb, sum11b);
            }
        }

        Write<TSimd, TVector>(in tile, 0, sum0a, sum0b);
        Write<TSimd, TVector>(in tile, 1, sum1a, sum1b);
        Write<TSimd, TVector>(in tile, 2, sum2a, sum2b);
        Write<TSimd, TVector>(in tile, 3, sum3a, sum3b);
        Write<TSimd, TVector>(in tile, 4, sum4a, sum4b);
        Write<TSimd, TVector>(in tile, 5, sum5a, sum5b);
        Write<TSimd, TVector>(in tile, 6, sum6a, sum6b);
        Write<TSimd, TVector>(in tile, 7, sum7a, sum7b);
        Write<TSimd, TVector>(in tile, 8, sum8a, sum8b);
        Write<TSimd, TVector>(in tile, 9, sum9a, sum9b);
        Write<TSimd, TVector>(in tile, 10, sum10a, sum10b);
        Write<TSimd, TVector>(in tile, 11, sum11a, sum11b);
    }

    /// <summary>Eight rows: 16 running sums, for 32 vector registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightRowsTwoVectors<TSimd, TVector>(in GemmTile tile)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* a0 = tile.A + tile.RowsOfA[0];
        float* a1 = tile.A + tile.RowsOfA[1];
        float* a2 = tile.A + tile.RowsOfA[2];
        float* a3 = tile.A + tile.RowsOfA[3];
        float* a4 = tile.A + tile.RowsOfA[4];
        float* a5 = tile.A + tile.RowsOfA[5];
        float* a6 = tile.A + tile.RowsOfA[6];
        float* a7 = tile.A + tile.RowsOfA[7];
        TVector sum0a = default, sum0b = default;
        TVector sum1a = default, sum1b = default;
        TVector sum2a = default, sum2b = default;
        TVector sum3a = default, sum3b = default;
        TVector sum4a = default, sum4b = default;
        TVector sum5a = default, sum5b = default;
        TVector sum6a = default, sum6b = default;
        TVector sum7a = default, sum7b = default;
        if (tile.Accumulate)
        {
            Read<TSimd, TVector>(in tile, 0, out sum0a, out sum0b);
            Read<TSimd, TVector>(in tile, 1, out sum1a, out sum1b);
            Read<TSimd, TVector>(in tile, 2, out sum2a, out sum2b);
            Read<TSimd, TVector>(in tile, 3, out sum3a, out sum3b);
            Read<TSimd, TVector>(in tile, 4, out sum4a, out sum4b);
            Read<TSimd, TVector>(in tile, 5, out sum5a, out sum5b);
            Read<TSimd, TVector>(in tile, 6, out sum6a, out sum6b);
            Read<TSimd, TVector>(in tile, 7, out sum7a, out sum7b);
        }

        nint stepOfA = tile.StepOfA;
        nint stepOfB = tile.StepOfB;
        nint length = tile.Run * stepOfA;
        for (nint segment = 0; segment < tile.Segments; segment++)
        {
            float* b = tile.B + (segment * tile.SegmentOfB);
            nint k = segment * tile.SegmentOfA;
            for (nint end = k + length; k != end; k += stepOfA)
            {
                TVector ba = TSimd.Load(b);
                TVector bb = TSimd.Load(b + TSimd.Lanes);
                b += stepOfB;
                TVector x0 = TSimd.Broadcast(a0[k]);
                sum0a = TSimd.MultiplyAdd(x0, ba, sum0a);
                sum0b = TSimd.MultiplyAdd(x0, bb, sum0b);
                TVector x1 = TSimd.Broadcast(a1[k]);
                sum1a = TSimd.MultiplyAdd(x1, ba, sum1a);
                sum1b = TSimd.MultiplyAdd(x1, bb, sum1b);
                TVector x2 = TSimd.Broadcast(a2[k]);
                sum2a = TSimd.MultiplyAdd(x2, ba, sum2a);
                sum2b = TSimd.MultiplyAdd(x2, bb, sum2b);
                TVector x3 = TSimd.Broadcast(a3[k]);
                sum3a = TSimd.MultiplyAdd(x3, ba, sum3a);
                sum3b = TSimd.MultiplyAdd(x3, bb, sum3b);
                TVector x4 = TSimd.Broadcast(a4[k]);
                sum4a = TSimd.MultiplyAdd(x4, ba, sum4a);
                sum4b = TSimd.MultiplyAdd(x4, bb, sum4b);
                TVector x5 = TSimd.Broadcast(a5[k]);
                sum5a = TSimd.MultiplyAdd(x5, ba, sum5a);
                sum5b = TSimd.MultiplyAdd(x5, bb, sum5b);
                TVector x6 = TSimd.Broadcast(a6[k]);
                sum6a = TSimd.MultiplyAdd(x6, ba, sum6a);
                sum6b = TSimd.MultiplyAdd(x6, bb, sum6b);
                TVector x7 = TSimd.Broadcast(a7[k]);
                sum7a = TSimd.MultiplyAdd(x7, ba, sum7a);
                sum7b = TSimd.MultiplyAdd(x7, bb, sum7b);
            }
        }

        Write<TSimd, TVector>(in tile, 0, sum0a, sum0b);
        Write<TSimd, TVector>(in tile, 1, sum1a, sum1b);
        Write<TSimd, TVector>(in tile, 2, sum2a, sum2b);
        Write<TSimd, TVector>(in tile, 3, sum3a, sum3b);
        Write<TSimd, TVector>(in tile, 4, sum4a, sum4b);
        Write<TSimd, TVector>(in tile, 5, sum5a, sum5b);
        Write<TSimd, TVector>(in tile, 6, sum6a, sum6b);
        Write<TSimd, TVector>(in tile, 7, sum7a, sum7b);
    }

    /// <summary>Six rows: 12 running sums, two vectors of B and one value of A fill 16 vector registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixRowsTwoVectors<TSimd, TVector>(in GemmTile tile)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* a0 = tile.A + tile.RowsOfA[0];
        float* a1 = tile.A + tile.RowsOfA[1];
        float* a2 = tile.A + tile.RowsOfA[2];
        float* a3 = tile.A + tile.RowsOfA[3];
        float* a4 = tile.A + tile.RowsOfA[4];
        float* a5 = tile.A + tile.RowsOfA[5];
        TVector sum0a = default, sum0b = default;
        TVector sum1a = default, sum1b = default;
        TVector sum2a = default, sum2b = default;
        TVector sum3a = default, sum3b = default;
        TVector sum4a = default, sum4b = default;
        TVector sum5a = default, sum5b = default;
        if (tile.Accumulate)
        {
            Read<TSimd, TVector>(in tile, 0, out sum0a, out sum0b);
            Read<TSimd, TVector>(in tile, 1, out sum1a, out sum1b);
            Read<TSimd, TVector>(in tile, 2, out sum2a, out sum2b);
            Read<TSimd, TVector>(in tile, 3, out sum3a, out sum3b);
            Read<TSimd, TVector>(in tile, 4, out sum4a, out sum4b);
            Read<TSimd, TVector>(in tile, 5, out sum5a, out sum5b);
        }

        nint stepOfA = tile.StepOfA;
        nint stepOfB = tile.StepOfB;
        nint length = tile.Run * stepOfA;
        for (nint segment = 0; segment < tile.Segments; segment++)
        {
            float* b = tile.B + (segment * tile.SegmentOfB);
            nint k = segment * tile.SegmentOfA;
            for (nint end = k + length; k != end; k += stepOfA)
            {
                TVector ba = TSimd.Load(b);
                TVector bb = TSimd.Load(b + TSimd.Lanes);
                b += stepOfB;
                TVector x0 = TSimd.Broadcast(a0[k]);
                sum0a = TSimd.MultiplyAdd(x0, ba, sum0a);
                sum0b = TSimd.MultiplyAdd(x0, bb, sum0b);
                TVector x1 = TSimd.Broadcast(a1[k]);
                sum1a = TSimd.MultiplyAdd(x1, ba, sum1a);
                sum1b = TSimd.MultiplyAdd(x1, bb, sum1b);
                TVector x2 = TSimd.Broadcast(a2[k]);
                sum2a = TSimd.MultiplyAdd(x2, ba, sum2a);
                sum2b = TSimd.MultiplyAdd(x2, bb, sum2b);
                TVector x3 = TSimd.Broadcast(a3[k]);
                sum3a = TSimd.MultiplyAdd(x3, ba, sum3a);
                sum3b = TSimd.MultiplyAdd(x3, bb, sum3b);
                TVector x4 = TSimd.Broadcast(a4[k]);
                sum4a = TSimd.MultiplyAdd(x4, ba, sum4a);
                sum4b = TSimd.MultiplyAdd(x4, bb, sum4b);
                TVector x5 = TSimd.Broadcast(a5[k]);
                sum5a = TSimd.MultiplyAdd(x5, ba, sum5a);
                sum5b = TSimd.MultiplyAdd(x5, bb, sum5b);
            }
        }

        Write<TSimd, TVector>(in tile, 0, sum0a, sum0b);
        Write<TSimd, TVector>(in tile, 1, sum1a, sum1b);
        Write<TSimd, TVector>(in tile, 2, sum2a, sum2b);
        Write<TSimd, TVector>(in tile, 3, sum3a, sum3b);
        Write<TSimd, TVector>(in tile, 4, sum4a, sum4b);
        Write<TSimd, TVector>(in tile, 5, sum5a, sum5b);
    }

    /// <summary>Four rows: for the last rows of a matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourRowsTwoVectors<TSimd, TVector>(in GemmTile tile)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* a0 = tile.A + tile.RowsOfA[0];
        float* a1 = tile.A + tile.RowsOfA[1];
        float* a2 = tile.A + tile.RowsOfA[2];
        float* a3 = tile.A + tile.RowsOfA[3];
        TVector sum0a = default, sum0b = default;
        TVector sum1a = default, sum1b = default;
        TVector sum2a = default, sum2b = default;
        TVector sum3a = default, sum3b = default;
        if (tile.Accumulate)
        {
            Read<TSimd, TVector>(in tile, 0, out sum0a, out sum0b);
            Read<TSimd, TVector>(in tile, 1, out sum1a, out sum1b);
            Read<TSimd, TVector>(in tile, 2, out sum2a, out sum2b);
            Read<TSimd, TVector>(in tile, 3, out sum3a, out sum3b);
        }

        nint stepOfA = tile.StepOfA;
        nint stepOfB = tile.StepOfB;
        nint length = tile.Run * stepOfA;
        for (nint segment = 0; segment < tile.Segments; segment++)
        {
            float* b = tile.B + (segment * tile.SegmentOfB);
            nint k = segment * tile.SegmentOfA;
            for (nint end = k + length; k != end; k += stepOfA)
            {
                TVector ba = TSimd.Load(b);
                TVector bb = TSimd.Load(b + TSimd.Lanes);
                b += stepOfB;
                TVector x0 = TSimd.Broadcast(a0[k]);
                sum0a = TSimd.MultiplyAdd(x0, ba, sum0a);
                sum0b = TSimd.MultiplyAdd(x0, bb, sum0b);
                TVector x1 = TSimd.Broadcast(a1[k]);
                sum1a = TSimd.MultiplyAdd(x1, ba, sum1a);
                sum1b = TSimd.MultiplyAdd(x1, bb, sum1b);
                TVector x2 = TSimd.Broadcast(a2[k]);
                sum2a = TSimd.MultiplyAdd(x2, ba, sum2a);
                sum2b = TSimd.MultiplyAdd(x2, bb, sum2b);
                TVector x3 = TSimd.Broadcast(a3[k]);
                sum3a = TSimd.MultiplyAdd(x3, ba, sum3a);
                sum3b = TSimd.MultiplyAdd(x3, bb, sum3b);
            }
        }

        Write<TSimd, TVector>(in tile, 0, sum0a, sum0b);
        Write<TSimd, TVector>(in tile, 1, sum1a, sum1b);
        Write<TSimd, TVector>(in tile, 2, sum2a, sum2b);
        Write<TSimd, TVector>(in tile, 3, sum3a, sum3b);
    }
}

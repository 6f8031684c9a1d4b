using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <content>Blocks one vector wide: for narrow results.</content>
internal unsafe partial struct GemmTile
{
    /// <summary>Sixteen rows, for 32 vector registers: a vector of B that is loaded serves 16 sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixteenRowsOneVector<TSimd, TVector>(in GemmTile tile)
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
        float* a12 = tile.A + tile.RowsOfA[12];
        float* a13 = tile.A + tile.RowsOfA[13];
        float* a14 = tile.A + tile.RowsOfA[14];
        float* a15 = tile.A + tile.RowsOfA[15];
        TVector sum0 = default;
        TVector sum1 = default;
        TVector sum2 = default;
        TVector sum3 = default;
        TVector sum4 = default;
        TVector sum5 = default;
        TVector sum6 = default;
        TVector sum7 = default;
        TVector sum8 = default;
        TVector sum9 = default;
        TVector sum10 = default;
        TVector sum11 = default;
        TVector sum12 = default;
        TVector sum13 = default;
        TVector sum14 = default;
        TVector sum15 = default;
        if (tile.Accumulate)
        {
            Read<TSimd, TVector>(in tile, 0, out sum0);
            Read<TSimd, TVector>(in tile, 1, out sum1);
            Read<TSimd, TVector>(in tile, 2, out sum2);
            Read<TSimd, TVector>(in tile, 3, out sum3);
            Read<TSimd, TVector>(in tile, 4, out sum4);
            Read<TSimd, TVector>(in tile, 5, out sum5);
            Read<TSimd, TVector>(in tile, 6, out sum6);
            Read<TSimd, TVector>(in tile, 7, out sum7);
            Read<TSimd, TVector>(in tile, 8, out sum8);
            Read<TSimd, TVector>(in tile, 9, out sum9);
            Read<TSimd, TVector>(in tile, 10, out sum10);
            Read<TSimd, TVector>(in tile, 11, out sum11);
            Read<TSimd, TVector>(in tile, 12, out sum12);
            Read<TSimd, TVector>(in tile, 13, out sum13);
            Read<TSimd, TVector>(in tile, 14, out sum14);
            Read<TSimd, TVector>(in tile, 15, out sum15);
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
                b += stepOfB;
                sum0 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[k]), ba, sum0);
                sum1 = TSimd.MultiplyAdd(TSimd.Broadcast(a1[k]), ba, sum1);
                sum2 = TSimd.MultiplyAdd(TSimd.Broadcast(a2[k]), ba, sum2);
                sum3 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[k]), ba, sum3);
                sum4 = TSimd.MultiplyAdd(TSimd.Broadcast(a4[k]), ba, sum4);
                sum5 = TSimd.MultiplyAdd(TSimd.Broadcast(a5[k]), ba, sum5);
                sum6 = TSimd.MultiplyAdd(TSimd.Broadcast(a6[k]), ba, sum6);
                sum7 = TSimd.MultiplyAdd(TSimd.Broadcast(a7[k]), ba, sum7);
                sum8 = TSimd.MultiplyAdd(TSimd.Broadcast(a8[k]), ba, sum8);
                sum9 = TSimd.MultiplyAdd(TSimd.Broadcast(a9[k]), ba, sum9);
                sum10 = TSimd.MultiplyAdd(TSimd.Broadcast(a10[k]), ba, sum10);
                sum11 = TSimd.MultiplyAdd(TSimd.Broadcast(a11[k]), ba, sum11);
                sum12 = TSimd.MultiplyAdd(TSimd.Broadcast(a12[k]), ba, sum12);
                sum13 = TSimd.MultiplyAdd(TSimd.Broadcast(a13[k]), ba, sum13);
                sum14 = TSimd.MultiplyAdd(TSimd.Broadcast(a14[k]), ba, sum14);
                sum15 = TSimd.MultiplyAdd(TSimd.Broadcast(a15[k]), ba, sum15);
            }
        }

        Write<TSimd, TVector>(in tile, 0, sum0);
        Write<TSimd, TVector>(in tile, 1, sum1);
        Write<TSimd, TVector>(in tile, 2, sum2);
        Write<TSimd, TVector>(in tile, 3, sum3);
        Write<TSimd, TVector>(in tile, 4, sum4);
        Write<TSimd, TVector>(in tile, 5, sum5);
        Write<TSimd, TVector>(in tile, 6, sum6);
        Write<TSimd, TVector>(in tile, 7, sum7);
        Write<TSimd, TVector>(in tile, 8, sum8);
        Write<TSimd, TVector>(in tile, 9, sum9);
        Write<TSimd, TVector>(in tile, 10, sum10);
        Write<TSimd, TVector>(in tile, 11, sum11);
        Write<TSimd, TVector>(in tile, 12, sum12);
        Write<TSimd, TVector>(in tile, 13, sum13);
        Write<TSimd, TVector>(in tile, 14, sum14);
        Write<TSimd, TVector>(in tile, 15, sum15);
    }

    /// <summary>Eight rows: for 16 vector registers, and for the last rows of a matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightRowsOneVector<TSimd, TVector>(in GemmTile tile)
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
        TVector sum0 = default;
        TVector sum1 = default;
        TVector sum2 = default;
        TVector sum3 = default;
        TVector sum4 = default;
        TVector sum5 = default;
        TVector sum6 = default;
        TVector sum7 = default;
        if (tile.Accumulate)
        {
            Read<TSimd, TVector>(in tile, 0, out sum0);
            Read<TSimd, TVector>(in tile, 1, out sum1);
            Read<TSimd, TVector>(in tile, 2, out sum2);
            Read<TSimd, TVector>(in tile, 3, out sum3);
            Read<TSimd, TVector>(in tile, 4, out sum4);
            Read<TSimd, TVector>(in tile, 5, out sum5);
            Read<TSimd, TVector>(in tile, 6, out sum6);
            Read<TSimd, TVector>(in tile, 7, out sum7);
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
                b += stepOfB;
                sum0 = TSimd.MultiplyAdd(TSimd.Broadcast(a0[k]), ba, sum0);
                sum1 = TSimd.MultiplyAdd(TSimd.Broadcast(a1[k]), ba, sum1);
                sum2 = TSimd.MultiplyAdd(TSimd.Broadcast(a2[k]), ba, sum2);
                sum3 = TSimd.MultiplyAdd(TSimd.Broadcast(a3[k]), ba, sum3);
                sum4 = TSimd.MultiplyAdd(TSimd.Broadcast(a4[k]), ba, sum4);
                sum5 = TSimd.MultiplyAdd(TSimd.Broadcast(a5[k]), ba, sum5);
                sum6 = TSimd.MultiplyAdd(TSimd.Broadcast(a6[k]), ba, sum6);
                sum7 = TSimd.MultiplyAdd(TSimd.Broadcast(a7[k]), ba, sum7);
            }
        }

        Write<TSimd, TVector>(in tile, 0, sum0);
        Write<TSimd, TVector>(in tile, 1, sum1);
        Write<TSimd, TVector>(in tile, 2, sum2);
        Write<TSimd, TVector>(in tile, 3, sum3);
        Write<TSimd, TVector>(in tile, 4, sum4);
        Write<TSimd, TVector>(in tile, 5, sum5);
        Write<TSimd, TVector>(in tile, 6, sum6);
        Write<TSimd, TVector>(in tile, 7, sum7);
    }
}

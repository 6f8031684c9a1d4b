using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>One small block of a matrix product, up to eight rows high and two vectors wide, with its running sums in registers.</summary>
/// <remarks>
/// <para><c>C[r, n] = clamp(bias[n] + Σₛ Σₖ A[RowsOfA[r] + s·SegmentOfA + k·StepOfA] · B[s·SegmentOfB + k·StepOfB + n])</c>
/// for k below Run and s below Segments. A plain product has one segment. A convolution has one per kernel row: the
/// pixels of one kernel row lie beside each other in NHWC, so it reads its input in place.</para>
/// <para>Each sum is one chain of multiply-adds in the order of (s, k), whatever the block, the vector width or the
/// thread: that is why results have the same bits everywhere. A block with fewer rows than the kernel repeats its
/// last row, which then computes and writes the same values again.</para>
/// <para>The running sums are separate variables because the compiler keeps arrays of vectors in memory.</para>
/// </remarks>
internal unsafe struct GemmTile
{
    /// <summary>The most rows that one call computes; the tables of rows have this many entries.</summary>
    public const int Rows = 8;

    /// <summary>Base address of the left factor.</summary>
    public float* A;

    /// <summary>Base address of the right factor. Whole vectors are read, past the last column too.</summary>
    public float* B;

    /// <summary>Base address of the result.</summary>
    public float* C;

    /// <summary>For each row, where it starts in A.</summary>
    public nint* RowsOfA;

    /// <summary>For each row, where it starts in C.</summary>
    public nint* RowsOfC;

    /// <summary>Elements from one term to the next in A.</summary>
    public nint StepOfA;

    /// <summary>Elements from one term to the next in B.</summary>
    public nint StepOfB;

    /// <summary>Elements from one segment to the next in A.</summary>
    public nint SegmentOfA;

    /// <summary>Elements from one segment to the next in B.</summary>
    public nint SegmentOfB;

    /// <summary>Terms per segment.</summary>
    public nint Run;

    /// <summary>Number of segments.</summary>
    public nint Segments;

    /// <summary>Columns of the result that are read and written.</summary>
    public int Columns;

    /// <summary>A value for each column, or null.</summary>
    public float* Bias;

    /// <summary>Smallest value of the result.</summary>
    public float Low;

    /// <summary>Largest value of the result.</summary>
    public float High;

    /// <summary>Whether the sums start from C.</summary>
    public bool Accumulate;

    /// <summary>How many columns one call covers at most with a given instruction set.</summary>
    public static int Width<TSimd, TVector>()
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.HasManyRegisters ? 2 * TSimd.Lanes : TSimd.Lanes;

    /// <summary>Computes a block of some rows with the kernel that fits it.</summary>
    public static void Compute<TSimd, TVector>(in GemmTile tile, int rows)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        if (tile.Columns <= TSimd.Lanes)
        {
            EightRowsOneVector<TSimd, TVector>(in tile);
        }
        else if (rows > 4)
        {
            EightRowsTwoVectors<TSimd, TVector>(in tile);
        }
        else
        {
            FourRowsTwoVectors<TSimd, TVector>(in tile);
        }
    }

    /// <summary>Eight rows, two vectors wide: 16 running sums.</summary>
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

    /// <summary>Four rows, two vectors wide: for the last rows of a matrix.</summary>
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

    /// <summary>Eight rows, one vector wide: for narrow results and for 16 vector registers.</summary>
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
        TVector sum0a = default;
        TVector sum1a = default;
        TVector sum2a = default;
        TVector sum3a = default;
        TVector sum4a = default;
        TVector sum5a = default;
        TVector sum6a = default;
        TVector sum7a = default;
        if (tile.Accumulate)
        {
            Read<TSimd, TVector>(in tile, 0, out sum0a);
            Read<TSimd, TVector>(in tile, 1, out sum1a);
            Read<TSimd, TVector>(in tile, 2, out sum2a);
            Read<TSimd, TVector>(in tile, 3, out sum3a);
            Read<TSimd, TVector>(in tile, 4, out sum4a);
            Read<TSimd, TVector>(in tile, 5, out sum5a);
            Read<TSimd, TVector>(in tile, 6, out sum6a);
            Read<TSimd, TVector>(in tile, 7, out sum7a);
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
                sum0a = TSimd.MultiplyAdd(TSimd.Broadcast(a0[k]), ba, sum0a);
                sum1a = TSimd.MultiplyAdd(TSimd.Broadcast(a1[k]), ba, sum1a);
                sum2a = TSimd.MultiplyAdd(TSimd.Broadcast(a2[k]), ba, sum2a);
                sum3a = TSimd.MultiplyAdd(TSimd.Broadcast(a3[k]), ba, sum3a);
                sum4a = TSimd.MultiplyAdd(TSimd.Broadcast(a4[k]), ba, sum4a);
                sum5a = TSimd.MultiplyAdd(TSimd.Broadcast(a5[k]), ba, sum5a);
                sum6a = TSimd.MultiplyAdd(TSimd.Broadcast(a6[k]), ba, sum6a);
                sum7a = TSimd.MultiplyAdd(TSimd.Broadcast(a7[k]), ba, sum7a);
            }
        }

        Write<TSimd, TVector>(in tile, 0, sum0a);
        Write<TSimd, TVector>(in tile, 1, sum1a);
        Write<TSimd, TVector>(in tile, 2, sum2a);
        Write<TSimd, TVector>(in tile, 3, sum3a);
        Write<TSimd, TVector>(in tile, 4, sum4a);
        Write<TSimd, TVector>(in tile, 5, sum5a);
        Write<TSimd, TVector>(in tile, 6, sum6a);
        Write<TSimd, TVector>(in tile, 7, sum7a);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Read<TSimd, TVector>(in GemmTile tile, int row, out TVector sum)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* c = tile.C + tile.RowsOfC[row];
        sum = tile.Columns == TSimd.Lanes ? TSimd.Load(c) : TSimd.LoadFirst(c, tile.Columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Read<TSimd, TVector>(in GemmTile tile, int row, out TVector first, out TVector second)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* c = tile.C + tile.RowsOfC[row];
        first = TSimd.Load(c);
        second = TSimd.LoadFirst(c + TSimd.Lanes, tile.Columns - TSimd.Lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TSimd, TVector>(in GemmTile tile, int row, TVector sum)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* c = tile.C + tile.RowsOfC[row];
        if (tile.Columns == TSimd.Lanes)
        {
            TSimd.Store(c, Finish<TSimd, TVector>(in tile, sum, tile.Bias is null ? default : TSimd.Load(tile.Bias)));
        }
        else
        {
            TVector bias = tile.Bias is null ? default : TSimd.LoadFirst(tile.Bias, tile.Columns);
            TSimd.StoreFirst(c, Finish<TSimd, TVector>(in tile, sum, bias), tile.Columns);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TSimd, TVector>(in GemmTile tile, int row, TVector first, TVector second)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* c = tile.C + tile.RowsOfC[row];
        int rest = tile.Columns - TSimd.Lanes;
        TVector firstBias = default;
        TVector secondBias = default;
        if (tile.Bias is not null)
        {
            firstBias = TSimd.Load(tile.Bias);
            secondBias = TSimd.LoadFirst(tile.Bias + TSimd.Lanes, rest);
        }

        TSimd.Store(c, Finish<TSimd, TVector>(in tile, first, firstBias));
        second = Finish<TSimd, TVector>(in tile, second, secondBias);
        if (rest == TSimd.Lanes)
        {
            TSimd.Store(c + TSimd.Lanes, second);
        }
        else
        {
            TSimd.StoreFirst(c + TSimd.Lanes, second, rest);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Finish<TSimd, TVector>(in GemmTile tile, TVector sum, TVector bias)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.Clamp(TSimd.Add(sum, bias), TSimd.Broadcast(tile.Low), TSimd.Broadcast(tile.High));
}

using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>One small block of a matrix product, up to 16 rows high and two vectors wide, with its running sums in registers.</summary>
/// <remarks>
/// <para><c>C[r, n] = clamp(bias[n] + Σₛ Σₖ A[RowsOfA[r] + s·SegmentOfA + k·StepOfA] · B[s·SegmentOfB + k·StepOfB + n])</c>
/// for k below Run and s below Segments. A plain product has one segment. A convolution has one per kernel row: the
/// pixels of one kernel row lie beside each other in NHWC, so it reads its input in place.</para>
/// <para>Each sum is one chain of multiply-adds in the order of (s, k), whatever the block, the vector width or the
/// thread: that is why results have the same bits everywhere. A block with fewer rows than the kernel repeats its
/// last row, which then computes and writes the same values again.</para>
/// <para>The running sums are separate variables because the compiler keeps arrays of vectors in memory.</para>
/// </remarks>
internal unsafe partial struct GemmTile
{
    /// <summary>The most rows that one call computes; the tables of rows have this many entries, whatever the number of rows.</summary>
    public const int MostRows = 16;

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
        where TVector : unmanaged => 2 * TSimd.Lanes;

    /// <summary>How many rows one call covers at most where it covers some columns.</summary>
    public static int Rows<TSimd, TVector>(int columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => columns <= TSimd.Lanes
            ? (TSimd.HasManyRegisters ? 16 : 8)
            : (TSimd.HasManyRegisters ? 12 : 6);

    /// <summary>Computes a block of some rows with the kernel that fits it.</summary>
    public static void Compute<TSimd, TVector>(in GemmTile tile, int rows)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        if (tile.Columns <= TSimd.Lanes)
        {
            if (TSimd.HasManyRegisters && rows > 8)
            {
                SixteenRowsOneVector<TSimd, TVector>(in tile);
            }
            else
            {
                EightRowsOneVector<TSimd, TVector>(in tile);
            }
        }
        else if (rows <= 4)
        {
            FourRowsTwoVectors<TSimd, TVector>(in tile);
        }
        else if (TSimd.HasManyRegisters && rows > 8)
        {
            TwelveRowsTwoVectors<TSimd, TVector>(in tile);
        }
        else if (TSimd.HasManyRegisters)
        {
            EightRowsTwoVectors<TSimd, TVector>(in tile);
        }
        else
        {
            SixRowsTwoVectors<TSimd, TVector>(in tile);
        }
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

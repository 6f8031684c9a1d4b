using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>Columns of a matrix product, as many as one or two vectors hold, over any number of evenly spaced rows.</summary>
/// <remarks>
/// The rows are cut into tiles whose running sums fill the vector registers. Tiles have almost equal heights, and every
/// height has its own kernel, so that none computes a row twice. Each sum is one chain of multiply-adds in the order of
/// the terms, whatever the tile, the vector width or the thread: that is why results have the same bits everywhere.
/// </remarks>
internal unsafe partial struct GemmBlock
{
    /// <summary>The first row of the left factor.</summary>
    public float* A;

    /// <summary>The first term of the right factor. Whole vectors are read, past the last column too.</summary>
    public float* B;

    /// <summary>The first row of the result.</summary>
    public float* C;

    /// <summary>Elements from one row to the next in A.</summary>
    public nint RowOfA;

    /// <summary>Elements from one row to the next in C.</summary>
    public nint RowOfC;

    /// <summary>Elements from one term to the next in A.</summary>
    public nint StepOfA;

    /// <summary>Elements from one term to the next in B.</summary>
    public nint StepOfB;

    /// <summary>Terms of each sum.</summary>
    public nint Terms;

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

    /// <summary>Whether A is one run of values that come from beyond the second-level cache: each tile asks for the next one's.</summary>
    public bool ReadsAhead;

    private interface IHeight
    {
        static abstract int Rows { get; }
    }

    private interface IWidth
    {
        static abstract int Vectors { get; }
    }

    private readonly bool HasEpilogue => Bias is not null || !float.IsNegativeInfinity(Low) || !float.IsPositiveInfinity(High);

    /// <summary>The rows of the highest tile: its sums, a term of B and a value of A fill the registers.</summary>
    public static int MostRows<TSimd, TVector>(int columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => columns <= TSimd.Lanes
            ? (TSimd.HasManyRegisters ? 16 : 12)
            : (TSimd.HasManyRegisters ? 14 : 6);

    /// <summary>Computes all columns of some rows.</summary>
    /// <param name="block">The factors, the result and the epilogue.</param>
    /// <param name="rows">How many rows, at least 1.</param>
    public static void Compute<TSimd, TVector>(in GemmBlock block, int rows)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int most = MostRows<TSimd, TVector>(block.Columns);
        int tiles = (rows + most - 1) / most;
        int height = rows / tiles;
        int taller = rows - (height * tiles);
        if (block.Columns <= TSimd.Lanes)
        {
            Compute<TSimd, TVector, OneVector>(in block, 0, height + 1, taller);
            Compute<TSimd, TVector, OneVector>(in block, (height + 1) * taller, height, tiles - taller);
        }
        else
        {
            Compute<TSimd, TVector, TwoVectors>(in block, 0, height + 1, taller);
            Compute<TSimd, TVector, TwoVectors>(in block, (height + 1) * taller, height, tiles - taller);
        }
    }

    private static void Compute<TSimd, TVector, TWidth>(in GemmBlock block, int firstRow, int height, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TWidth : struct, IWidth
    {
        if (count == 0)
        {
            return;
        }

        switch (height)
        {
            case 1:
                Tiles<TSimd, TVector, Height1, TWidth>(in block, firstRow, count);
                break;
            case 2:
                Tiles<TSimd, TVector, Height2, TWidth>(in block, firstRow, count);
                break;
            case 3:
                Tiles<TSimd, TVector, Height3, TWidth>(in block, firstRow, count);
                break;
            case 4:
                Tiles<TSimd, TVector, Height4, TWidth>(in block, firstRow, count);
                break;
            case 5:
                Tiles<TSimd, TVector, Height5, TWidth>(in block, firstRow, count);
                break;
            case 6:
                Tiles<TSimd, TVector, Height6, TWidth>(in block, firstRow, count);
                break;
            case 7:
                Tiles<TSimd, TVector, Height7, TWidth>(in block, firstRow, count);
                break;
            case 8:
                Tiles<TSimd, TVector, Height8, TWidth>(in block, firstRow, count);
                break;
            case 9:
                Tiles<TSimd, TVector, Height9, TWidth>(in block, firstRow, count);
                break;
            case 10:
                Tiles<TSimd, TVector, Height10, TWidth>(in block, firstRow, count);
                break;
            case 11:
                Tiles<TSimd, TVector, Height11, TWidth>(in block, firstRow, count);
                break;
            case 12:
                Tiles<TSimd, TVector, Height12, TWidth>(in block, firstRow, count);
                break;
            case 13:
                Tiles<TSimd, TVector, Height13, TWidth>(in block, firstRow, count);
                break;
            case 14:
                Tiles<TSimd, TVector, Height14, TWidth>(in block, firstRow, count);
                break;
            case 15:
                Tiles<TSimd, TVector, Height15, TWidth>(in block, firstRow, count);
                break;
            case 16:
                Tiles<TSimd, TVector, Height16, TWidth>(in block, firstRow, count);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Read<TSimd, TVector, TWidth>(in GemmBlock block, float* c, out TVector a, out TVector b)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TWidth : struct, IWidth
    {
        b = default;
        if (TWidth.Vectors == 1)
        {
            a = TSimd.LoadFirst(c, block.Columns);
        }
        else
        {
            a = TSimd.Load(c);
            b = TSimd.LoadFirst(c + TSimd.Lanes, block.Columns - TSimd.Lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TSimd, TVector, TWidth>(float a, TVector ba, TVector bb, ref TVector sumA, ref TVector sumB)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TWidth : struct, IWidth
    {
        TVector x = TSimd.Broadcast(a);
        sumA = TSimd.MultiplyAdd(x, ba, sumA);
        if (TWidth.Vectors > 1)
        {
            sumB = TSimd.MultiplyAdd(x, bb, sumB);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Epilogue<TSimd, TVector, TWidth>(in GemmBlock block, out TVector low, out TVector high, out TVector biasA, out TVector biasB)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TWidth : struct, IWidth
    {
        low = TSimd.Broadcast(block.Low);
        high = TSimd.Broadcast(block.High);
        biasA = biasB = default;
        if (block.Bias is not null)
        {
            Read<TSimd, TVector, TWidth>(in block, block.Bias, out biasA, out biasB);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish<TSimd, TVector, TWidth>(TVector low, TVector high, TVector biasA, TVector biasB, ref TVector a, ref TVector b)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TWidth : struct, IWidth
    {
        a = TSimd.Clamp(TSimd.Add(a, biasA), low, high);
        if (TWidth.Vectors > 1)
        {
            b = TSimd.Clamp(TSimd.Add(b, biasB), low, high);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write<TSimd, TVector, TWidth>(in GemmBlock block, bool whole, float* c, TVector a, TVector b)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
        where TWidth : struct, IWidth
    {
        if (whole)
        {
            TSimd.Store(c, a);
            if (TWidth.Vectors > 1)
            {
                TSimd.Store(c + TSimd.Lanes, b);
            }
        }
        else if (TWidth.Vectors > 1)
        {
            TSimd.Store(c, a);
            TSimd.StoreFirst(c + TSimd.Lanes, b, block.Columns - TSimd.Lanes);
        }
        else
        {
            TSimd.StoreFirst(c, a, block.Columns);
        }
    }
}

using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>A part of a matrix product as wide as one or two vectors: evenly spaced rows, in tiles whose running sums stay in registers.</summary>
internal unsafe partial struct GemmBlock
{
    public float* A;
    public float* B;
    public float* C;
    public nint RowOfA;
    public nint RowOfC;
    public nint StepOfA;
    public nint StepOfB;
    public nint Terms;
    public int Columns;
    public float* Bias;
    public float Low;
    public float High;
    public bool Accumulate;
    public bool HasEpilogue;

    private interface IHeight
    {
        static abstract int Rows { get; }
    }

    private interface IWidth
    {
        static abstract int Vectors { get; }
    }

    public static int MostRows<TSimd, TVector>(int columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.HasManyRegisters ? (columns <= TSimd.Lanes ? 16 : 14) : (columns <= TSimd.Lanes ? 12 : 6);

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

    private readonly struct OneVector : IWidth
    {
        public static int Vectors => 1;
    }

    private readonly struct TwoVectors : IWidth
    {
        public static int Vectors => 2;
    }

    private readonly struct Height1 : IHeight
    {
        public static int Rows => 1;
    }

    private readonly struct Height2 : IHeight
    {
        public static int Rows => 2;
    }

    private readonly struct Height3 : IHeight
    {
        public static int Rows => 3;
    }

    private readonly struct Height4 : IHeight
    {
        public static int Rows => 4;
    }

    private readonly struct Height5 : IHeight
    {
        public static int Rows => 5;
    }

    private readonly struct Height6 : IHeight
    {
        public static int Rows => 6;
    }

    private readonly struct Height7 : IHeight
    {
        public static int Rows => 7;
    }

    private readonly struct Height8 : IHeight
    {
        public static int Rows => 8;
    }

    private readonly struct Height9 : IHeight
    {
        public static int Rows => 9;
    }

    private readonly struct Height10 : IHeight
    {
        public static int Rows => 10;
    }

    private readonly struct Height11 : IHeight
    {
        public static int Rows => 11;
    }

    private readonly struct Height12 : IHeight
    {
        public static int Rows => 12;
    }

    private readonly struct Height13 : IHeight
    {
        public static int Rows => 13;
    }

    private readonly struct Height14 : IHeight
    {
        public static int Rows => 14;
    }

    private readonly struct Height15 : IHeight
    {
        public static int Rows => 15;
    }

    private readonly struct Height16 : IHeight
    {
        public static int Rows => 16;
    }
}

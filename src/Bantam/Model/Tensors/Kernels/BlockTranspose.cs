using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bantam.Model;

/// <summary>Turns square blocks of a matrix, as many rows and columns as a vector has lanes, in registers.</summary>
/// <remarks>
/// A vector is put together from 128-bit pieces of rows 0, 4, 8 and 12, the next one from rows 1, 5, 9, 13, and so on. Turning
/// 4×4 blocks within all pieces at once then yields whole columns in order, so nothing has to cross the pieces again.
/// </remarks>
internal static unsafe class BlockTranspose
{
    /// <summary>target[k·step + r] = source[r·leading + k] for r and k below the lanes of a vector.</summary>
    /// <param name="source">The block: its rows are read as whole vectors.</param>
    /// <param name="leading">Elements from one row of the source to the next.</param>
    /// <param name="target">Where the columns go, each as a whole vector.</param>
    /// <param name="step">Elements from one column of the target to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TSimd, TVector>(float* source, nint leading, float* target, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        if (TSimd.Lanes == 16)
        {
            for (int k = 0; k < 16; k += 4, source += 4, target += 4 * step)
            {
                FourColumns512(source, leading, target, step);
            }
        }
        else if (TSimd.Lanes == 8 && Avx.IsSupported)
        {
            FourColumns256(source, leading, target, step);
            FourColumns256(source + 4, leading, target + (4 * step), step);
        }
        else if (TSimd.Lanes == 4 && Sse.IsSupported)
        {
            FourColumns128(source, leading, target, step);
        }
        else
        {
            for (int r = 0; r < TSimd.Lanes; r++)
            {
                for (int k = 0; k < TSimd.Lanes; k++)
                {
                    target[(k * step) + r] = source[(r * leading) + k];
                }
            }
        }
    }

    /// <summary>The same for the corner of a block; what lies beyond the rows and columns is not read, and zeros take the place of the rows.</summary>
    public static void RunCorner<TSimd, TVector>(float* source, nint leading, int rows, int columns, float* target, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* block = stackalloc float[16 * 16];
        float* turned = stackalloc float[16 * 16];
        int lanes = TSimd.Lanes;
        for (int r = 0; r < lanes; r++)
        {
            TSimd.Store(block + (r * lanes), r < rows ? TSimd.LoadFirst(source + (r * leading), columns) : default);
        }

        Run<TSimd, TVector>(block, lanes, turned, lanes);
        for (int k = 0; k < columns; k++)
        {
            TSimd.Store(target + (k * step), TSimd.Load(turned + (k * lanes)));
        }
    }

    /// <summary>target[column, row] = source[row, column] for a whole matrix.</summary>
    public static void Matrix<TSimd, TVector>(float* source, int rows, int columns, float* target)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = TSimd.Lanes;
        for (int row = 0; row < rows; row += lanes)
        {
            for (int column = 0; column < columns; column += lanes)
            {
                float* from = source + ((nint)row * columns) + column;
                float* to = target + ((nint)column * rows) + row;
                if (row + lanes <= rows && column + lanes <= columns)
                {
                    Run<TSimd, TVector>(from, columns, to, rows);
                    continue;
                }

                for (int k = column; k < Math.Min(column + lanes, columns); k++)
                {
                    for (int r = row; r < Math.Min(row + lanes, rows); r++)
                    {
                        target[((nint)k * rows) + r] = source[((nint)r * columns) + k];
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourColumns512(float* source, nint leading, float* target, nint step)
    {
        Vector512<float> a = Pieces512(source, leading);
        Vector512<float> b = Pieces512(source + leading, leading);
        Vector512<float> c = Pieces512(source + (2 * leading), leading);
        Vector512<float> d = Pieces512(source + (3 * leading), leading);
        Vector512<double> abLow = Avx512F.UnpackLow(a, b).AsDouble();
        Vector512<double> cdLow = Avx512F.UnpackLow(c, d).AsDouble();
        Vector512<double> abHigh = Avx512F.UnpackHigh(a, b).AsDouble();
        Vector512<double> cdHigh = Avx512F.UnpackHigh(c, d).AsDouble();
        Avx512F.UnpackLow(abLow, cdLow).AsSingle().Store(target);
        Avx512F.UnpackHigh(abLow, cdLow).AsSingle().Store(target + step);
        Avx512F.UnpackLow(abHigh, cdHigh).AsSingle().Store(target + (2 * step));
        Avx512F.UnpackHigh(abHigh, cdHigh).AsSingle().Store(target + (3 * step));
    }

    // Four values of rows 0, 4, 8 and 12.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Pieces512(float* source, nint leading)
    {
        Vector512<float> pieces = Vector128.Load(source).ToVector256Unsafe().ToVector512Unsafe();
        pieces = Avx512F.InsertVector128(pieces, Vector128.Load(source + (4 * leading)), 1);
        pieces = Avx512F.InsertVector128(pieces, Vector128.Load(source + (8 * leading)), 2);
        return Avx512F.InsertVector128(pieces, Vector128.Load(source + (12 * leading)), 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourColumns256(float* source, nint leading, float* target, nint step)
    {
        Vector256<float> a = Pieces256(source, leading);
        Vector256<float> b = Pieces256(source + leading, leading);
        Vector256<float> c = Pieces256(source + (2 * leading), leading);
        Vector256<float> d = Pieces256(source + (3 * leading), leading);
        Vector256<double> abLow = Avx.UnpackLow(a, b).AsDouble();
        Vector256<double> cdLow = Avx.UnpackLow(c, d).AsDouble();
        Vector256<double> abHigh = Avx.UnpackHigh(a, b).AsDouble();
        Vector256<double> cdHigh = Avx.UnpackHigh(c, d).AsDouble();
        Avx.UnpackLow(abLow, cdLow).AsSingle().Store(target);
        Avx.UnpackHigh(abLow, cdLow).AsSingle().Store(target + step);
        Avx.UnpackLow(abHigh, cdHigh).AsSingle().Store(target + (2 * step));
        Avx.UnpackHigh(abHigh, cdHigh).AsSingle().Store(target + (3 * step));
    }

    // Four values of rows 0 and 4.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pieces256(float* source, nint leading) =>
        Avx.InsertVector128(Vector128.Load(source).ToVector256Unsafe(), Vector128.Load(source + (4 * leading)), 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourColumns128(float* source, nint leading, float* target, nint step)
    {
        Vector128<float> a = Vector128.Load(source);
        Vector128<float> b = Vector128.Load(source + leading);
        Vector128<float> c = Vector128.Load(source + (2 * leading));
        Vector128<float> d = Vector128.Load(source + (3 * leading));
        Vector128<float> ab = Sse.UnpackLow(a, b);
        Vector128<float> cd = Sse.UnpackLow(c, d);
        Sse.MoveLowToHigh(ab, cd).Store(target);
        Sse.MoveHighToLow(cd, ab).Store(target + step);
        ab = Sse.UnpackHigh(a, b);
        cd = Sse.UnpackHigh(c, d);
        Sse.MoveLowToHigh(ab, cd).Store(target + (2 * step));
        Sse.MoveHighToLow(cd, ab).Store(target + (3 * step));
    }
}

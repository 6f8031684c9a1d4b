using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>Copies columns of a matrix beside each other, so that a <see cref="GemmTile"/> reads them as whole vectors.</summary>
internal static unsafe class GemmPacking
{
    private const int RowsAhead = 12;

    /// <summary>How wide the panel is that starts at a column: a full tile, or one vector where that covers the rest.</summary>
    public static int PanelWidth<TSimd, TVector>(int remainingColumns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        remainingColumns <= TSimd.Lanes ? TSimd.Lanes : GemmTile.Width<TSimd, TVector>();

    /// <summary>The floats that all panels of a matrix [rows, columns] take.</summary>
    public static long PackedLength<TSimd, TVector>(long rows, int columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int width = GemmTile.Width<TSimd, TVector>();
        int rest = columns % width;
        return rows * (columns - rest + (rest == 0 ? 0 : PanelWidth<TSimd, TVector>(rest)));
    }

    /// <summary>Packs a matrix [rows, columns] into panels one after another: each is [rows, panel width], filled up with zeros.</summary>
    public static void Pack<TSimd, TVector>(float* source, nint leading, int rows, int columns, float* panels)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int width;
        for (int column = 0; column < columns; column += width)
        {
            width = PanelWidth<TSimd, TVector>(columns - column);
            PackPanel<TSimd, TVector>(source + column, leading, rows, Math.Min(width, columns - column), panels);
            panels += (nint)rows * width;
        }
    }

    /// <summary>Packs the transpose of a matrix [columns, rows] likewise.</summary>
    public static void PackTransposed<TSimd, TVector>(float* source, nint leading, int rows, int columns, float* panels)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int width;
        for (int column = 0; column < columns; column += width)
        {
            width = PanelWidth<TSimd, TVector>(columns - column);
            TransposePanel<TSimd, TVector>(source + (column * leading), leading, rows, Math.Min(width, columns - column), panels, width);
            panels += (nint)rows * width;
        }
    }

    /// <summary>Copies a matrix [rows, columns], so that its rows lie closer to each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CopyRows<TSimd, TVector>(float* source, nint leading, int rows, int columns, float* target, nint targetLeading)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = TSimd.Lanes;
        for (int row = 0; row < rows; row++, source += leading, target += targetLeading)
        {
            int column = 0;
            for (; column + lanes <= columns; column += lanes)
            {
                CacheHint.Fetch(source + leading + column);
                TSimd.Store(target + column, TSimd.Load(source + column));
            }

            if (column < columns)
            {
                TSimd.StoreFirst(target + column, TSimd.LoadFirst(source + column, columns - column), columns - column);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PackPanel<TSimd, TVector>(float* source, nint leading, int rows, int columns, float* panel)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = TSimd.Lanes;
        int rest = columns - lanes;
        if (rest <= 0)
        {
            for (int row = 0; row < rows; row++, source += leading, panel += lanes)
            {
                TSimd.Store(panel, TSimd.LoadFirst(source, columns));
            }
        }
        else if (rest < lanes)
        {
            for (int row = 0; row < rows; row++, source += leading, panel += 2 * lanes)
            {
                TSimd.Store(panel, TSimd.Load(source));
                TSimd.Store(panel + lanes, TSimd.LoadFirst(source + lanes, rest));
            }
        }
        else
        {
            // Rows far apart are in different pages, where no cache looks ahead by itself.
            float* ahead = source + (RowsAhead * leading);
            for (int row = 0; row < rows; row++, source += leading, ahead += leading, panel += 2 * lanes)
            {
                CacheHint.Fetch(ahead);
                CacheHint.Fetch(ahead + lanes);
                TSimd.Store(panel, TSimd.Load(source));
                TSimd.Store(panel + lanes, TSimd.Load(source + lanes));
            }
        }
    }

    // Block by block. A vector is as long as the panel is wide or half of that, so zeros fill the panel up by themselves.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposePanel<TSimd, TVector>(float* source, nint leading, int rows, int columns, float* panel, int width)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = TSimd.Lanes;
        for (int column = 0; column < width; column += lanes)
        {
            float* from = source + (column * leading);
            float* to = panel + column;
            int present = Math.Min(lanes, columns - column);
            int row = 0;
            for (; present == lanes && row + lanes <= rows; row += lanes)
            {
                BlockTranspose.Run<TSimd, TVector>(from + row, leading, to + ((nint)row * width), width);
            }

            for (; row < rows; row += lanes)
            {
                BlockTranspose.RunCorner<TSimd, TVector>(from + row, leading, present, Math.Min(lanes, rows - row), to + ((nint)row * width), width);
            }
        }
    }
}

using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>Copies columns of a matrix beside each other, so that a <see cref="GemmTile"/> reads them as whole vectors.</summary>
internal static unsafe class GemmPacking
{
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

    private static void PackPanel<TSimd, TVector>(float* source, nint leading, int rows, int columns, float* panel)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int lanes = TSimd.Lanes;
        bool two = columns > lanes;
        for (int row = 0; row < rows; row++, source += leading)
        {
            if (!two)
            {
                TSimd.Store(panel, TSimd.LoadFirst(source, columns));
                panel += lanes;
                continue;
            }

            TSimd.Store(panel, TSimd.Load(source));
            TSimd.Store(panel + lanes, TSimd.LoadFirst(source + lanes, columns - lanes));
            panel += 2 * lanes;
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

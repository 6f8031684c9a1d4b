using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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
            TransposePanel(source + (column * leading), leading, rows, Math.Min(width, columns - column), panels, width);
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

    private static void TransposePanel(float* source, nint leading, int rows, int columns, float* panel, int width)
    {
        int column = 0;
        if (Sse.IsSupported)
        {
            for (; column + 4 <= columns; column += 4)
            {
                TransposeFourColumns(source + (column * leading), leading, rows, panel + column, width);
            }
        }

        for (; column < width; column++)
        {
            float* from = source + (column * leading);
            for (int row = 0; row < rows; row++)
            {
                panel[((nint)row * width) + column] = column < columns ? from[row] : 0;
            }
        }
    }

    private static void TransposeFourColumns(float* source, nint leading, int rows, float* panel, int width)
    {
        int row = 0;
        for (; row + 4 <= rows; row += 4, source += 4)
        {
            Vector128<float> a = Vector128.Load(source);
            Vector128<float> b = Vector128.Load(source + leading);
            Vector128<float> c = Vector128.Load(source + (2 * leading));
            Vector128<float> d = Vector128.Load(source + (3 * leading));
            Vector128<float> ab = Sse.UnpackLow(a, b);
            Vector128<float> cd = Sse.UnpackLow(c, d);
            Sse.MoveLowToHigh(ab, cd).Store(panel);
            Sse.MoveHighToLow(cd, ab).Store(panel + width);
            ab = Sse.UnpackHigh(a, b);
            cd = Sse.UnpackHigh(c, d);
            Sse.MoveLowToHigh(ab, cd).Store(panel + (2 * width));
            Sse.MoveHighToLow(cd, ab).Store(panel + (3 * width));
            panel += 4 * width;
        }

        for (; row < rows; row++, source++, panel += width)
        {
            for (int column = 0; column < 4; column++)
            {
                panel[column] = source[column * leading];
            }
        }
    }
}

using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The three linear maps of Winograd's F(2×2, 3×3): of weights, of input tiles and back to output tiles.</summary>
/// <remarks>
/// <c>Y = Aᵀ·((G·g·Gᵀ) ∘ (Bᵀ·d·B))·A</c> with a tile d of 4×4 inputs, weights g of 3×3 and a tile Y of 2×2 outputs, and
/// <c>Bᵀ = [1 0 −1 0; 0 1 1 0; 0 −1 1 0; 0 1 0 −1]</c>, <c>G = [1 0 0; ½ ½ ½; ½ −½ ½; 0 0 1]</c>, <c>Aᵀ = [1 1 1 0; 0 1 −1 −1]</c>.
/// Source: Lavin and Gray, "Fast algorithms for convolutional neural networks", 2016.
/// </remarks>
internal static unsafe class WinogradTransform
{
    /// <summary>Rows and columns of an input tile.</summary>
    public const int TileSize = 4;

    /// <summary>Positions of an input tile.</summary>
    public const int Positions = TileSize * TileSize;

    /// <summary>Weights of a window of 3×3.</summary>
    public const int WindowPositions = 9;

    /// <summary>G·g·Gᵀ for all weights, from panels of <see cref="GemmPacking"/>.</summary>
    /// <param name="panels">The weights, packed: [9·channels, outputs].</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="target">[⌈outputs/lanes⌉, 16, channels, lanes], zeros where there is no output.</param>
    public static void OfWeights<TSimd, TVector>(float* panels, int channels, int outputs, float* target)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int width;
        for (int output = 0; output < outputs; output += width)
        {
            width = GemmPacking.PanelWidth<TSimd, TVector>(outputs - output);
            for (int lane = 0; lane < width; lane += TSimd.Lanes)
            {
                for (int channel = 0; channel < channels; channel++)
                {
                    OfWindow<TSimd, TVector>(panels + ((nint)channel * width) + lane, (nint)channels * width, target + ((nint)channel * TSimd.Lanes), (nint)channels * TSimd.Lanes);
                }

                target += (nint)Positions * channels * TSimd.Lanes;
            }

            panels += (nint)WindowPositions * channels * width;
        }
    }

    /// <summary>Bᵀ·d·B for one tile.</summary>
    /// <param name="source">The first pixel of the tile.</param>
    /// <param name="rowLength">Elements from one row of pixels to the next.</param>
    /// <param name="pixelLength">Elements from one pixel to the next.</param>
    /// <param name="channels">Channels to transform.</param>
    /// <param name="target">Where the first position goes: the channels beside each other.</param>
    /// <param name="step">Elements from one position to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OfInput<TSimd, TVector>(float* source, nint rowLength, nint pixelLength, int channels, float* target, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int c = 0;
        for (; c <= channels - TSimd.Lanes; c += TSimd.Lanes)
        {
            float* d = source + c;
            float* v = target + c;
            TVector d00 = TSimd.Load(d), d01 = TSimd.Load(d + pixelLength), d02 = TSimd.Load(d + (2 * pixelLength)), d03 = TSimd.Load(d + (3 * pixelLength));
            d += 2 * rowLength;
            TVector d20 = TSimd.Load(d), d21 = TSimd.Load(d + pixelLength), d22 = TSimd.Load(d + (2 * pixelLength)), d23 = TSimd.Load(d + (3 * pixelLength));
            WriteRow<TSimd, TVector>(v, step, TSimd.Subtract(d00, d20), TSimd.Subtract(d01, d21), TSimd.Subtract(d02, d22), TSimd.Subtract(d03, d23));
            d -= rowLength;
            TVector d10 = TSimd.Load(d), d11 = TSimd.Load(d + pixelLength), d12 = TSimd.Load(d + (2 * pixelLength)), d13 = TSimd.Load(d + (3 * pixelLength));
            WriteRow<TSimd, TVector>(v + (4 * step), step, TSimd.Add(d10, d20), TSimd.Add(d11, d21), TSimd.Add(d12, d22), TSimd.Add(d13, d23));
            WriteRow<TSimd, TVector>(v + (8 * step), step, TSimd.Subtract(d20, d10), TSimd.Subtract(d21, d11), TSimd.Subtract(d22, d12), TSimd.Subtract(d23, d13));
            d += 2 * rowLength;
            TVector d30 = TSimd.Load(d), d31 = TSimd.Load(d + pixelLength), d32 = TSimd.Load(d + (2 * pixelLength)), d33 = TSimd.Load(d + (3 * pixelLength));
            WriteRow<TSimd, TVector>(v + (12 * step), step, TSimd.Subtract(d10, d30), TSimd.Subtract(d11, d31), TSimd.Subtract(d12, d32), TSimd.Subtract(d13, d33));
        }

        if (c < channels)
        {
            OfInput<SimdScalar, float>(source + c, rowLength, pixelLength, channels - c, target + c, step);
        }
    }

    /// <summary>Aᵀ·m·A for one tile and one vector of channels.</summary>
    /// <param name="m">The first of 16 positions.</param>
    /// <param name="step">Elements from one position to the next.</param>
    /// <param name="y00">The output in the first row and the first column.</param>
    /// <param name="y01">First row, second column.</param>
    /// <param name="y10">Second row, first column.</param>
    /// <param name="y11">Second row, second column.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ToOutput<TSimd, TVector>(float* m, nint step, out TVector y00, out TVector y01, out TVector y10, out TVector y11)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        SumRow<TSimd, TVector>(m, step, out TVector left0, out TVector right0);
        SumRow<TSimd, TVector>(m + (4 * step), step, out TVector left1, out TVector right1);
        SumRow<TSimd, TVector>(m + (8 * step), step, out TVector left2, out TVector right2);
        SumRow<TSimd, TVector>(m + (12 * step), step, out TVector left3, out TVector right3);
        y00 = TSimd.Add(TSimd.Add(left0, left1), left2);
        y01 = TSimd.Add(TSimd.Add(right0, right1), right2);
        y10 = TSimd.Subtract(TSimd.Subtract(left1, left2), left3);
        y11 = TSimd.Subtract(TSimd.Subtract(right1, right2), right3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SumRow<TSimd, TVector>(float* m, nint step, out TVector left, out TVector right)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector m1 = TSimd.Load(m + step);
        TVector m2 = TSimd.Load(m + (2 * step));
        left = TSimd.Add(TSimd.Add(TSimd.Load(m), m1), m2);
        right = TSimd.Subtract(TSimd.Subtract(m1, m2), TSimd.Load(m + (3 * step)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteRow<TSimd, TVector>(float* target, nint step, TVector t0, TVector t1, TVector t2, TVector t3)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TSimd.Store(target, TSimd.Subtract(t0, t2));
        TSimd.Store(target + step, TSimd.Add(t1, t2));
        TSimd.Store(target + (2 * step), TSimd.Subtract(t2, t1));
        TSimd.Store(target + (3 * step), TSimd.Subtract(t1, t3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void OfWindow<TSimd, TVector>(float* window, nint tap, float* target, nint step)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector g00 = TSimd.Load(window), g01 = TSimd.Load(window + tap), g02 = TSimd.Load(window + (2 * tap));
        TVector g10 = TSimd.Load(window + (3 * tap)), g11 = TSimd.Load(window + (4 * tap)), g12 = TSimd.Load(window + (5 * tap));
        TVector g20 = TSimd.Load(window + (6 * tap)), g21 = TSimd.Load(window + (7 * tap)), g22 = TSimd.Load(window + (8 * tap));
        WriteWeights<TSimd, TVector>(target, step, g00, g01, g02);
        WriteWeights<TSimd, TVector>(target + (4 * step), step, HalfSum<TSimd, TVector>(g00, g20, g10), HalfSum<TSimd, TVector>(g01, g21, g11), HalfSum<TSimd, TVector>(g02, g22, g12));
        WriteWeights<TSimd, TVector>(target + (8 * step), step, HalfDifference<TSimd, TVector>(g00, g20, g10), HalfDifference<TSimd, TVector>(g01, g21, g11), HalfDifference<TSimd, TVector>(g02, g22, g12));
        WriteWeights<TSimd, TVector>(target + (12 * step), step, g20, g21, g22);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteWeights<TSimd, TVector>(float* target, nint step, TVector g0, TVector g1, TVector g2)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TSimd.Store(target, g0);
        TSimd.Store(target + step, HalfSum<TSimd, TVector>(g0, g2, g1));
        TSimd.Store(target + (2 * step), HalfDifference<TSimd, TVector>(g0, g2, g1));
        TSimd.Store(target + (3 * step), g2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector HalfSum<TSimd, TVector>(TVector a, TVector b, TVector c)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.Multiply(TSimd.Add(TSimd.Add(a, b), c), TSimd.Broadcast(0.5f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector HalfDifference<TSimd, TVector>(TVector a, TVector b, TVector c)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => TSimd.Multiply(TSimd.Subtract(TSimd.Add(a, b), c), TSimd.Broadcast(0.5f));
}

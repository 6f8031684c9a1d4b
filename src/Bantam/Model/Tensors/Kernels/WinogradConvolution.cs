using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>A 3×3 convolution with stride 1 in fewer multiplications: tiles of 2×2 outputs from 4×4 inputs, 16 products each instead of 36.</summary>
/// <remarks>
/// <para>Sixteen tiles at a time are transformed (<see cref="WinogradTransform"/>), multiplied position by position with the
/// transformed weights (<see cref="WinogradTile"/>) and transformed back; what lies between stays in the caches.</para>
/// <para>Error: an output differs from the exact one by at most <c>(C + 12)·u·M</c>, u = 2⁻²⁴, where M is what one gets when all
/// values, and all factors of the three transformations, are replaced by their magnitudes: about the bound of the plain sum
/// where all values are of one size, but a large value counts for all outputs of its tiles.
/// All 16 inputs of a tile enter it, so a NaN or an infinity reaches the neighbors in the same tile too.</para>
/// <para>The order of operations depends on the sizes alone, so results have the same bits on every vector width.</para>
/// </remarks>
internal unsafe struct WinogradConvolution
{
    // Below this, transforming costs more than multiplying: every value serves too few products.
    private const int FewChannels = 16;

    // Rows and columns of outputs in a tile.
    private const int OutputSize = 2;

    /// <summary>The sizes.</summary>
    public WindowGeometry Geometry;

    /// <summary>The images that are read.</summary>
    public float* Source;

    /// <summary>The transformed weights, as <see cref="WinogradTransform.OfWeights"/> writes them.</summary>
    public float* Weights;

    /// <summary>A value for each output channel, or null.</summary>
    public float* Bias;

    /// <summary>The images that are written.</summary>
    public float* Target;

    /// <summary>Smallest value written.</summary>
    public float Low;

    /// <summary>Largest value written.</summary>
    public float High;

    private int _blocks;

    /// <summary>Whether this is the kernel for a convolution: the choice looks at the sizes of one image only.</summary>
    public static bool Serves(in WindowGeometry g)
    {
        bool fits = g is { KernelHeight: 3, KernelWidth: 3, StrideHeight: 1, StrideWidth: 1, DilationHeight: 1, DilationWidth: 1, Groups: 1, InputChannels: >= FewChannels, OutputChannels: >= FewChannels };

        // A last block that is not full costs as much as a full one.
        return fits && 3L * Blocks(in g) * WinogradTile.Rows * WinogradTransform.Positions <= 2L * g.OutputPixels * 9;
    }

    /// <summary>The floats that transformed weights take.</summary>
    public static long WeightsLength<TSimd, TVector>(int channels, int outputs)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged =>
        (outputs + TSimd.Lanes - 1L) / TSimd.Lanes * TSimd.Lanes * channels * WinogradTransform.Positions;

    /// <summary>Computes all images.</summary>
    /// <param name="pass">Everything but the weights.</param>
    /// <param name="w">The weights, OHWI; packed ones are transformed ones.</param>
    public static void Run(WinogradConvolution pass, LayerWeights w)
    {
        switch (SimdWidth.For(pass.Geometry.OutputChannels))
        {
            case 16:
                Run<Simd512, Vector512<float>>(pass, w);
                break;
            case 8:
                Run<Simd256, Vector256<float>>(pass, w);
                break;
            case 4:
                Run<Simd128, Vector128<float>>(pass, w);
                break;
            default:
                Run<SimdScalar, float>(pass, w);
                break;
        }
    }

    private static void Run<TSimd, TVector>(WinogradConvolution pass, LayerWeights w)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref pass.Geometry;
        pass.Weights = w.Packed is not null ? w.Packed : Transform<TSimd, TVector>(in g, w.Values);
        pass._blocks = Blocks(in g);
        WorkerPool.Run(g.Batch * pass._blocks, &RunBlock<TSimd, TVector>, &pass, (long)g.Batch * g.OutputElements * g.PatchLength);
    }

    private static float* Transform<TSimd, TVector>(in WindowGeometry g, float* w)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* panels = Scratch.Get<float>(Scratch.Use.Weights, GemmPacking.PackedLength<TSimd, TVector>(g.PatchLength, g.OutputChannels));
        GemmPacking.PackTransposed<TSimd, TVector>(w, g.PatchLength, g.PatchLength, g.OutputChannels, panels);
        float* transformed = Scratch.Get<float>(Scratch.Use.TransformedWeights, WeightsLength<TSimd, TVector>(g.InputChannels, g.OutputChannels));
        WinogradTransform.OfWeights<TSimd, TVector>(panels, g.InputChannels, g.OutputChannels, transformed);
        return transformed;
    }

    private static int Blocks(in WindowGeometry g) => ((TileColumns(in g) * TileRows(in g)) + WinogradTile.Rows - 1) / WinogradTile.Rows;

    private static int TileColumns(in WindowGeometry g) => (g.OutputWidth + OutputSize - 1) / OutputSize;

    private static int TileRows(in WindowGeometry g) => (g.OutputHeight + OutputSize - 1) / OutputSize;

    // One position of all tiles. A cache line more, so that the 16 positions of a tile do not compete for the same places of a cache.
    private static nint PositionLength(int channels) => ((nint)WinogradTile.Rows * channels) + 16;

    private static void RunBlock<TSimd, TVector>(int part, WinogradConvolution* pass)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref pass->Geometry;
        int channels = g.InputChannels;
        nint image = part / pass->_blocks;
        Block block = new(in g, part % pass->_blocks);
        nint position = PositionLength(channels);
        nint length = WinogradTransform.Positions * position;
        nint productLength = (nint)WinogradTile.Rows * TSimd.Lanes;
        float* tiles = Scratch.Get<float>(Scratch.Use.Panels, length + (WinogradTransform.Positions * productLength));
        float* products = tiles + length;
        ReadTiles<TSimd, TVector>(in g, pass->Source + (image * g.InputElements), block, tiles);
        float* weights = pass->Weights;
        for (int channel = 0; channel < g.OutputChannels; channel += TSimd.Lanes)
        {
            for (int p = 0; p < WinogradTransform.Positions; p++, weights += (nint)channels * TSimd.Lanes)
            {
                WinogradTile.Multiply<TSimd, TVector>(tiles + (p * position), weights, channels, products + (p * productLength));
            }

            WriteTiles<TSimd, TVector>(pass, products, image, block, channel);
        }
    }

    private static void ReadTiles<TSimd, TVector>(in WindowGeometry g, float* image, Block block, float* tiles)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int channels = g.InputChannels;
        nint step = PositionLength(channels);
        nint rowLength = (nint)g.InputWidth * channels;
        float* target = tiles;
        for (int left = block.Count, y = block.Row, x = block.Column; left > 0; left--, target += channels)
        {
            (int row, int column) = (y - g.PadTop, x - g.PadLeft);
            if (row >= 0 && column >= 0 && row + WinogradTransform.TileSize <= g.InputHeight && column + WinogradTransform.TileSize <= g.InputWidth)
            {
                float* tile = image + (row * rowLength) + ((nint)column * channels);
                WinogradTransform.OfInput<TSimd, TVector>(tile, rowLength, channels, channels, target, step);
            }
            else
            {
                float* patch = Patch(in g, image, row, column);
                WinogradTransform.OfInput<TSimd, TVector>(patch, WinogradTransform.TileSize * (nint)channels, channels, channels, target, step);
            }

            x += OutputSize;
            if (x >= g.OutputWidth)
            {
                (y, x) = (y + OutputSize, 0);
            }
        }

        // Rows that no tile fills are multiplied as well, and whatever lay there might be slow to multiply.
        for (int p = 0; p < WinogradTransform.Positions; p++)
        {
            new Span<float>(tiles + (p * step) + ((nint)block.Count * channels), (WinogradTile.Rows - block.Count) * channels).Clear();
        }
    }

    /// <summary>A tile that hangs over the edge, with zeros there.</summary>
    private static float* Patch(in WindowGeometry g, float* image, int row, int column)
    {
        int channels = g.InputChannels;
        int length = WinogradTransform.TileSize * channels;
        float* patch = Scratch.Get<float>(Scratch.Use.Image, WinogradTransform.TileSize * (long)length);
        new Span<float>(patch, WinogradTransform.TileSize * length).Clear();
        int left = Math.Max(-column, 0);
        int columns = Math.Min(WinogradTransform.TileSize, g.InputWidth - column) - left;
        int lastRow = Math.Min(WinogradTransform.TileSize, g.InputHeight - row);
        for (int r = Math.Max(-row, 0); columns > 0 && r < lastRow; r++)
        {
            float* pixels = image + ((((nint)(row + r) * g.InputWidth) + column + left) * channels);
            new ReadOnlySpan<float>(pixels, columns * channels).CopyTo(new Span<float>(patch + ((nint)r * length) + ((nint)left * channels), columns * channels));
        }

        return patch;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WriteTiles<TSimd, TVector>(WinogradConvolution* pass, float* products, nint image, Block block, int channel)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref pass->Geometry;
        int present = Math.Min(TSimd.Lanes, g.OutputChannels - channel);
        TVector bias = pass->Bias is null ? default : TSimd.LoadFirst(pass->Bias + channel, present);
        TVector low = TSimd.Broadcast(pass->Low);
        TVector high = TSimd.Broadcast(pass->High);
        nint pixelLength = g.OutputChannels;
        nint rowLength = g.OutputWidth * pixelLength;
        float* image0 = pass->Target + (image * g.OutputElements) + channel;
        for (int left = block.Count, row = block.Row, column = block.Column; left > 0; left--, products += TSimd.Lanes)
        {
            WinogradTransform.ToOutput<TSimd, TVector>(products, (nint)WinogradTile.Rows * TSimd.Lanes, out TVector y00, out TVector y01, out TVector y10, out TVector y11);
            float* y = image0 + (row * rowLength) + (column * pixelLength);
            bool second = column + 1 < g.OutputWidth;
            Store<TSimd, TVector>(y, TSimd.Clamp(TSimd.Add(y00, bias), low, high), present);
            if (second)
            {
                Store<TSimd, TVector>(y + pixelLength, TSimd.Clamp(TSimd.Add(y01, bias), low, high), present);
            }

            if (row + 1 < g.OutputHeight)
            {
                Store<TSimd, TVector>(y + rowLength, TSimd.Clamp(TSimd.Add(y10, bias), low, high), present);
                if (second)
                {
                    Store<TSimd, TVector>(y + rowLength + pixelLength, TSimd.Clamp(TSimd.Add(y11, bias), low, high), present);
                }
            }

            column += OutputSize;
            if (column >= g.OutputWidth)
            {
                (row, column) = (row + OutputSize, 0);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TSimd, TVector>(float* target, TVector value, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        if (count == TSimd.Lanes)
        {
            TSimd.Store(target, value);
        }
        else
        {
            TSimd.StoreFirst(target, value, count);
        }
    }

    /// <summary>Tiles that follow each other, row by row: where the first one starts in the output, and how many there are.</summary>
    private readonly struct Block
    {
        public readonly int Row;
        public readonly int Column;
        public readonly int Count;

        public Block(in WindowGeometry g, int index)
        {
            int first = index * WinogradTile.Rows;
            Row = first / TileColumns(in g) * OutputSize;
            Column = first % TileColumns(in g) * OutputSize;
            Count = Math.Min(WinogradTile.Rows, (TileColumns(in g) * TileRows(in g)) - first);
        }
    }
}

using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>A convolution to at most eight channels: two neighboring terms of each sum at a time, so that narrow outputs fill wide vectors.</summary>
/// <remarks>
/// A row of the window lies in one piece in NHWC. Its values are taken in pairs, the first of a pair for one chain of
/// multiply-adds and the second for another; both chains are added at the end, then the bias. Where the number of values is odd, the last
/// pair overlaps the one before and the value that both hold counts with weight 0. That order is the same on every vector width.
/// Images are padded a few rows at a time, which then lie in the first-level cache.
/// </remarks>
internal unsafe struct ConvolutionPairs
{
    /// <summary>The most output channels.</summary>
    public const int MostOutputs = 8;

    // 16 KiB of padded rows at a time.
    private const int BandLength = 4096;

    /// <summary>The sizes.</summary>
    public WindowGeometry Geometry;

    /// <summary>The images that are read.</summary>
    public float* Source;

    /// <summary>The weights as <see cref="Pack"/> writes them.</summary>
    public float* Weights;

    /// <summary>A value for each output channel, or null.</summary>
    public float* Bias;

    /// <summary>The images that are written.</summary>
    public float* Target;

    /// <summary>Smallest value written.</summary>
    public float Low;

    /// <summary>Largest value written.</summary>
    public float High;

    private PaddedImage _padding;
    private EvenSplit _bands;
    private bool _isWide;

    /// <summary>Whether this is the kernel for a convolution: the choice looks at the sizes of one image only.</summary>
    public static bool Serves(in WindowGeometry g) =>
        g is { OutputChannels: <= MostOutputs, OutputWidth: >= ConvolutionPairTile.Pixels, DilationHeight: 1, DilationWidth: 1, Groups: 1 }
        && g.KernelWidth * g.InputChannels >= 2;

    /// <summary>The lanes that weights are packed for.</summary>
    public static int Lanes(int outputs) => SimdWidth.Current == 16 ? 16 : SimdWidth.For(outputs);

    /// <summary>The floats that packed weights take.</summary>
    /// <param name="terms">Terms of each sum, over all rows of the window.</param>
    /// <param name="run">Terms of one row.</param>
    /// <param name="outputs">Output channels.</param>
    public static int PackedLength(int terms, int run, int outputs)
    {
        int lanes = Math.Min(Lanes(outputs), MostOutputs);
        return (outputs + lanes - 1) / lanes * lanes * (terms / run) * ((run + 1) / 2 * 2);
    }

    /// <summary>Packs weights [outputs, terms]: for each vector of outputs, row and pair, the first factors and the second ones; alternating where the vectors have 16 lanes.</summary>
    public static void Pack(float* w, int terms, int run, int outputs, float* target)
    {
        int lanes = Math.Min(Lanes(outputs), MostOutputs);
        bool alternating = Lanes(outputs) > MostOutputs;
        int pairs = (run + 1) / 2;
        int length = PackedLength(terms, run, outputs);
        for (int i = 0; i < length; i++)
        {
            int within = i % (2 * lanes);
            int pair = i / (2 * lanes) % pairs;
            int row = i / (2 * lanes * pairs) % (terms / run);
            int output = (i / (2 * lanes * pairs * (terms / run)) * lanes) + (alternating ? within / 2 : within % lanes);
            int second = alternating ? within % 2 : within / lanes;
            int term = Math.Min(2 * pair, run - 2) + second;
            target[i] = output < outputs && term >= 2 * pair ? w[((nint)output * terms) + (row * run) + term] : 0;
        }
    }

    /// <summary>Computes all images.</summary>
    /// <param name="pass">Everything but the weights.</param>
    /// <param name="w">The weights, OHWI, and as <see cref="Pack"/> writes them if somebody did that before.</param>
    public static void Run(ConvolutionPairs pass, LayerWeights w)
    {
        ref readonly WindowGeometry g = ref pass.Geometry;
        int run = g.KernelWidth * g.InputChannels;
        pass.Weights = w.Packed;
        if (w.Packed is null)
        {
            pass.Weights = Scratch.Get<float>(Scratch.Use.Weights, PackedLength(g.PatchLength, run, g.OutputChannels));
            Pack(w.Values, g.PatchLength, run, g.OutputChannels, pass.Weights);
        }

        pass._padding = PaddedImage.InputOf(in g);
        pass._bands = new EvenSplit(g.OutputHeight, (int)Math.Max(1, BandLength / (pass._padding.RowLength * g.StrideHeight)), 1);
        pass._isWide = Lanes(g.OutputChannels) > MostOutputs;
        delegate*<int, ConvolutionPairs*, void> band = Lanes(g.OutputChannels) switch
        {
            16 or 8 => &RunBand<Simd256, Vector256<float>>,
            4 => &RunBand<Simd128, Vector128<float>>,
            _ => &RunBand<SimdScalar, float>,
        };
        WorkerPool.Run(g.Batch * pass._bands.Count, band, &pass, (long)g.Batch * g.OutputElements * g.PatchLength);
    }

    private static void RunBand<TSimd, TVector>(int part, ConvolutionPairs* pass)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref pass->Geometry;
        (int first, int rows) = pass->_bands.Part(part % pass->_bands.Count);
        nint image = part / pass->_bands.Count;
        float* source = pass->_padding.PrepareRows(pass->Source + (image * g.InputElements), first * g.StrideHeight, ((rows - 1) * g.StrideHeight) + g.KernelHeight);
        int run = g.KernelWidth * g.InputChannels;
        ConvolutionPairTile tile = new()
        {
            Weights = pass->Weights,
            PixelStep = (nint)g.StrideWidth * g.InputChannels,
            RowLength = pass->_padding.RowLength,
            Rows = g.KernelHeight,
            Pairs = (run + 1) / 2,
            LastPair = run - 2,
            Outputs = g.OutputChannels,
            Bias = pass->Bias,
            Low = pass->Low,
            High = pass->High,
        };
        for (int row = first; row < first + rows; row++)
        {
            float* line = source + ((row - first) * g.StrideHeight * tile.RowLength);
            float* target = pass->Target + (image * g.OutputElements) + ((nint)row * g.OutputWidth * g.OutputChannels);
            for (int start = 0; start < g.OutputWidth; start += ConvolutionPairTile.Pixels)
            {
                // The last pixels of a row may overlap those before: they are computed once more.
                int column = Math.Min(start, g.OutputWidth - ConvolutionPairTile.Pixels);
                tile.Source = line + (column * tile.PixelStep);
                tile.Target = target + ((nint)column * g.OutputChannels);
                if (pass->_isWide)
                {
                    ConvolutionPairTile.ComputeWide(in tile);
                }
                else
                {
                    ConvolutionPairTile.Compute<TSimd, TVector>(in tile);
                }
            }
        }
    }
}

namespace Bantam.Model;

/// <summary>A convolution over a batch as products of pixels with packed weights: what the forward pass and the input's gradient share.</summary>
/// <remarks>
/// Source images are padded and then read in place: a window is <see cref="Phase.Segments"/> runs of neighboring values.
/// The forward pass is one phase. The gradient of a convolution with stride s is s·s ordinary convolutions, one for each
/// remainder of the target pixel: only every s-th weight ever meets it.
/// </remarks>
internal unsafe struct ConvolutionPass
{
    /// <summary>The images that are read.</summary>
    public float* Source;

    /// <summary>Their size and padding.</summary>
    public PaddedImage Padding;

    /// <summary>The images that are written, each with <see cref="TargetLength"/> values.</summary>
    public float* Target;

    /// <summary>Values of one written image.</summary>
    public nint TargetLength;

    /// <summary>Channels of the written images.</summary>
    public int TargetChannels;

    /// <summary>A value for each written channel, or null.</summary>
    public float* Bias;

    /// <summary>Smallest value written.</summary>
    public float Low;

    /// <summary>Largest value written.</summary>
    public float High;

    /// <summary>The phases.</summary>
    public Phase* Phases;

    /// <summary>How many phases there are.</summary>
    public int PhaseCount;

    /// <summary>The target pixels that meet the same weights.</summary>
    public struct Phase
    {
        /// <summary>Rows of the window.</summary>
        public int Segments;

        /// <summary>Values of one row of the window.</summary>
        public int Run;

        /// <summary>The weights as panels of <see cref="GemmPacking"/>: [Segments·Run, channels].</summary>
        public float* Weights;

        /// <summary>For each target pixel, where its window starts in the padded source. Filled up by a tile of the last pixel.</summary>
        public nint* Windows;

        /// <summary>For each target pixel, where it starts in the target image. Filled up likewise.</summary>
        public nint* Pixels;

        /// <summary>How many target pixels there are.</summary>
        public int Count;
    }

    /// <summary>Table entries for some pixels, with room for a whole tile at the end.</summary>
    public static int TableLength(int pixels) => pixels + GemmTile.MostRows;

    /// <summary>Fills a phase's tables up by repeating the last pixel, for the tile that reaches over the end.</summary>
    public static void FillUp(in Phase phase)
    {
        for (int i = phase.Count; phase.Count > 0 && i < TableLength(phase.Count); i++)
        {
            phase.Windows[i] = phase.Windows[phase.Count - 1];
            phase.Pixels[i] = phase.Pixels[phase.Count - 1];
        }
    }

    /// <summary>Computes one image.</summary>
    public static void RunImage<TSimd, TVector>(int image, ConvolutionPass* pass)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint sourceLength = (nint)pass->Padding.ImageHeight * pass->Padding.ImageWidth * pass->Padding.Channels;
        float* source = pass->Padding.Prepare(pass->Source + (image * sourceLength));
        float* target = pass->Target + (image * pass->TargetLength);
        for (int i = 0; i < pass->PhaseCount; i++)
        {
            RunPhase<TSimd, TVector>(in *pass, in pass->Phases[i], source, target);
        }
    }

    private static void RunPhase<TSimd, TVector>(in ConvolutionPass pass, in Phase phase, float* source, float* target)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* weights = phase.Weights;
        int width;
        for (int channel = 0; channel < pass.TargetChannels; channel += width)
        {
            width = GemmPacking.PanelWidth<TSimd, TVector>(pass.TargetChannels - channel);
            GemmTile tile = new()
            {
                A = source,
                B = weights,
                C = target + channel,
                StepOfA = 1,
                StepOfB = width,
                SegmentOfA = pass.Padding.RowLength,
                SegmentOfB = (nint)phase.Run * width,
                Run = phase.Run,
                Segments = phase.Segments,
                Columns = Math.Min(width, pass.TargetChannels - channel),
                Bias = pass.Bias is null ? null : pass.Bias + channel,
                Low = pass.Low,
                High = pass.High,
            };
            int height = GemmTile.Rows<TSimd, TVector>(tile.Columns);
            for (int pixel = 0; pixel < phase.Count; pixel += height)
            {
                tile.RowsOfA = phase.Windows + pixel;
                tile.RowsOfC = phase.Pixels + pixel;
                GemmTile.Compute<TSimd, TVector>(in tile, phase.Count - pixel);
            }

            weights += (nint)phase.Segments * phase.Run * width;
        }
    }
}

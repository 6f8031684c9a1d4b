namespace Bantam.Model;

/// <summary>The gradient of a convolution's weights: for each position in the window, a product of input pixels with upstream gradients.</summary>
/// <remarks>
/// Images are dealt out to a number of groups that depends on the batch alone; each group sums into a matrix
/// [patch, output channels] of its own, and these are added up in order.
/// </remarks>
internal static unsafe class ConvolutionWeightGradient
{
    private const int MostGroups = 16;

    /// <summary>Computes w̄, OHWI.</summary>
    public static void Run<TSimd, TVector>(in WindowGeometry g, float* x, float* dy, float* dw)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int groups = Math.Min(g.Batch, MostGroups);
        int rows = ConvolutionPass.TableLength(g.PatchLength);
        Work work = new()
        {
            Geometry = g,
            Input = PaddedImage.InputOf(in g),
            X = x,
            Upstream = dy,
            Partials = Scratch.Get<float>(Scratch.Use.Partials, (long)groups * g.PatchLength * g.OutputChannels),
            RowsOfX = Scratch.Get<nint>(Scratch.Use.Tables, 2L * rows),
            Groups = groups,
        };
        work.RowsOfGradient = work.RowsOfX + rows;
        for (int r = 0; r < rows; r++)
        {
            int row = Math.Min(r, g.PatchLength - 1);
            int run = g.KernelWidth * g.InputChannels;
            work.RowsOfX[r] = (row / run * work.Input.RowLength) + (row % run);
            work.RowsOfGradient[r] = (nint)row * g.OutputChannels;
        }

        long operations = (long)g.Batch * g.OutputElements * g.PatchLength;
        WorkerPool.Run(groups, &RunGroup<TSimd, TVector>, &work, operations);
        AddUp(in work, dw);
    }

    private static void RunGroup<TSimd, TVector>(int group, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        float* gradient = work->Partials + ((nint)group * g.PatchLength * g.OutputChannels);
        bool first = true;
        for (int image = group; image < g.Batch; image += work->Groups)
        {
            float* x = work->Input.Prepare(work->X + ((nint)image * g.InputElements));
            AddImage<TSimd, TVector>(in *work, x, work->Upstream + ((nint)image * g.OutputElements), gradient, first);
            first = false;
        }
    }

    private static void AddImage<TSimd, TVector>(in Work work, float* x, float* upstream, float* gradient, bool first)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work.Geometry;
        float* panel = Scratch.Get<float>(Scratch.Use.Panels, (long)g.OutputPixels * GemmTile.Width<TSimd, TVector>());
        int width;
        for (int channel = 0; channel < g.OutputChannels; channel += width)
        {
            width = GemmPacking.PanelWidth<TSimd, TVector>(g.OutputChannels - channel);
            int columns = Math.Min(width, g.OutputChannels - channel);
            bool packed = columns < width;
            if (packed)
            {
                GemmPacking.Pack<TSimd, TVector>(upstream + channel, g.OutputChannels, g.OutputPixels, columns, panel);
            }

            nint step = packed ? width : g.OutputChannels;
            GemmTile tile = new()
            {
                A = x,
                B = packed ? panel : upstream + channel,
                C = gradient + channel,
                StepOfA = (nint)g.StrideWidth * g.InputChannels,
                StepOfB = step,
                SegmentOfA = g.StrideHeight * work.Input.RowLength,
                SegmentOfB = g.OutputWidth * step,
                Run = g.OutputWidth,
                Segments = g.OutputHeight,
                Columns = columns,
                Low = float.NegativeInfinity,
                High = float.PositiveInfinity,
                Accumulate = !first,
            };
            for (int row = 0; row < g.PatchLength; row += GemmTile.Rows)
            {
                tile.RowsOfA = work.RowsOfX + row;
                tile.RowsOfC = work.RowsOfGradient + row;
                GemmTile.Compute<TSimd, TVector>(in tile, g.PatchLength - row);
            }
        }
    }

    // The matrices are [patch, output channels], the weights [output channels, patch].
    private static void AddUp(in Work work, float* dw)
    {
        int patch = work.Geometry.PatchLength;
        int channels = work.Geometry.OutputChannels;
        nint length = (nint)patch * channels;
        for (int group = 1; group < work.Groups; group++)
        {
            Span<float> sum = new(work.Partials, (int)length);
            ElementwiseKernels.Add(sum, new ReadOnlySpan<float>(work.Partials + (group * length), (int)length), sum);
        }

        for (int o = 0; o < channels; o++)
        {
            for (int p = 0; p < patch; p++)
            {
                dw[((nint)o * patch) + p] = work.Groups == 0 ? 0 : work.Partials[((nint)p * channels) + o];
            }
        }
    }

    private struct Work
    {
        public WindowGeometry Geometry;
        public PaddedImage Input;
        public float* X;
        public float* Upstream;
        public float* Partials;
        public nint* RowsOfX;
        public nint* RowsOfGradient;
        public int Groups;
    }
}

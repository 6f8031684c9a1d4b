namespace Bantam.Model;

/// <summary>The gradient of a convolution's weights: for each position in the window, a product of input pixels with upstream gradients.</summary>
/// <remarks>
/// Each lane of the batch (<see cref="BatchCuts"/>) sums into a matrix [patch, output channels] of its own, pixel after
/// pixel, so that working on a few of its images at a time gives the same bits. The lanes are added up in order.
/// </remarks>
internal static unsafe class ConvolutionWeightGradient
{
    // Input and upstream values that are worked on at a time: 24 KiB, which a first-level cache keeps while all tiles read them.
    private const int ChunkLength = 6144;

    /// <summary>Computes the lanes' matrices, or adds the images given to one.</summary>
    /// <param name="geometry">The sizes, with as many images as are given.</param>
    /// <param name="x">The images.</param>
    /// <param name="dy">Their upstream gradients.</param>
    /// <param name="lanes">[lanes, patch, output channels].</param>
    /// <param name="cut">How the images are dealt out.</param>
    public static void Run<TSimd, TVector>(in WindowGeometry geometry, float* x, float* dy, float* lanes, LaneCut cut)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        WindowGeometry g = geometry;
        int rows = ConvolutionPass.TableLength(g.PatchLength);
        Work work = new()
        {
            Geometry = g,
            Input = PaddedImage.InputOf(in g),
            X = x,
            Upstream = dy,
            Lanes = lanes,
            Cut = cut,
            RowsOfX = Scratch.Get<nint>(Scratch.Use.Tables, 2L * rows),
        };
        work.RowsOfGradient = work.RowsOfX + rows;
        for (int r = 0; r < rows; r++)
        {
            int row = Math.Min(r, g.PatchLength - 1);
            int run = g.KernelWidth * g.InputChannels;
            work.RowsOfX[r] = (row / run * work.Input.RowLength) + (row % run);
            work.RowsOfGradient[r] = (nint)row * g.OutputChannels;
        }

        WorkerPool.Run(cut.LanesOf(g.Batch), &RunLane<TSimd, TVector>, &work, (long)g.Batch * g.OutputElements * g.PatchLength);
    }

    /// <summary>Adds the lanes' matrices up: [lanes, patch, output channels] becomes OHWI.</summary>
    public static void AddUp<TSimd, TVector>(in WindowGeometry g, float* lanes, int count, float* dw)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int length = checked(g.PatchLength * g.OutputChannels);
        if (count == 0)
        {
            new Span<float>(dw, length).Clear();
            return;
        }

        float* start = Scratch.Get<float>(Scratch.Use.Panels, length);
        Span<float> sum = new(start, length);
        new ReadOnlySpan<float>(lanes, length).CopyTo(sum);
        for (int lane = 1; lane < count; lane++)
        {
            ElementwiseKernels.Add(sum, new ReadOnlySpan<float>(lanes + ((nint)lane * length), length), sum);
        }

        BlockTranspose.Matrix<TSimd, TVector>(start, g.PatchLength, g.OutputChannels, dw);
    }

    private static void RunLane<TSimd, TVector>(int lane, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        WindowGeometry g = work->Geometry;
        int images = work->Cut.ImagesOf(lane, g.Batch);
        if (ConvolutionKernels.IsPointwise(in g))
        {
            // Where the window is one pixel, the images of a lane are as good as one image of one long row.
            g = g with { InputHeight = 1, OutputHeight = 1, InputWidth = images * g.OutputPixels, OutputWidth = images * g.OutputPixels };
            images = 1;
        }

        nint firstX = (nint)work->Cut.SamplesPerLane * lane * work->Geometry.InputElements;
        nint firstUpstream = (nint)work->Cut.SamplesPerLane * lane * work->Geometry.OutputElements;
        int rows = g.OutputHeight;
        int columns = g.OutputWidth;
        int perPixel = (g.StrideHeight * g.StrideWidth * g.InputChannels) + g.OutputChannels;
        if (rows == 1)
        {
            columns = Math.Clamp(ChunkLength / perPixel, 1, columns);
        }
        else
        {
            rows = Math.Clamp(ChunkLength / (perPixel * columns), 1, rows);
        }

        bool usesPairs = WeightGradientPairs.Serves(in g);
        float* gradient = work->Lanes + ((nint)lane * g.PatchLength * g.OutputChannels);
        bool first = !work->Cut.Continues;
        for (int image = 0; image < images; image++)
        {
            float* x = work->Input.Prepare(work->X + firstX + ((nint)image * g.InputElements));
            float* upstream = work->Upstream + firstUpstream + ((nint)image * g.OutputElements);
            for (int pixel = 0; pixel < g.OutputPixels; pixel += rows == 1 && g.OutputHeight == 1 ? columns : rows * g.OutputWidth)
            {
                (int row, int column) = (pixel / g.OutputWidth, pixel % g.OutputWidth);
                Chunk chunk = new()
                {
                    X = x + (row * g.StrideHeight * work->Input.RowLength) + ((nint)column * g.StrideWidth * g.InputChannels),
                    Upstream = upstream + ((nint)pixel * g.OutputChannels),
                    Rows = Math.Min(rows, g.OutputHeight - row),
                    Columns = Math.Min(columns, g.OutputWidth - column),
                    IsFirst = first,
                };
                if (usesPairs)
                {
                    AddPairs(in *work, in chunk, gradient);
                }
                else
                {
                    AddChunk<TSimd, TVector>(in *work, in chunk, gradient);
                }

                first = false;
            }
        }
    }

    private static void AddChunk<TSimd, TVector>(in Work work, in Chunk chunk, float* gradient)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work.Geometry;
        float* panel = Scratch.Get<float>(Scratch.Use.Panels, (long)chunk.Rows * chunk.Columns * GemmTile.Width<TSimd, TVector>());
        int width;
        for (int channel = 0; channel < g.OutputChannels; channel += width)
        {
            width = GemmPacking.PanelWidth<TSimd, TVector>(g.OutputChannels - channel);
            int columns = Math.Min(width, g.OutputChannels - channel);
            float* upstream = chunk.Upstream + channel;
            nint step = g.OutputChannels;
            if (columns < width)
            {
                GemmPacking.Pack<TSimd, TVector>(upstream, g.OutputChannels, chunk.Rows * chunk.Columns, columns, panel);
                upstream = panel;
                step = width;
            }

            GemmTile tile = new()
            {
                A = chunk.X,
                B = upstream,
                C = gradient + channel,
                StepOfA = (nint)g.StrideWidth * g.InputChannels,
                StepOfB = step,
                SegmentOfA = g.StrideHeight * work.Input.RowLength,
                SegmentOfB = chunk.Columns * step,
                Run = chunk.Columns,
                Segments = chunk.Rows,
                Columns = columns,
                Low = float.NegativeInfinity,
                High = float.PositiveInfinity,
                Accumulate = !chunk.IsFirst,
            };
            int height = GemmTile.Rows<TSimd, TVector>(columns);
            for (int row = 0; row < g.PatchLength; row += height)
            {
                tile.RowsOfA = work.RowsOfX + row;
                tile.RowsOfC = work.RowsOfGradient + row;
                GemmTile.Compute<TSimd, TVector>(in tile, g.PatchLength - row);
            }
        }
    }

    private static void AddPairs(in Work work, in Chunk chunk, float* gradient)
    {
        ref readonly WindowGeometry g = ref work.Geometry;
        WeightGradientPairs part = new()
        {
            X = chunk.X,
            Run = g.KernelWidth * g.InputChannels,
            Lines = g.KernelHeight,
            LineLength = work.Input.RowLength,
            PixelStep = (nint)g.StrideWidth * g.InputChannels,
            RowStep = g.StrideHeight * work.Input.RowLength,
            Columns = chunk.Columns,
            Rows = chunk.Rows,
            Upstream = chunk.Upstream,
            Outputs = g.OutputChannels,
            Gradient = gradient,
            Accumulate = !chunk.IsFirst,
        };
        WeightGradientPairs.Compute(in part);
    }

    /// <summary>Some rows, or a part of one row, of an image's output.</summary>
    private struct Chunk
    {
        public float* X;
        public float* Upstream;
        public int Rows;
        public int Columns;
        public bool IsFirst;
    }

    private struct Work
    {
        public WindowGeometry Geometry;
        public PaddedImage Input;
        public float* X;
        public float* Upstream;
        public float* Lanes;
        public LaneCut Cut;
        public nint* RowsOfX;
        public nint* RowsOfGradient;
    }
}

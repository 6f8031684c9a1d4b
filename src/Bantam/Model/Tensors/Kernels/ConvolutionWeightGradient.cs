namespace Bantam.Model;

/// <summary>The gradient of a convolution's weights: for each position in the window, a product of input pixels with upstream gradients.</summary>
/// <remarks>
/// Images are dealt out to a number of groups that depends on the batch alone; each group sums into a matrix
/// [patch, output channels] of its own, and these are added up in order.
/// </remarks>
internal static unsafe class ConvolutionWeightGradient
{
    private const int MostGroups = 16;

    // The groups' matrices together stay within 1 MiB, so that adding them up costs little.
    private const int MostPartials = 1 << 18;

    // Input and upstream values that are worked on at a time: 24 KiB, which a first-level cache keeps while all tiles read them.
    private const int ChunkLength = 6144;

    /// <summary>Computes w̄, OHWI.</summary>
    public static void Run<TSimd, TVector>(in WindowGeometry geometry, float* x, float* dy, float* dw)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int groups = Groups(in geometry);
        WindowGeometry g = Merged(in geometry, groups);
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
        AddUp<TSimd, TVector>(in work, dw);
    }

    private static int Groups(in WindowGeometry g)
    {
        int groups = MostGroups;
        while (groups > 4 && (long)groups * g.PatchLength * g.OutputChannels > MostPartials)
        {
            groups /= 2;
        }

        return Math.Min(groups, g.Batch);
    }

    // Where the window is one pixel, the images of a group are as good as one image of one long row.
    private static WindowGeometry Merged(in WindowGeometry g, int groups)
    {
        if (!ConvolutionKernels.IsPointwise(in g) || groups == 0 || g.Batch % groups != 0)
        {
            return g;
        }

        int pixels = g.Batch / groups * g.OutputPixels;
        return g with { Batch = groups, InputHeight = 1, OutputHeight = 1, InputWidth = pixels, OutputWidth = pixels };
    }

    private static void RunGroup<TSimd, TVector>(int group, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        float* gradient = work->Partials + ((nint)group * g.PatchLength * g.OutputChannels);
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

        bool first = true;
        for (int image = group; image < g.Batch; image += work->Groups)
        {
            float* x = work->Input.Prepare(work->X + ((nint)image * g.InputElements));
            float* upstream = work->Upstream + ((nint)image * g.OutputElements);
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
                AddChunk<TSimd, TVector>(in *work, in chunk, gradient);
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

    // The matrices are [patch, output channels], the weights [output channels, patch].
    private static void AddUp<TSimd, TVector>(in Work work, float* dw)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int patch = work.Geometry.PatchLength;
        int channels = work.Geometry.OutputChannels;
        nint length = (nint)patch * channels;
        if (work.Groups == 0)
        {
            new Span<float>(dw, (int)length).Clear();
            return;
        }

        for (int group = 1; group < work.Groups; group++)
        {
            Span<float> sum = new(work.Partials, (int)length);
            ElementwiseKernels.Add(sum, new ReadOnlySpan<float>(work.Partials + (group * length), (int)length), sum);
        }

        BlockTranspose.Matrix<TSimd, TVector>(work.Partials, patch, channels, dw);
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
        public float* Partials;
        public nint* RowsOfX;
        public nint* RowsOfGradient;
        public int Groups;
    }
}

using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The gradient of a convolution's input where it has few channels: whole patches at once, added up where they overlap.</summary>
/// <remarks>One output row at a time: its patches [pixels, patch] = ȳ·w stay in the first-level cache until they are added to x̄, in the order of pixels: the bits follow from the sizes alone.</remarks>
internal static unsafe class ConvolutionPatchGradient
{
    /// <summary>Computes x̄.</summary>
    public static void Run<TSimd, TVector>(in WindowGeometry g, float* dy, float* w, float* dx)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int pixels = ConvolutionPass.TableLength(g.OutputWidth);
        Work work = new()
        {
            Geometry = g,
            Upstream = dy,
            Gradient = dx,
            Weights = Scratch.Get<float>(Scratch.Use.Weights, GemmPacking.PackedLength<TSimd, TVector>(g.OutputChannels, g.PatchLength)),
            Pixels = Scratch.Get<nint>(Scratch.Use.Tables, 2L * pixels),
        };
        work.Patches = work.Pixels + pixels;
        GemmPacking.Pack<TSimd, TVector>(w, g.PatchLength, g.OutputChannels, g.PatchLength, work.Weights);
        for (int p = 0; p < pixels; p++)
        {
            nint pixel = Math.Min(p, g.OutputWidth - 1);
            work.Pixels[p] = pixel * g.OutputChannels;
            work.Patches[p] = pixel * g.PatchLength;
        }

        WorkerPool.Run(g.Batch, &RunImage<TSimd, TVector>, &work, (long)g.Batch * g.OutputElements * g.PatchLength);
    }

    private static void RunImage<TSimd, TVector>(int image, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        float* upstream = work->Upstream + ((nint)image * g.OutputElements);
        float* gradient = work->Gradient + ((nint)image * g.InputElements);
        float* patches = Scratch.Get<float>(Scratch.Use.Panels, (long)g.OutputWidth * g.PatchLength);
        new Span<float>(gradient, g.InputElements).Clear();
        for (int row = 0; row < g.OutputHeight; row++)
        {
            ComputePatches<TSimd, TVector>(in *work, upstream + ((nint)row * g.OutputWidth * g.OutputChannels), patches);
            AddPatches<TSimd, TVector>(in g, row, patches, gradient);
        }
    }

    private static void ComputePatches<TSimd, TVector>(in Work work, float* upstream, float* patches)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work.Geometry;
        float* weights = work.Weights;
        int width;
        for (int column = 0; column < g.PatchLength; column += width)
        {
            width = GemmPacking.PanelWidth<TSimd, TVector>(g.PatchLength - column);
            GemmTile tile = new()
            {
                A = upstream,
                B = weights,
                C = patches + column,
                StepOfA = 1,
                StepOfB = width,
                Run = g.OutputChannels,
                Segments = 1,
                Columns = Math.Min(width, g.PatchLength - column),
                Low = float.NegativeInfinity,
                High = float.PositiveInfinity,
            };
            int height = GemmTile.Rows<TSimd, TVector>(tile.Columns);
            for (int pixel = 0; pixel < g.OutputWidth; pixel += height)
            {
                tile.RowsOfA = work.Pixels + pixel;
                tile.RowsOfC = work.Patches + pixel;
                GemmTile.Compute<TSimd, TVector>(in tile, g.OutputWidth - pixel);
            }

            weights += (nint)g.OutputChannels * width;
        }
    }

    private static void AddPatches<TSimd, TVector>(in WindowGeometry g, int row, float* patches, float* gradient)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int top = (row * g.StrideHeight) - g.PadTop;
        int firstRow = Math.Max(0, -top);
        int endRow = Math.Min(g.KernelHeight, g.InputHeight - top);
        for (int pixel = 0; pixel < g.OutputWidth; pixel++, patches += g.PatchLength)
        {
            int left = (pixel * g.StrideWidth) - g.PadLeft;
            int first = Math.Max(0, -left);
            int end = Math.Min(g.KernelWidth, g.InputWidth - left);
            for (int i = firstRow; i < endRow; i++)
            {
                float* target = gradient + ((((nint)(top + i) * g.InputWidth) + left + first) * g.InputChannels);
                AddTo<TSimd, TVector>(target, patches + ((((nint)i * g.KernelWidth) + first) * g.InputChannels), (end - first) * g.InputChannels);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo<TSimd, TVector>(float* target, float* values, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        int i = 0;
        for (; i <= count - TSimd.Lanes; i += TSimd.Lanes)
        {
            TSimd.Store(target + i, TSimd.Add(TSimd.Load(target + i), TSimd.Load(values + i)));
        }

        if (i < count)
        {
            TSimd.StoreFirst(target + i, TSimd.Add(TSimd.LoadFirst(target + i, count - i), TSimd.LoadFirst(values + i, count - i)), count - i);
        }
    }

    private struct Work
    {
        public WindowGeometry Geometry;
        public float* Upstream;
        public float* Gradient;
        public float* Weights;
        public nint* Pixels;
        public nint* Patches;
    }
}

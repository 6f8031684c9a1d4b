using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The gradient of a depthwise convolution's weights, channels in lanes.</summary>
/// <remarks>Images are dealt out to a number of groups that depends on the batch alone; the groups' sums are added up in order.</remarks>
internal static unsafe class DepthwiseWeightGradient
{
    /// <summary>The sums of w̄ over each lane's images, [lanes, taps, C]; where the cut says so, the images are added to the one lane there is.</summary>
    public static void Run<TSimd, TVector>(in WindowGeometry g, float* x, float* dy, float* lanes, LaneCut cut)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        Work work = new()
        {
            Geometry = g,
            X = x,
            Upstream = dy,
            Lanes = lanes,
            Cut = cut,
        };
        WorkerPool.Run(cut.LanesOf(g.Batch), &RunLane<TSimd, TVector>, &work, (long)g.Batch * g.OutputPixels * g.KernelHeight * g.KernelWidth * g.InputChannels);
    }

    private static void RunLane<TSimd, TVector>(int lane, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        int taps = g.KernelHeight * g.KernelWidth;
        float* gradient = work->Lanes + ((nint)lane * taps * g.InputChannels);
        if (!work->Cut.Continues)
        {
            new Span<float>(gradient, taps * g.InputChannels).Clear();
        }

        int first = lane * work->Cut.SamplesPerLane;
        for (int image = first; image < first + work->Cut.ImagesOf(lane, g.Batch); image++)
        {
            float* x = work->X + ((nint)image * g.InputElements);
            float* upstream = work->Upstream + ((nint)image * g.OutputElements);
            for (int tap = 0; tap < taps; tap++)
            {
                AddTap<TSimd, TVector>(in g, tap, x, upstream, gradient + ((nint)tap * g.InputChannels));
            }
        }
    }

    private static void AddTap<TSimd, TVector>(in WindowGeometry g, int tap, float* x, float* upstream, float* gradient)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int i, int j) = (tap / g.KernelWidth, tap % g.KernelWidth);
        (int top, int bottom) = Reach(g.OutputHeight, g.InputHeight, g.StrideHeight, i - g.PadTop);
        (int left, int right) = Reach(g.OutputWidth, g.InputWidth, g.StrideWidth, j - g.PadLeft);
        int row = (top * g.StrideHeight) + i - g.PadTop;
        int column = (left * g.StrideWidth) + j - g.PadLeft;
        if (top >= bottom || left >= right)
        {
            return;
        }

        Area area = new()
        {
            X = x + ((((nint)row * g.InputWidth) + column) * g.InputChannels),
            Upstream = upstream + ((((nint)top * g.OutputWidth) + left) * g.InputChannels),
            Rows = bottom - top,
            Columns = right - left,
            RowOfX = (nint)g.StrideHeight * g.InputWidth * g.InputChannels,
            ColumnOfX = (nint)g.StrideWidth * g.InputChannels,
            RowOfUpstream = (nint)g.OutputWidth * g.InputChannels,
            Channels = g.InputChannels,
        };
        AddArea<TSimd, TVector>(in area, gradient);
    }

    // The outputs h for which 0 ≤ h·stride + offset < inputs.
    private static (int First, int End) Reach(int outputs, int inputs, int stride, int offset)
    {
        int first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
        int end = inputs - offset <= 0 ? 0 : (inputs - offset + stride - 1) / stride;
        return (first, Math.Min(end, outputs));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddArea<TSimd, TVector>(in Area area, float* gradient)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint channels = area.Channels;
        nint step = area.ColumnOfX;
        for (nint c = 0; c < channels; c += TSimd.Lanes)
        {
            int count = (int)Math.Min(TSimd.Lanes, channels - c);
            bool whole = count == TSimd.Lanes;

            // Four sums at once, because one would wait for each addition to end.
            TVector s0 = TSimd.LoadFirst(gradient + c, count), s1 = default, s2 = default, s3 = default;
            for (nint row = 0; row < area.Rows; row++)
            {
                float* x = area.X + (row * area.RowOfX) + c;
                float* upstream = area.Upstream + (row * area.RowOfUpstream) + c;
                nint column = 0;
                for (; column + 4 <= area.Columns; column += 4, x += 4 * step, upstream += 4 * channels)
                {
                    s0 = Add<TSimd, TVector>(x, upstream, s0, whole, count);
                    s1 = Add<TSimd, TVector>(x + step, upstream + channels, s1, whole, count);
                    s2 = Add<TSimd, TVector>(x + (2 * step), upstream + (2 * channels), s2, whole, count);
                    s3 = Add<TSimd, TVector>(x + (3 * step), upstream + (3 * channels), s3, whole, count);
                }

                for (; column < area.Columns; column++, x += step, upstream += channels)
                {
                    s0 = Add<TSimd, TVector>(x, upstream, s0, whole, count);
                }
            }

            TSimd.StoreFirst(gradient + c, TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)), count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Add<TSimd, TVector>(float* x, float* upstream, TVector sum, bool whole, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => whole
            ? TSimd.MultiplyAdd(TSimd.Load(x), TSimd.Load(upstream), sum)
            : TSimd.MultiplyAdd(TSimd.LoadFirst(x, count), TSimd.LoadFirst(upstream, count), sum);

    private struct Work
    {
        public WindowGeometry Geometry;
        public float* X;
        public float* Upstream;
        public float* Lanes;
        public LaneCut Cut;
    }

    /// <summary>The pixels that meet through one weight.</summary>
    private struct Area
    {
        public float* X;
        public float* Upstream;
        public nint Rows;
        public nint Columns;
        public nint RowOfX;
        public nint ColumnOfX;
        public nint RowOfUpstream;
        public nint Channels;
    }
}

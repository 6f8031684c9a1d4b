using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>The gradient of the weights of a depthwise convolution with a 3×3 window, channels in lanes.</summary>
/// <remarks>
/// The nine sums of some channels stay in registers while an image is read: an upstream value is loaded once and meets
/// nine values of the padded input. Images are dealt out to a number of groups that depends on the batch alone; the groups' sums
/// are added up in order.
/// </remarks>
internal static unsafe class Depthwise3x3WeightGradient
{
    private const int Taps = Depthwise3x3Pass.Size * Depthwise3x3Pass.Size;

    /// <summary>The sums of w̄ over each lane's images, [lanes, taps, C]; where the cut says so, the images are added to the one lane there is.</summary>
    public static void Run<TSimd, TVector>(in WindowGeometry g, float* x, float* dy, float* lanes, LaneCut cut)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        Work work = new()
        {
            Geometry = g,
            Input = PaddedImage.InputOf(in g),
            X = x,
            Upstream = dy,
            Lanes = lanes,
            Cut = cut,
        };
        WorkerPool.Run(cut.LanesOf(g.Batch), &RunLane<TSimd, TVector>, &work, (long)g.Batch * g.OutputElements * Taps);
    }

    private static void RunLane<TSimd, TVector>(int lane, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        float* gradient = work->Lanes + ((nint)lane * Taps * g.InputChannels);
        if (!work->Cut.Continues)
        {
            new Span<float>(gradient, Taps * g.InputChannels).Clear();
        }

        int first = lane * work->Cut.SamplesPerLane;
        for (int image = first; image < first + work->Cut.ImagesOf(lane, g.Batch); image++)
        {
            float* x = work->Input.Prepare(work->X + ((nint)image * g.InputElements));
            float* upstream = work->Upstream + ((nint)image * g.OutputElements);
            int c = 0;
            for (; c <= g.InputChannels - TSimd.Lanes; c += TSimd.Lanes)
            {
                AddLanes<TSimd, TVector>(work, x + c, upstream + c, gradient + c);
            }

            if (c < g.InputChannels)
            {
                AddLastLanes<TSimd, TVector>(work, x + c, upstream + c, gradient + c, g.InputChannels - c);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddLanes<TSimd, TVector>(Work* work, float* x, float* upstream, float* gradient)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint channels = work->Geometry.InputChannels;
        nint rowLength = work->Input.RowLength;
        nint toNext = work->Geometry.StrideWidth * channels;
        TVector s0 = TSimd.Load(gradient), s1 = TSimd.Load(gradient + channels), s2 = TSimd.Load(gradient + (2 * channels));
        TVector s3 = TSimd.Load(gradient + (3 * channels)), s4 = TSimd.Load(gradient + (4 * channels)), s5 = TSimd.Load(gradient + (5 * channels));
        TVector s6 = TSimd.Load(gradient + (6 * channels)), s7 = TSimd.Load(gradient + (7 * channels)), s8 = TSimd.Load(gradient + (8 * channels));
        for (nint row = 0; row < work->Geometry.OutputHeight; row++)
        {
            float* top = x + (row * work->Geometry.StrideHeight * rowLength);
            float* middle = top + rowLength;
            float* bottom = middle + rowLength;
            for (nint left = work->Geometry.OutputWidth; left > 0; left--)
            {
                TVector dy = TSimd.Load(upstream);
                s0 = TSimd.MultiplyAdd(TSimd.Load(top), dy, s0);
                s1 = TSimd.MultiplyAdd(TSimd.Load(top + channels), dy, s1);
                s2 = TSimd.MultiplyAdd(TSimd.Load(top + (2 * channels)), dy, s2);
                s3 = TSimd.MultiplyAdd(TSimd.Load(middle), dy, s3);
                s4 = TSimd.MultiplyAdd(TSimd.Load(middle + channels), dy, s4);
                s5 = TSimd.MultiplyAdd(TSimd.Load(middle + (2 * channels)), dy, s5);
                s6 = TSimd.MultiplyAdd(TSimd.Load(bottom), dy, s6);
                s7 = TSimd.MultiplyAdd(TSimd.Load(bottom + channels), dy, s7);
                s8 = TSimd.MultiplyAdd(TSimd.Load(bottom + (2 * channels)), dy, s8);
                top += toNext;
                middle += toNext;
                bottom += toNext;
                upstream += channels;
            }
        }

        TSimd.Store(gradient, s0);
        TSimd.Store(gradient + channels, s1);
        TSimd.Store(gradient + (2 * channels), s2);
        TSimd.Store(gradient + (3 * channels), s3);
        TSimd.Store(gradient + (4 * channels), s4);
        TSimd.Store(gradient + (5 * channels), s5);
        TSimd.Store(gradient + (6 * channels), s6);
        TSimd.Store(gradient + (7 * channels), s7);
        TSimd.Store(gradient + (8 * channels), s8);
    }

    // The channels that do not fill a vector: tap by tap, the pixels in the same order.
    private static void AddLastLanes<TSimd, TVector>(Work* work, float* x, float* upstream, float* gradient, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        for (int tap = 0; tap < Taps; tap++)
        {
            float* start = x + (tap / Depthwise3x3Pass.Size * work->Input.RowLength) + (tap % Depthwise3x3Pass.Size * g.InputChannels);
            TVector sum = TSimd.LoadFirst(gradient + ((nint)tap * g.InputChannels), count);
            for (int pixel = 0; pixel < g.OutputPixels; pixel++)
            {
                int row = pixel / g.OutputWidth * g.StrideHeight;
                int column = pixel % g.OutputWidth * g.StrideWidth;
                TVector value = TSimd.LoadFirst(start + (row * work->Input.RowLength) + ((nint)column * g.InputChannels), count);
                sum = TSimd.MultiplyAdd(value, TSimd.LoadFirst(upstream + ((nint)pixel * g.InputChannels), count), sum);
            }

            TSimd.StoreFirst(gradient + ((nint)tap * g.InputChannels), sum, count);
        }
    }

    private struct Work
    {
        public WindowGeometry Geometry;
        public PaddedImage Input;
        public float* X;
        public float* Upstream;
        public float* Lanes;
        public LaneCut Cut;
    }
}

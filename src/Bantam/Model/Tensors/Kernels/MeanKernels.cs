using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Float32 means over the pixels of images, and their gradient: channels in lanes, images in parts.</summary>
internal static unsafe class MeanKernels
{
    /// <summary>y[n, c] = Σₚ x[n, p, c] / pixels.</summary>
    public static void Mean(float* x, float* y, int images, int pixels, int channels)
    {
        Work work = new() { Images = x, Row = y, Pixels = pixels, Channels = channels };
        delegate*<int, Work*, void> image = SimdWidth.For(channels) switch
        {
            16 => &MeanOfImage<Simd512, Vector512<float>>,
            8 => &MeanOfImage<Simd256, Vector256<float>>,
            4 => &MeanOfImage<Simd128, Vector128<float>>,
            _ => &MeanOfImage<SimdScalar, float>,
        };
        WorkerPool.Run(images, image, &work, (long)images * pixels * channels);
    }

    /// <summary>dx[n, p, c] = dy[n, c]·(1/pixels).</summary>
    public static void Spread(float* dy, float* dx, int images, int pixels, int channels)
    {
        Work work = new() { Images = dx, Row = dy, Pixels = pixels, Channels = channels };
        WorkerPool.Run(images, &SpreadOverImage, &work, (long)images * pixels * channels);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MeanOfImage<TSimd, TVector>(int image, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint channels = work->Channels;
        TVector pixels = TSimd.Broadcast(work->Pixels);
        float* x = work->Images + (image * work->Pixels * channels);
        float* y = work->Row + (image * channels);
        for (nint c = 0; c < channels; c += TSimd.Lanes)
        {
            int count = (int)Math.Min(TSimd.Lanes, channels - c);
            float* value = x + c;
            TVector even = default, odd = default;
            for (int p = 0; p < work->Pixels; p++, value += channels)
            {
                // Two sums in turn, because each addition waits for the one before.
                TVector next = TSimd.Add(even, count == TSimd.Lanes ? TSimd.Load(value) : TSimd.LoadFirst(value, count));
                (even, odd) = (odd, next);
            }

            TSimd.StoreFirst(y + c, TSimd.Divide(TSimd.Add(even, odd), pixels), count);
        }
    }

    private static void SpreadOverImage(int image, Work* work)
    {
        int channels = work->Channels;
        float* dx = work->Images + ((nint)image * work->Pixels * channels);
        float* dy = work->Row + ((nint)image * channels);
        float share = 1f / work->Pixels;
        for (int c = 0; c < channels; c++)
        {
            dx[c] = dy[c] * share;
        }

        ReadOnlySpan<float> first = new(dx, channels);
        for (int p = 1; p < work->Pixels; p++)
        {
            first.CopyTo(new Span<float>(dx + ((nint)p * channels), channels));
        }
    }

    private struct Work
    {
        public float* Images;
        public float* Row;
        public int Pixels;
        public int Channels;
    }
}

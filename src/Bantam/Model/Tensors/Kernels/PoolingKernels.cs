using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Float32 max pooling and its gradient, many channels at once. What lies over the edge of the input is left out.</summary>
internal static unsafe class PoolingKernels
{
    /// <summary>y = the largest value of each window; NaN if it holds one.</summary>
    public static void MaxForward(in WindowGeometry g, float* x, float* y)
    {
        Work work = new() { Geometry = g, X = x, Y = y };
        delegate*<int, Work*, void> body = SimdWidth.For(g.InputChannels) switch
        {
            16 => &ForwardImage<Simd512, Vector512<float>>,
            8 => &ForwardImage<Simd256, Vector256<float>>,
            4 => &ForwardImage<Simd128, Vector128<float>>,
            _ => &ForwardImage<SimdScalar, float>,
        };
        WorkerPool.Run(g.Batch, body, &work, (long)g.Batch * g.OutputElements * g.KernelHeight * g.KernelWidth);
    }

    /// <summary>Adds each upstream gradient to the first position, row by row, that holds its window's maximum; dx starts from 0.</summary>
    public static void MaxGradient(in WindowGeometry g, float* x, float* y, float* dy, float* dx)
    {
        Work work = new() { Geometry = g, X = x, Y = y, Upstream = dy, Gradient = dx };
        delegate*<int, Work*, void> body = SimdWidth.For(g.InputChannels) switch
        {
            16 => &GradientImage<Simd512, Vector512<float>>,
            8 => &GradientImage<Simd256, Vector256<float>>,
            4 => &GradientImage<Simd128, Vector128<float>>,
            _ => &GradientImage<SimdScalar, float>,
        };
        WorkerPool.Run(g.Batch, body, &work, (long)g.Batch * g.OutputElements * g.KernelHeight * g.KernelWidth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardImage<TSimd, TVector>(int image, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        int channels = g.InputChannels;
        nint rowLength = (nint)g.InputWidth * channels;
        float* x = work->X + ((nint)image * g.InputElements);
        float* y = work->Y + ((nint)image * g.OutputElements);
        for (int pixel = 0; pixel < g.OutputPixels; pixel++, y += channels)
        {
            Window window = Window.At(in g, pixel);
            float* start = x + (window.Row * rowLength) + (window.Column * channels);
            for (int c = 0; c < channels; c += TSimd.Lanes)
            {
                int count = Math.Min(TSimd.Lanes, channels - c);
                TVector maximum = TSimd.Broadcast(float.NegativeInfinity);
                float* row = start + c;
                for (nint i = 0; i < window.Rows; i++, row += rowLength)
                {
                    for (nint j = 0; j < window.Columns; j++)
                    {
                        float* value = row + (j * channels);
                        maximum = TSimd.Max(maximum, count == TSimd.Lanes ? TSimd.Load(value) : TSimd.LoadFirst(value, count));
                    }
                }

                TSimd.StoreFirst(y + c, maximum, count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradientImage<TSimd, TVector>(int image, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        int channels = g.InputChannels;
        nint rowLength = (nint)g.InputWidth * channels;
        nint inputStart = (nint)image * g.InputElements;
        nint outputStart = (nint)image * g.OutputElements;
        nint toGradient = (nint)(work->Gradient - work->X);
        new Span<float>(work->Gradient + inputStart, g.InputElements).Clear();
        for (int pixel = 0; pixel < g.OutputPixels; pixel++, outputStart += channels)
        {
            Window window = Window.At(in g, pixel);
            float* start = work->X + inputStart + (window.Row * rowLength) + (window.Column * channels);
            for (int c = 0; c < channels; c += TSimd.Lanes)
            {
                int count = Math.Min(TSimd.Lanes, channels - c);
                TVector maximum = TSimd.LoadFirst(work->Y + outputStart + c, count);
                TVector pending = TSimd.LoadFirst(work->Upstream + outputStart + c, count);
                float* row = start + c;
                for (nint i = 0; i < window.Rows; i++, row += rowLength)
                {
                    for (nint j = 0; j < window.Columns; j++)
                    {
                        float* value = row + (j * channels);
                        float* gradient = value + toGradient;
                        TVector here = TSimd.Equal(TSimd.LoadFirst(value, count), maximum);
                        TSimd.StoreFirst(gradient, TSimd.Add(TSimd.LoadFirst(gradient, count), TSimd.And(pending, here)), count);
                        pending = TSimd.AndNot(pending, here);
                    }
                }
            }
        }
    }

    /// <summary>The part of one window that lies inside the image.</summary>
    private readonly record struct Window(nint Row, nint Column, nint Rows, nint Columns)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Window At(in WindowGeometry g, int pixel)
        {
            int top = (pixel / g.OutputWidth * g.StrideHeight) - g.PadTop;
            int left = (pixel % g.OutputWidth * g.StrideWidth) - g.PadLeft;
            int row = Math.Max(top, 0);
            int column = Math.Max(left, 0);
            return new Window(row, column, Math.Min(top + g.KernelHeight, g.InputHeight) - row, Math.Min(left + g.KernelWidth, g.InputWidth) - column);
        }
    }

    private struct Work
    {
        public WindowGeometry Geometry;
        public float* X;
        public float* Y;
        public float* Upstream;
        public float* Gradient;
    }
}

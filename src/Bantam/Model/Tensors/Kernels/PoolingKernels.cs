using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Float32 pooling, many channels at once. What lies over the edge of the input is left out.</summary>
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
        Work work = new() { Geometry = g, X = x, Y = y, Upstream = dy, Gradient = dx, IsTiledBy2 = IsTiledBy2(in g) };
        delegate*<int, Work*, void> body = SimdWidth.For(g.InputChannels) switch
        {
            16 => &GradientImage<Simd512, Vector512<float>>,
            8 => &GradientImage<Simd256, Vector256<float>>,
            4 => &GradientImage<Simd128, Vector128<float>>,
            _ => &GradientImage<SimdScalar, float>,
        };
        WorkerPool.Run(g.Batch, body, &work, (long)g.Batch * g.OutputElements * g.KernelHeight * g.KernelWidth);
    }

    // Whether windows of 2×2 cover every input once.
    private static bool IsTiledBy2(in WindowGeometry g) =>
        g is { KernelHeight: 2, KernelWidth: 2, StrideHeight: 2, StrideWidth: 2, PadTop: 0, PadLeft: 0 }
        && g.InputHeight == 2 * g.OutputHeight && g.InputWidth == 2 * g.OutputWidth;

    private static void ForwardImage<TSimd, TVector>(int image, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        float* x = work->X + ((nint)image * g.InputElements);
        float* y = work->Y + ((nint)image * g.OutputElements);
        for (int row = 0; row < g.OutputHeight; row++)
        {
            Reach rows = Reach.Of((row * g.StrideHeight) - g.PadTop, g.KernelHeight, g.InputHeight);
            ForwardRow<TSimd, TVector>(in g, rows, x, y + ((nint)row * g.OutputWidth * g.OutputChannels));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardRow<TSimd, TVector>(in WindowGeometry g, Reach rows, float* x, float* y)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint channels = g.InputChannels;
        nint rowLength = g.InputWidth * channels;
        for (int column = 0; column < g.OutputWidth; column++, y += channels)
        {
            Reach columns = Reach.Of((column * g.StrideWidth) - g.PadLeft, g.KernelWidth, g.InputWidth);
            float* start = x + (rows.First * rowLength) + (columns.First * channels);
            for (nint c = 0; c < channels; c += TSimd.Lanes)
            {
                int count = (int)Math.Min(TSimd.Lanes, channels - c);
                float* line = start + c;
                if (rows.Count == 2 && columns.Count == 2)
                {
                    float* below = line + rowLength;
                    TVector above = TSimd.Max(Load<TSimd, TVector>(line, count), Load<TSimd, TVector>(line + channels, count));
                    Store<TSimd, TVector>(y + c, TSimd.Max(above, TSimd.Max(Load<TSimd, TVector>(below, count), Load<TSimd, TVector>(below + channels, count))), count);
                    continue;
                }

                TVector maximum = TSimd.Broadcast(float.NegativeInfinity);
                for (nint i = 0; i < rows.Count; i++, line += rowLength)
                {
                    for (nint j = 0; j < columns.Count; j++)
                    {
                        maximum = TSimd.Max(maximum, Load<TSimd, TVector>(line + (j * channels), count));
                    }
                }

                Store<TSimd, TVector>(y + c, maximum, count);
            }
        }
    }

    private static void GradientImage<TSimd, TVector>(int image, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        nint inputStart = (nint)image * g.InputElements;
        if (!work->IsTiledBy2)
        {
            new Span<float>(work->Gradient + inputStart, g.InputElements).Clear();
        }

        for (int row = 0; row < g.OutputHeight; row++)
        {
            nint output = ((nint)image * g.OutputElements) + ((nint)row * g.OutputWidth * g.OutputChannels);
            if (work->IsTiledBy2)
            {
                GradientRowBy2<TSimd, TVector>(in *work, inputStart + (2 * row * (nint)g.InputWidth * g.InputChannels), output);
                continue;
            }

            Reach rows = Reach.Of((row * g.StrideHeight) - g.PadTop, g.KernelHeight, g.InputHeight);
            GradientRow<TSimd, TVector>(in *work, rows, inputStart, output);
        }
    }

    // The most common pooling, without loops over the window.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradientRowBy2<TSimd, TVector>(in Work work, nint input, nint output)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        nint channels = work.Geometry.InputChannels;
        nint rowLength = work.Geometry.InputWidth * channels;
        for (int column = work.Geometry.OutputWidth; column > 0; column--, input += 2 * channels, output += channels)
        {
            for (nint c = 0; c < channels; c += TSimd.Lanes)
            {
                int count = (int)Math.Min(TSimd.Lanes, channels - c);
                float* x = work.X + input + c;
                float* gradient = work.Gradient + input + c;
                TVector maximum = Load<TSimd, TVector>(work.Y + output + c, count);
                TVector pending = Load<TSimd, TVector>(work.Upstream + output + c, count);
                Pass<TSimd, TVector>(x, gradient, count, maximum, ref pending);
                Pass<TSimd, TVector>(x + channels, gradient + channels, count, maximum, ref pending);
                Pass<TSimd, TVector>(x + rowLength, gradient + rowLength, count, maximum, ref pending);
                Pass<TSimd, TVector>(x + rowLength + channels, gradient + rowLength + channels, count, maximum, ref pending);
            }
        }
    }

    // Gives what is pending to an input that holds the maximum.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pass<TSimd, TVector>(float* x, float* gradient, int count, TVector maximum, ref TVector pending)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        TVector here = TSimd.Equal(Load<TSimd, TVector>(x, count), maximum);
        Store<TSimd, TVector>(gradient, TSimd.Add(default, TSimd.And(pending, here)), count);
        pending = TSimd.AndNot(pending, here);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradientRow<TSimd, TVector>(in Work work, Reach rows, nint inputStart, nint output)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work.Geometry;
        nint channels = g.InputChannels;
        nint rowLength = g.InputWidth * channels;
        nint toGradient = (nint)(work.Gradient - work.X);
        for (int column = 0; column < g.OutputWidth; column++, output += channels)
        {
            Reach columns = Reach.Of((column * g.StrideWidth) - g.PadLeft, g.KernelWidth, g.InputWidth);
            float* start = work.X + inputStart + (rows.First * rowLength) + (columns.First * channels);
            for (nint c = 0; c < channels; c += TSimd.Lanes)
            {
                int count = (int)Math.Min(TSimd.Lanes, channels - c);
                TVector maximum = Load<TSimd, TVector>(work.Y + output + c, count);
                TVector pending = Load<TSimd, TVector>(work.Upstream + output + c, count);
                float* line = start + c;
                for (nint i = 0; i < rows.Count; i++, line += rowLength)
                {
                    for (nint j = 0; j < columns.Count; j++)
                    {
                        float* value = line + (j * channels);
                        float* gradient = value + toGradient;
                        TVector here = TSimd.Equal(Load<TSimd, TVector>(value, count), maximum);
                        Store<TSimd, TVector>(gradient, TSimd.Add(Load<TSimd, TVector>(gradient, count), TSimd.And(pending, here)), count);
                        pending = TSimd.AndNot(pending, here);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load<TSimd, TVector>(float* source, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged => count == TSimd.Lanes ? TSimd.Load(source) : TSimd.LoadFirst(source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<TSimd, TVector>(float* target, TVector value, int count)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        if (count == TSimd.Lanes)
        {
            TSimd.Store(target, value);
        }
        else
        {
            TSimd.StoreFirst(target, value, count);
        }
    }

    /// <summary>The part of a window that lies inside the image, along one axis.</summary>
    private readonly record struct Reach(nint First, nint Count)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Reach Of(int start, int kernel, int inputs)
        {
            int first = Math.Max(start, 0);
            return new Reach(first, Math.Min(start + kernel, inputs) - first);
        }
    }

    private struct Work
    {
        public WindowGeometry Geometry;
        public float* X;
        public float* Y;
        public float* Upstream;
        public float* Gradient;
        public bool IsTiledBy2;
    }
}

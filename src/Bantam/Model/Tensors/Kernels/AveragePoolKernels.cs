using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Float32 average pooling and its gradient, many channels at once. What lies over the edge of the input is left out and not counted.</summary>
internal static unsafe class AveragePoolKernels
{
    /// <summary>y = the mean of each window, summed row by row.</summary>
    public static void Forward(in WindowGeometry g, float* x, float* y)
    {
        Work work = new() { Geometry = g, Inner = x, Outer = y };
        delegate*<int, Work*, void> body = SimdWidth.For(g.InputChannels) switch
        {
            16 => &ForwardImage<Simd512, Vector512<float>>,
            8 => &ForwardImage<Simd256, Vector256<float>>,
            4 => &ForwardImage<Simd128, Vector128<float>>,
            _ => &ForwardImage<SimdScalar, float>,
        };
        WorkerPool.Run(g.Batch, body, &work, (long)g.Batch * g.OutputElements * g.KernelHeight * g.KernelWidth);
    }

    /// <summary>Adds its share of each upstream gradient to every position of the window; dx starts from 0.</summary>
    public static void Gradient(in WindowGeometry g, float* dy, float* dx)
    {
        Work work = new() { Geometry = g, Inner = dx, Outer = dy };
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
        nint channels = g.InputChannels;
        nint rowLength = g.InputWidth * channels;
        float* y = work->Outer + ((nint)image * g.OutputElements);
        for (int window = 0; window < g.OutputPixels; window++, y += channels)
        {
            Block block = Block.Of(in g, window, work->Inner + ((nint)image * g.InputElements));
            TVector count = TSimd.Broadcast(block.Rows * block.Columns);
            for (nint c = 0; c < channels; c += TSimd.Lanes)
            {
                int lanes = (int)Math.Min(TSimd.Lanes, channels - c);
                float* line = block.First + c;
                TVector sum = default;
                for (nint i = 0; i < block.Rows; i++, line += rowLength)
                {
                    for (nint j = 0; j < block.Columns; j++)
                    {
                        sum = TSimd.Add(sum, TSimd.LoadFirst(line + (j * channels), lanes));
                    }
                }

                TSimd.StoreFirst(y + c, TSimd.Divide(sum, count), lanes);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GradientImage<TSimd, TVector>(int image, Work* work)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        ref readonly WindowGeometry g = ref work->Geometry;
        nint channels = g.InputChannels;
        nint rowLength = g.InputWidth * channels;
        float* dy = work->Outer + ((nint)image * g.OutputElements);
        new Span<float>(work->Inner + ((nint)image * g.InputElements), g.InputElements).Clear();
        for (int window = 0; window < g.OutputPixels; window++, dy += channels)
        {
            Block block = Block.Of(in g, window, work->Inner + ((nint)image * g.InputElements));
            TVector count = TSimd.Broadcast(block.Rows * block.Columns);
            for (nint c = 0; c < channels; c += TSimd.Lanes)
            {
                int lanes = (int)Math.Min(TSimd.Lanes, channels - c);
                TVector share = TSimd.Divide(TSimd.LoadFirst(dy + c, lanes), count);
                float* line = block.First + c;
                for (nint i = 0; i < block.Rows; i++, line += rowLength)
                {
                    for (nint j = 0; j < block.Columns; j++)
                    {
                        float* dx = line + (j * channels);
                        TSimd.StoreFirst(dx, TSimd.Add(TSimd.LoadFirst(dx, lanes), share), lanes);
                    }
                }
            }
        }
    }

    /// <summary>The part of a window that lies inside the image.</summary>
    private readonly struct Block(float* first, int rows, int columns)
    {
        public readonly float* First = first;
        public readonly int Rows = rows;
        public readonly int Columns = columns;

        public static Block Of(in WindowGeometry g, int window, float* image)
        {
            (int row, int column) = Math.DivRem(window, g.OutputWidth);
            int top = (row * g.StrideHeight) - g.PadTop;
            int left = (column * g.StrideWidth) - g.PadLeft;
            int firstRow = Math.Max(top, 0);
            int firstColumn = Math.Max(left, 0);
            float* first = image + ((((nint)firstRow * g.InputWidth) + firstColumn) * g.InputChannels);
            return new Block(first, Math.Min(top + g.KernelHeight, g.InputHeight) - firstRow, Math.Min(left + g.KernelWidth, g.InputWidth) - firstColumn);
        }
    }

    private struct Work
    {
        public WindowGeometry Geometry;
        public float* Inner;
        public float* Outer;
    }
}

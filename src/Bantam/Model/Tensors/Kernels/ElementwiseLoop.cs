using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Runs an <see cref="IElementwiseStep"/> over arrays: vectors, tails and threads.</summary>
internal static unsafe class ElementwiseLoop
{
    // 64 KiB per array: a part lasts some microseconds, much longer than handing it out.
    private const int PartLength = 16384;

    /// <summary>y[i] = step(a[i], b[i], low, high). The result may be one of the inputs.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Run<TStep>(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y, float low, float high)
        where TStep : struct, IElementwiseStep
    {
        if (a.Length != y.Length || b.Length != y.Length)
        {
            throw new ArgumentException($"An elementwise kernel needs arrays of one length, but got inputs of {a.Length} and {b.Length} and an output of {y.Length} elements.");
        }

        fixed (float* pa = a, pb = b, py = y)
        {
            Work work = new() { A = pa, B = pb, Y = py, Low = low, High = high, Parts = new EvenSplit(y.Length, PartLength, 64) };
            delegate*<int, Work*, void> part = SimdWidth.For(y.Length) switch
            {
                16 => &RunPart<TStep, Simd512, Vector512<float>>,
                8 => &RunPart<TStep, Simd256, Vector256<float>>,
                4 => &RunPart<TStep, Simd128, Vector128<float>>,
                _ => &RunPart<TStep, SimdScalar, float>,
            };
            WorkerPool.Run(work.Parts.Count, part, &work, y.Length);
        }
    }

    /// <summary>The same on this thread, for arrays so short that finding parts would take longer.</summary>
    public static void RunShort<TStep>(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y)
        where TStep : struct, IElementwiseStep
    {
        fixed (float* pa = a, pb = b, py = y)
        {
            Stretch stretch = new() { A = pa, B = pb, Y = py, Length = Math.Min(Math.Min(a.Length, b.Length), y.Length) };
            switch (SimdWidth.For(y.Length))
            {
                case 16:
                    Steps<TStep, Simd512, Vector512<float>>(in stretch);
                    break;
                case 8:
                    Steps<TStep, Simd256, Vector256<float>>(in stretch);
                    break;
                case 4:
                    Steps<TStep, Simd128, Vector128<float>>(in stretch);
                    break;
                default:
                    Steps<TStep, SimdScalar, float>(in stretch);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunPart<TStep, TSimd, TVector>(int part, Work* work)
        where TStep : struct, IElementwiseStep
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        (int start, int length) = work->Parts.Part(part);
        Stretch stretch = new() { A = work->A + start, B = work->B + start, Y = work->Y + start, Length = length, Low = work->Low, High = work->High };
        Steps<TStep, TSimd, TVector>(in stretch);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Steps<TStep, TSimd, TVector>(in Stretch stretch)
        where TStep : struct, IElementwiseStep
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float* a = stretch.A;
        float* b = stretch.B;
        float* y = stretch.Y;
        int length = stretch.Length;
        TVector low = TSimd.Broadcast(stretch.Low);
        TVector high = TSimd.Broadcast(stretch.High);
        int i = 0;
        for (; i <= length - TSimd.Lanes; i += TSimd.Lanes)
        {
            TSimd.Store(y + i, TStep.Apply<TSimd, TVector>(TSimd.Load(a + i), TSimd.Load(b + i), low, high));
        }

        if (i < length)
        {
            TVector last = TStep.Apply<TSimd, TVector>(TSimd.LoadFirst(a + i, length - i), TSimd.LoadFirst(b + i, length - i), low, high);
            TSimd.StoreFirst(y + i, last, length - i);
        }
    }

    private struct Stretch
    {
        public float* A;
        public float* B;
        public float* Y;
        public int Length;
        public float Low;
        public float High;
    }

    private struct Work
    {
        public float* A;
        public float* B;
        public float* Y;
        public float Low;
        public float High;
        public EvenSplit Parts;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Float32 maxima of runs. The order does not matter, so neither does the width; NaN wins.</summary>
internal static unsafe class MaximumKernels
{
    /// <summary>The largest of at least one number.</summary>
    public static float Of(ReadOnlySpan<float> x)
    {
        fixed (float* from = x)
        {
            return SimdWidth.For(x.Length) switch
            {
                16 => Of<Simd512, Vector512<float>>(from, x.Length),
                8 => Of<Simd256, Vector256<float>>(from, x.Length),
                4 => Of<Simd128, Vector128<float>>(from, x.Length),
                _ => Of<SimdScalar, float>(from, x.Length),
            };
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Of<TSimd, TVector>(float* x, int length)
        where TSimd : struct, ISimd<TVector>
        where TVector : unmanaged
    {
        float maximum = x[0];
        int i = 0;
        if (length >= TSimd.Lanes)
        {
            TVector maxima = TSimd.Load(x);
            for (i = TSimd.Lanes; i <= length - TSimd.Lanes; i += TSimd.Lanes)
            {
                maxima = TSimd.Max(maxima, TSimd.Load(x + i));
            }

            float* lanes = stackalloc float[TSimd.Lanes];
            TSimd.Store(lanes, maxima);
            for (int lane = 0; lane < TSimd.Lanes; lane++)
            {
                maximum = MathF.Max(maximum, lanes[lane]);
            }
        }

        for (; i < length; i++)
        {
            maximum = MathF.Max(maximum, x[i]);
        }

        return maximum;
    }
}

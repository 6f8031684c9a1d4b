using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Float32 sums in double over runs, and the normalization of runs, for moments of groups.</summary>
/// <remarks>
/// A run is one group as a whole, or each of its elements is the next group. Sums of a whole run are always sixteen chains, in
/// four vectors of doubles that the runtime composes of what the machine has: the same bits on every width.
/// </remarks>
internal static class MomentKernels
{
    private const int Block = 16;

    /// <summary>Σ x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(ReadOnlySpan<float> x)
    {
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= x.Length - Block; i += Block)
        {
            (Vector256<double> x0, Vector256<double> x1) = Doubles(x, i);
            (Vector256<double> x2, Vector256<double> x3) = Doubles(x, i + 8);
            s0 += x0;
            s1 += x1;
            s2 += x2;
            s3 += x3;
        }

        double rest = 0;
        for (; i < x.Length; i++)
        {
            rest += x[i];
        }

        return SumOf(s0 + s1 + (s2 + s3)) + rest;
    }

    /// <summary>Σ (x − mean)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfSquares(ReadOnlySpan<float> x, double mean)
    {
        Vector256<double> middle = Vector256.Create(mean);
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        int i = 0;
        for (; i <= x.Length - Block; i += Block)
        {
            (Vector256<double> x0, Vector256<double> x1) = Doubles(x, i);
            (Vector256<double> x2, Vector256<double> x3) = Doubles(x, i + 8);
            s0 += (x0 - middle) * (x0 - middle);
            s1 += (x1 - middle) * (x1 - middle);
            s2 += (x2 - middle) * (x2 - middle);
            s3 += (x3 - middle) * (x3 - middle);
        }

        double rest = 0;
        for (; i < x.Length; i++)
        {
            rest += (x[i] - mean) * (x[i] - mean);
        }

        return SumOf(s0 + s1 + (s2 + s3)) + rest;
    }

    /// <summary>Σ a·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfProducts(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector256<double> s0 = default, s1 = default;
        int i = 0;
        for (; i <= a.Length - 8; i += 8)
        {
            (Vector256<double> a0, Vector256<double> a1) = Doubles(a, i);
            (Vector256<double> b0, Vector256<double> b1) = Doubles(b, i);
            s0 += a0 * b0;
            s1 += a1 * b1;
        }

        double rest = 0;
        for (; i < a.Length; i++)
        {
            rest += (double)a[i] * b[i];
        }

        return SumOf(s0 + s1) + rest;
    }

    /// <summary>y = (x − middle)·factors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleDistances(ReadOnlySpan<float> x, float middle, ReadOnlySpan<float> factors, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = factors[i] * (x[i] - middle);
        }
    }

    /// <summary>y = (x − mean)·factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize(ReadOnlySpan<float> x, double mean, double factor, Span<float> y)
    {
        Vector256<double> middle = Vector256.Create(mean);
        Vector256<double> scale = Vector256.Create(factor);
        int i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            (Vector256<double> x0, Vector256<double> x1) = Doubles(x, i);
            Vector256.Narrow((x0 - middle) * scale, (x1 - middle) * scale).StoreUnsafe(ref MemoryMarshal.GetReference(y), (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            y[i] = (float)((x[i] - mean) * factor);
        }
    }

    /// <summary>Adds each element to the sum of its own group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddEach(ReadOnlySpan<float> x, Span<double> sums)
    {
        int i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            (Vector256<double> x0, Vector256<double> x1) = Doubles(x, i);
            Add(x0, sums, i);
            Add(x1, sums, i + 4);
        }

        for (; i < x.Length; i++)
        {
            sums[i] += x[i];
        }
    }

    /// <summary>Adds the square of each element's distance from the mean of its own group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddEachSquare(ReadOnlySpan<float> x, ReadOnlySpan<double> means, Span<double> sums)
    {
        int i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            (Vector256<double> x0, Vector256<double> x1) = Doubles(x, i);
            Vector256<double> c0 = x0 - At(means, i);
            Vector256<double> c1 = x1 - At(means, i + 4);
            Add(c0 * c0, sums, i);
            Add(c1 * c1, sums, i + 4);
        }

        for (; i < x.Length; i++)
        {
            double centered = x[i] - means[i];
            sums[i] += centered * centered;
        }
    }

    /// <summary>Normalizes each element by the moments of its own group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void NormalizeEach(ReadOnlySpan<float> x, ReadOnlySpan<double> means, ReadOnlySpan<double> factors, Span<float> y)
    {
        int i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            (Vector256<double> x0, Vector256<double> x1) = Doubles(x, i);
            Vector256<double> y0 = (x0 - At(means, i)) * At(factors, i);
            Vector256<double> y1 = (x1 - At(means, i + 4)) * At(factors, i + 4);
            Vector256.Narrow(y0, y1).StoreUnsafe(ref MemoryMarshal.GetReference(y), (nuint)i);
        }

        for (; i < x.Length; i++)
        {
            y[i] = (float)((x[i] - means[i]) * factors[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<double> Low, Vector256<double> High) Doubles(ReadOnlySpan<float> x, int start) =>
        Vector256.Widen(Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(x), (nuint)start));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> At(ReadOnlySpan<double> values, int start) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector256<double> values, Span<double> sums, int start) =>
        (At(sums, start) + values).StoreUnsafe(ref MemoryMarshal.GetReference(sums), (nuint)start);

    // In order, because the order of a horizontal sum is the machine's.
    private static double SumOf(Vector256<double> sums) => sums[0] + sums[1] + (sums[2] + sums[3]);
}

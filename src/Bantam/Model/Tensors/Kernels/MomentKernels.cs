using System.Runtime.CompilerServices;

namespace Bantam.Model;

/// <summary>Float32 sums in double over runs, and the normalization of runs, for moments of groups.</summary>
/// <remarks>A run is one group as a whole, or each of its elements is the next group. Sums of a whole run are four chains, because one would wait for each addition to end.</remarks>
internal static class MomentKernels
{
    /// <summary>Σ x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Sum(ReadOnlySpan<float> x)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = 0;
        for (; i <= x.Length - 4; i += 4)
        {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
        }

        for (; i < x.Length; i++)
        {
            s0 += x[i];
        }

        return s0 + s1 + (s2 + s3);
    }

    /// <summary>Σ (x − mean)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfSquares(ReadOnlySpan<float> x, double mean)
    {
        double s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        int i = 0;
        for (; i <= x.Length - 4; i += 4)
        {
            double c0 = x[i] - mean, c1 = x[i + 1] - mean, c2 = x[i + 2] - mean, c3 = x[i + 3] - mean;
            s0 += c0 * c0;
            s1 += c1 * c1;
            s2 += c2 * c2;
            s3 += c3 * c3;
        }

        for (; i < x.Length; i++)
        {
            s0 += (x[i] - mean) * (x[i] - mean);
        }

        return s0 + s1 + (s2 + s3);
    }

    /// <summary>y = (x − mean)·factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize(ReadOnlySpan<float> x, double mean, double factor, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = (float)((x[i] - mean) * factor);
        }
    }

    /// <summary>Adds each element to the sum of its own group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddEach(ReadOnlySpan<float> x, Span<double> sums)
    {
        for (int i = 0; i < x.Length; i++)
        {
            sums[i] += x[i];
        }
    }

    /// <summary>Adds the square of each element's distance from the mean of its own group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddEachSquare(ReadOnlySpan<float> x, ReadOnlySpan<double> means, Span<double> sums)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double centered = x[i] - means[i];
            sums[i] += centered * centered;
        }
    }

    /// <summary>Normalizes each element by the moments of its own group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void NormalizeEach(ReadOnlySpan<float> x, ReadOnlySpan<double> means, ReadOnlySpan<double> factors, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = (float)((x[i] - means[i]) * factors[i]);
        }
    }
}

using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Runs a kernel in every way that this machine knows and holds it to one result.</summary>
internal static class KernelRuns
{
    private const int Slack = 64;
    private const float Untouched = 1234.5f;

    public delegate void Kernel(Span<float> result);

    /// <summary>Numbers in [−1, 1), then NaN: what is read beyond the end shows in the result.</summary>
    public static float[] Values(RandomStream random, int count)
    {
        float[] values = new float[count + Slack];
        Array.Fill(values, float.NaN);
        for (int i = 0; i < count; i++)
        {
            values[i] = random.Uniform(-1, 1);
        }

        return values;
    }

    public static double[] Exact(ReadOnlySpan<float> values, int count)
    {
        double[] exact = new double[count];
        for (int i = 0; i < count; i++)
        {
            exact[i] = values[i];
        }

        return exact;
    }

    public static double[] Magnitudes(double[] values) => Array.ConvertAll(values, Math.Abs);

    /// <summary>Runs the kernel on each vector width and on 1, 2 and 4 threads: the bits must agree and memory past the end stay as it was.</summary>
    public static float[] SameEverywhere(float[] initial, int length, Kernel kernel)
    {
        float[]? first = null;
        try
        {
            foreach (int lanes in new[] { 1, 4, 8, 16 })
            {
                foreach (int threads in new[] { 1, 2, 4 })
                {
                    if (lanes > SimdWidth.Widest)
                    {
                        continue;
                    }

                    SimdWidth.Current = lanes;
                    WorkerPool.Threads = threads;
                    float[] result = new float[length + Slack];
                    Array.Fill(result, Untouched);
                    initial.AsSpan(0, Math.Min(initial.Length, length)).CopyTo(result);
                    kernel(result);
                    Assert.All(result[length..], x => Assert.Equal(Untouched, x));
                    first ??= result;
                    AssertSameBits(first, result, length, $"{lanes} lanes, {threads} threads");
                }
            }
        }
        finally
        {
            SimdWidth.Current = SimdWidth.Widest;
            WorkerPool.Threads = Environment.ProcessorCount;
        }

        return first![..length];
    }

    public static float[] SameEverywhere(int length, Kernel kernel) => SameEverywhere([], length, kernel);

    /// <summary>
    /// Holds sums of products to the bound of their rounding errors: with n terms in any order,
    /// |error| ≤ (n + 2)·u·Σ|terms|, u = 2⁻²⁴ (Higham, Accuracy and Stability of Numerical Algorithms, 3.1; the 2 covers bias and clamp).
    /// </summary>
    public static void AssertSums(double[] expected, double[] sumOfMagnitudes, int terms, float[] actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = ((terms + 2) * Math.Pow(2, -24) * sumOfMagnitudes[i]) + 1e-30;
            Assert.True(Math.Abs(expected[i] - actual[i]) <= allowed, $"Element {i}: expected {expected[i]:R} within {allowed:E2}, got {actual[i]:R}.");
        }
    }

    /// <summary>The second and later calls must not allocate on the calling thread.</summary>
    public static void AssertNoAllocation(Action kernel)
    {
        kernel();
        kernel();
        long before = GC.GetAllocatedBytesForCurrentThread();
        kernel();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertSameBits(float[] expected, float[] actual, int length, string how)
    {
        for (int i = 0; i < length; i++)
        {
            bool same = float.IsNaN(expected[i]) ? float.IsNaN(actual[i]) : BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(actual[i]);
            Assert.True(same, $"Element {i} is {actual[i]:R} with {how}, but {expected[i]:R} at first.");
        }
    }
}

using Bantam.Model;

namespace Bantam.Tests.Model;

[Collection(nameof(KernelCollection))]
public sealed class BatchNormKernelsTests
{
    private const double Epsilon = 1e-5;

    // Distances are taken in Float32 from means in Float32: a handful of roundings per value, and sums in blocks.
    private const double Tolerance = 2e-5;

    public static TheoryData<int, int, float> Cases => new()
    {
        { 2, 1, 0 }, { 7, 3, 0 }, { 64, 16, 0 }, { 9001, 8, 3 }, { 5000, 8, -2 }, { 333, 33, -5 }, { 40_000, 1, 2 }, { 50, 100, 1 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Kernels_agree_with_the_reference_on_every_width_and_thread_count(int rows, int channels, float offset)
    {
        RandomStream random = new(41, "batch norm");
        int length = rows * channels;
        float[] x = [.. KernelRuns.Values(random, length)[..length].Select(v => v + offset)];
        float[] dy = KernelRuns.Values(random, length)[..length];
        float[] gamma = KernelRuns.Values(random, channels)[..channels];
        float[] beta = KernelRuns.Values(random, channels)[..channels];
        float[] moments = KernelRuns.SameEverywhere(2 * channels, y => Moments(x, y[..(2 * channels)]));
        float[] output = KernelRuns.SameEverywhere(length, y => BatchNormKernels.Normalize(x, gamma, beta, moments, (float)Epsilon, y[..length]));
        float[] sums = KernelRuns.SameEverywhere(2 * channels, y => GradientSums(x, moments, dy, y[..(2 * channels)]));
        float[] gradient = KernelRuns.SameEverywhere(length, y => InputGradient(x, (gamma, moments, sums), dy, y[..length]));

        double[] exactX = KernelRuns.Exact(x, length);
        double[] exactDy = KernelRuns.Exact(dy, length);
        double[] exactGamma = KernelRuns.Exact(gamma, channels);
        double[] exactMoments = new double[2 * channels];
        double[] expected = new double[length];
        double[] exactSums = new double[2 * channels];
        BatchNormReference.Moments<double>(exactX, exactMoments);
        AssertClose(exactMoments, moments, 1);
        BatchNormReference.Normalize<double>(exactX, exactGamma, KernelRuns.Exact(beta, channels), exactMoments, Epsilon, expected);
        AssertClose(expected, output, 1);
        BatchNormReference.GradientSums<double>(exactX, exactMoments, exactDy, Epsilon, exactSums);
        AssertClose(exactSums, sums, Math.Sqrt(rows));
        BatchNormReference.InputGradient<double>(exactX, exactGamma, exactMoments, exactSums, exactDy, (Epsilon, rows), expected);
        AssertClose(expected, gradient, 1);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_fused_clamp_has_the_bits_of_a_clamp_after_the_normalization_in_both_directions(int rows, int channels, float offset)
    {
        RandomStream random = new(42, "clamped batch norm");
        int length = rows * channels;
        float[] x = [.. KernelRuns.Values(random, length)[..length].Select(v => v + offset)];
        float[] dy = KernelRuns.Values(random, length)[..length];
        float[] gamma = KernelRuns.Values(random, channels)[..channels];
        float[] beta = KernelRuns.Values(random, channels)[..channels];
        float[] moments = new float[2 * channels];
        float[] y = new float[length];
        float[] passed = new float[length];
        float[] sums = new float[2 * channels];
        float[] dx = new float[length];
        Moments(x, moments);
        BatchNormKernels.Normalize(x, gamma, beta, moments, (float)Epsilon, y);
        ElementwiseKernels.Clamp(y, y, 0, 0.5f);
        ElementwiseKernels.ClampGradient(y, dy, passed, 0, 0.5f);
        GradientSums(x, moments, passed, sums);
        InputGradient(x, (gamma, moments, sums), passed, dx);

        BatchNormClamp Clamp() => new() { Gamma = gamma, Beta = beta, Epsilon = (float)Epsilon, Low = 0, High = 0.5f };
        Assert.Equal(y, KernelRuns.SameEverywhere(length, r => BatchNormKernels.NormalizeAndClamp(x, moments, Clamp(), r[..length])));
        Assert.Equal(passed, BatchNormReference.ThroughClamp<float>(y, dy, 0, 0.5f));
        Assert.Equal(sums, KernelRuns.SameEverywhere(2 * channels, r => GradientSums(x, moments, dy, r[..(2 * channels)], Clamp())));
        Assert.Equal(dx, KernelRuns.SameEverywhere(length, r => InputGradient(x, (gamma, moments, sums), dy, r[..length], Clamp())));
    }

    [Fact]
    public void A_large_mean_costs_the_variance_no_digits()
    {
        float[] x = [.. Enumerable.Range(0, 5000).Select(i => 10_000 + (float)(i % 2))];
        float[] moments = KernelRuns.SameEverywhere(2, y => Moments(x, y[..2]));
        Assert.Equal(10_000.5, moments[0], 1e-3);
        Assert.Equal(0.25, moments[1], 1e-5);
    }

    [Fact]
    public void Second_calls_allocate_nothing()
    {
        float[] x = new float[64_000];
        float[] y = new float[64_000];
        float[] channel = new float[8];
        float[] moments = new float[16];
        float[] blocks = new float[16 * 8];
        KernelRuns.AssertNoAllocation(() =>
        {
            BatchNormKernels.MomentBlocks(x, blocks, 8, 1000);
            BatchNormKernels.MergeMoments(blocks, 8000, 1000, moments);
            BatchNormKernels.Normalize(x, channel, channel, moments, 1e-5f, y);
            BatchNormKernels.GradientBlocks(x, moments, y, blocks, 1000);
            BatchNormKernels.MergeGradients(blocks, moments, 1e-5f, moments);
            InputGradient(x, (channel, moments, moments), y, y);
        });
    }

    // Blocks of 500 values, so that most cases have several and the last one is shorter.
    private static int RowsPerBlock(int channels) => Math.Max(1, 500 / channels);

    private static float[] Blocks(int rows, int channels) => new float[((rows + RowsPerBlock(channels) - 1) / RowsPerBlock(channels)) * 2 * channels];

    private static void Moments(float[] x, Span<float> moments)
    {
        int channels = moments.Length / 2;
        float[] blocks = Blocks(x.Length / channels, channels);
        BatchNormKernels.MomentBlocks(x, blocks, channels, RowsPerBlock(channels));
        BatchNormKernels.MergeMoments(blocks, x.Length / channels, RowsPerBlock(channels), moments);
    }

    private static void GradientSums(float[] x, float[] moments, float[] dy, Span<float> sums, BatchNormClamp clamp = default)
    {
        int channels = sums.Length / 2;
        float[] blocks = Blocks(x.Length / channels, channels);
        BatchNormKernels.GradientBlocks(x, moments, dy, blocks, RowsPerBlock(channels), clamp);
        BatchNormKernels.MergeGradients(blocks, moments, (float)Epsilon, sums);
    }

    private static void InputGradient(float[] x, (float[] Gamma, float[] Moments, float[] Sums) known, float[] dy, Span<float> dx, BatchNormClamp clamp = default)
    {
        BatchNormGradient gradient = new()
        {
            Gamma = known.Gamma,
            Moments = known.Moments,
            Sums = known.Sums,
            Epsilon = (float)Epsilon,
            Rows = x.Length / known.Gamma.Length,
        };
        BatchNormKernels.InputGradient(in gradient, x, dy, dx, clamp);
    }

    private static void AssertClose(double[] expected, float[] actual, double scale)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double allowed = Tolerance * (scale + Math.Abs(expected[i]));
            Assert.True(Math.Abs(expected[i] - actual[i]) <= allowed, $"Element {i}: expected {expected[i]:R} within {allowed:E2}, got {actual[i]:R}.");
        }
    }
}

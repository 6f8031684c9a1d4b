using Bantam.Model;

namespace Bantam.Tests.Model;

[Collection(nameof(KernelCollection))]
public sealed class ElementwiseKernelsTests
{
    private static readonly int[] s_lengths = [0, 1, 3, 4, 5, 8, 15, 16, 17, 33, 1000, 70_001];

    [Fact]
    public void Sums_clamps_and_their_gradients_are_exact_on_every_width_and_thread_count()
    {
        RandomStream random = new(31, "elementwise");
        foreach (int length in s_lengths)
        {
            float[] a = KernelRuns.Values(random, length)[..length];
            float[] b = KernelRuns.Values(random, length)[..length];
            Assert.Equal(a.Zip(b, (p, q) => p + q), KernelRuns.SameEverywhere(length, y => ElementwiseKernels.Add(a, b, y[..length])));
            float[] clamped = KernelRuns.SameEverywhere(length, y => ElementwiseKernels.Clamp(a, y[..length], -0.25f, 0.5f));
            Assert.Equal(a.Select(p => Math.Clamp(p, -0.25f, 0.5f)), clamped);
            float[] gradient = KernelRuns.SameEverywhere(length, y => ElementwiseKernels.ClampGradient(clamped, b, y[..length], -0.25f, 0.5f));
            Assert.Equal(clamped.Zip(b, (p, q) => p is > -0.25f and < 0.5f ? q : 0), gradient);
        }
    }

    [Fact]
    public void Clamping_keeps_NaN_and_limits_infinities()
    {
        float[] x = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, -1, 7, 3];
        float[] y = KernelRuns.SameEverywhere(6, y => ElementwiseKernels.Clamp(x, y[..6], 0, 6));
        Assert.Equal([float.NaN, 6, 0, 0, 6, 3], y);
    }

    [Fact]
    public void Arrays_of_different_lengths_are_refused() =>
        Assert.Throws<ArgumentException>(() => ElementwiseKernels.Add(new float[3], new float[4], new float[4]));

    [Fact]
    public void Exponentials_are_within_two_units_in_the_last_place_on_every_width()
    {
        float[] x = [.. Enumerable.Range(0, 200_000).Select(i => -110f + (i * 0.001f)), 0, -0f, 1e-10f, 88.72283f, 88.7229f, 1000, -1000, float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        float[] y = KernelRuns.SameEverywhere(x.Length, y => ElementwiseKernels.Exp(x, y[..x.Length]));
        for (int i = 0; i < x.Length; i++)
        {
            double exact = Math.Exp(x[i]);
            float nearest = (float)exact;
            if (float.IsNaN(nearest) || float.IsInfinity(nearest))
            {
                Assert.Equal(nearest, y[i]);
                continue;
            }

            double unit = MathF.BitIncrement(nearest) - nearest;
            Assert.True(Math.Abs(y[i] - exact) <= 2 * unit, $"exp({x[i]:R}) is {exact:R}, but got {y[i]:R}.");
        }
    }

    [Fact]
    public void Row_sums_agree_with_exact_sums_on_every_width_and_thread_count()
    {
        RandomStream random = new(32, "rows");
        foreach ((int rows, int columns) in new[] { (1, 1), (5, 3), (40_000, 1), (9000, 8), (301, 10), (77, 16), (50, 33), (64, 784), (0, 4) })
        {
            int length = rows * columns;
            float[] x = KernelRuns.Values(random, length)[..length];
            double[] expected = new double[columns];
            double[] magnitudes = new double[columns];
            for (int i = 0; i < length; i++)
            {
                expected[i % columns] += x[i];
                magnitudes[i % columns] += Math.Abs(x[i]);
            }

            KernelRuns.AssertSums(expected, magnitudes, rows, KernelRuns.SameEverywhere(columns, y => ElementwiseKernels.SumRows(x, y[..columns])));
        }
    }

    [Fact]
    public void Softmax_rows_are_within_a_millionth_of_exact_shares_on_every_width_and_thread_count()
    {
        RandomStream random = new(33, "softmax");
        foreach ((int rows, int columns) in new[] { (1, 1), (64, 10), (700, 3), (9, 16), (31, 33), (5, 1000) })
        {
            int length = rows * columns;
            float[] x = [.. KernelRuns.Values(random, length)[..length].Select(v => v * 90)];
            float[] y = KernelRuns.SameEverywhere(length, y => ElementwiseKernels.SoftmaxRows(x, y[..length], columns));
            for (int row = 0; row < rows; row++)
            {
                double maximum = x.Skip(row * columns).Take(columns).Max();
                double sum = x.Skip(row * columns).Take(columns).Sum(v => Math.Exp(v - maximum));
                for (int c = 0; c < columns; c++)
                {
                    // x − max carries an error of up to 180·2⁻²⁴, which the exponential makes relative: 1.1e-5 of the share.
                    double exact = Math.Exp(x[(row * columns) + c] - maximum) / sum;
                    Assert.InRange(y[(row * columns) + c] - exact, -1e-6 - (1.2e-5 * exact), 1e-6 + (1.2e-5 * exact));
                }
            }
        }
    }

    [Fact]
    public void Second_calls_allocate_nothing()
    {
        float[] x = new float[90_000];
        float[] y = new float[90_000];
        KernelRuns.AssertNoAllocation(() =>
        {
            ElementwiseKernels.Add(x, x, y);
            ElementwiseKernels.Clamp(x, y, 0, 1);
            ElementwiseKernels.ClampGradient(x, x, y, 0, 1);
            ElementwiseKernels.Exp(x, y);
            ElementwiseKernels.SoftmaxRows(x, y, 10);
            ElementwiseKernels.SumRows(x, y.AsSpan(0, 9));
        });
    }
}

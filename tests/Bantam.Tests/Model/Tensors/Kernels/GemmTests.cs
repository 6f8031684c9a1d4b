using Bantam.Model;

namespace Bantam.Tests.Model;

[Collection(nameof(KernelCollection))]
public sealed unsafe class GemmTests
{
    public static TheoryData<int, int, int> Sizes => new()
    {
        { 1, 1, 1 }, { 1, 7, 1 }, { 3, 5, 2 }, { 7, 1, 9 }, { 8, 16, 32 }, { 9, 17, 33 }, { 13, 64, 10 }, { 10, 3, 100 }, { 1, 100, 65 },
        { 97, 40, 47 }, { 5, 600, 19 }, { 70, 1100, 20 }, { 530, 30, 70 }, { 130, 130, 130 }, { 4, 0, 5 }, { 0, 3, 3 }, { 3, 3, 0 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Products_agree_with_exact_sums_on_every_width_thread_count_and_orientation(int m, int k, int n)
    {
        RandomStream random = new(1, $"gemm {m} {k} {n}");
        foreach (int variant in Enumerable.Range(0, 16))
        {
            (bool transposeA, bool transposeB, bool accumulate, bool bias) = ((variant & 1) != 0, (variant & 2) != 0, (variant & 4) != 0, (variant & 8) != 0);
            float[] a = KernelRuns.Values(random, m * k);
            float[] b = KernelRuns.Values(random, k * n);
            float[] c = KernelRuns.Values(random, m * n);
            float[] added = KernelRuns.Values(random, n);
            float high = bias ? 0.75f : float.PositiveInfinity;
            float[] result = KernelRuns.SameEverywhere(c, m * n, y =>
            {
                fixed (float* pa = a, pb = b, pc = y, pAdded = added)
                {
                    Gemm.Multiply(new GemmArguments
                    {
                        A = pa,
                        B = pb,
                        C = pc,
                        M = m,
                        N = n,
                        K = k,
                        LeadingA = transposeA ? m : k,
                        LeadingB = transposeB ? k : n,
                        LeadingC = n,
                        TransposeA = transposeA,
                        TransposeB = transposeB,
                        Bias = bias ? pAdded : null,
                        Low = float.NegativeInfinity,
                        High = high,
                        Accumulate = accumulate,
                    });
                }
            });

            double[] expected = new double[m * n];
            double[] magnitudes = new double[m * n];
            for (int i = 0; i < m * n; i++)
            {
                double start = (accumulate ? c[i] : 0) + (bias ? added[i % n] : 0);
                double magnitude = Math.Abs(accumulate ? c[i] : 0) + Math.Abs(bias ? added[i % n] : 0);
                for (int t = 0; t < k; t++)
                {
                    double term = (double)a[transposeA ? (t * m) + (i / n) : (i / n * k) + t] * b[transposeB ? (i % n * k) + t : (t * n) + (i % n)];
                    start += term;
                    magnitude += Math.Abs(term);
                }

                expected[i] = Math.Min(start, high);
                magnitudes[i] = magnitude;
            }

            KernelRuns.AssertSums(expected, magnitudes, k, result);
        }
    }

    [Fact]
    public void Rows_inside_a_larger_matrix_leave_their_neighbors_alone()
    {
        const int Leading = 20;
        RandomStream random = new(2, "leading");
        float[] a = KernelRuns.Values(random, 9 * Leading);
        float[] b = KernelRuns.Values(random, 11 * Leading);
        float[] result = KernelRuns.SameEverywhere(9 * Leading, y =>
        {
            y[..(9 * Leading)].Fill(5);
            fixed (float* pa = a, pb = b, pc = y)
            {
                Gemm.Multiply(new GemmArguments { A = pa, B = pb, C = pc, M = 9, N = 17, K = 11, LeadingA = Leading, LeadingB = Leading, LeadingC = Leading, Low = -1, High = 1 });
            }
        });
        for (int i = 0; i < result.Length; i++)
        {
            if (i % Leading >= 17)
            {
                Assert.Equal(5, result[i]);
            }
            else
            {
                Assert.InRange(result[i], -1, 1);
            }
        }
    }

    [Fact]
    public void A_row_of_a_product_has_the_bits_of_the_product_of_that_row()
    {
        RandomStream random = new(3, "rows");
        float[] a = KernelRuns.Values(random, 100 * 700);
        float[] b = KernelRuns.Values(random, 700 * 50);
        float[] whole = new float[100 * 50];
        float[] row = new float[50];
        fixed (float* pa = a, pb = b, pWhole = whole, pRow = row)
        {
            GemmArguments arguments = new() { A = pa, B = pb, C = pWhole, M = 100, N = 50, K = 700, LeadingA = 700, LeadingB = 50, LeadingC = 50, Low = float.NegativeInfinity, High = float.PositiveInfinity };
            Gemm.Multiply(arguments);
            Gemm.Multiply(arguments with { A = pa + (99 * 700), C = pRow, M = 1 });
        }

        Assert.Equal(whole[(99 * 50)..], row);
    }

    [Fact]
    public void Rows_of_products_of_all_sizes_up_to_67_have_the_bits_of_that_row_alone_in_every_orientation_of_the_right_factor()
    {
        RandomStream random = new(4, "small");
        for (int size = 1; size <= 67; size++)
        {
            (int m, int k, int n) = (1 + (size * 5 % 67), 1 + (size * 11 % 67), size);
            float[] a = KernelRuns.Values(random, m * k);
            float[] b = KernelRuns.Values(random, k * n);
            foreach (bool transposeB in new[] { false, true })
            {
                float[] whole = KernelRuns.SameEverywhere(m * n, y => Multiply(y, a.AsSpan(0, m * k), b, (m, k, n), transposeB));
                float[] last = KernelRuns.SameEverywhere(n, y => Multiply(y, a.AsSpan((m - 1) * k, k), b, (1, k, n), transposeB));
                Assert.Equal(whole[((m - 1) * n)..], last);
            }
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Rows_of_a_product_beyond_the_caches_have_the_bits_of_that_row_alone(bool transposeA, bool transposeB)
    {
        const int M = 257;
        const int K = 1025;
        const int N = 258;
        RandomStream random = new(5, "large");
        float[] a = KernelRuns.Values(random, M * K);
        float[] b = KernelRuns.Values(random, K * N);
        float[] added = KernelRuns.Values(random, N);
        float[] whole = KernelRuns.SameEverywhere(M * N, y => Multiply(y, M, 0));
        foreach (int row in new[] { 0, 100, M - 1 })
        {
            float[] alone = new float[N];
            Multiply(alone, 1, row);
            Assert.Equal(alone, whole[(row * N)..((row + 1) * N)]);
        }

        void Multiply(Span<float> result, int rows, int first)
        {
            fixed (float* pa = a, pb = b, pc = result, pAdded = added)
            {
                Gemm.Multiply(new GemmArguments
                {
                    A = pa + (transposeA ? first : first * K),
                    B = pb,
                    C = pc,
                    M = rows,
                    N = N,
                    K = K,
                    LeadingA = transposeA ? M : K,
                    LeadingB = transposeB ? K : N,
                    LeadingC = N,
                    TransposeA = transposeA,
                    TransposeB = transposeB,
                    Bias = pAdded,
                    Low = 0,
                    High = 6,
                });
            }
        }
    }

    [Fact]
    public void A_second_product_allocates_nothing()
    {
        float[] a = new float[300 * 200];
        float[] b = new float[200 * 100];
        float[] c = new float[300 * 100];
        KernelRuns.AssertNoAllocation(() =>
        {
            fixed (float* pa = a, pb = b, pc = c)
            {
                Gemm.Multiply(new GemmArguments { A = pa, B = pb, C = pc, M = 300, N = 100, K = 200, LeadingA = 200, LeadingB = 200, LeadingC = 100, TransposeB = true, Low = 0, High = 6 });
            }
        });
    }

    private static void Multiply(Span<float> result, ReadOnlySpan<float> left, float[] right, (int M, int K, int N) size, bool transposeB)
    {
        fixed (float* a = left, b = right, c = result)
        {
            Gemm.Multiply(new GemmArguments
            {
                A = a,
                B = b,
                C = c,
                M = size.M,
                N = size.N,
                K = size.K,
                LeadingA = size.K,
                LeadingB = transposeB ? size.K : size.N,
                LeadingC = size.N,
                TransposeB = transposeB,
                Low = float.NegativeInfinity,
                High = float.PositiveInfinity,
            });
        }
    }
}

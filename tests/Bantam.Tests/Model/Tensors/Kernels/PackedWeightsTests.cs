using Bantam.Model;

namespace Bantam.Tests.Model;

[Collection(nameof(KernelCollection))]
public sealed unsafe class PackedWeightsTests
{
    [Fact]
    public void Products_with_packed_weights_of_all_sizes_up_to_67_have_the_bits_of_those_without()
    {
        for (int size = 1; size <= 67; size++)
        {
            AssertSameBits(1, 1 + (size * 11 % 67), size);
            AssertSameBits(1 + (size * 5 % 67), 1 + (size * 7 % 67), size);
        }
    }

    [Theory]
    [InlineData(1, 1100, 300)]
    [InlineData(3, 1100, 150)]
    [InlineData(600, 20, 70)]
    public void Products_in_several_blocks_have_the_bits_of_those_without_packed_weights(int m, int k, int n) => AssertSameBits(m, k, n);

    [Fact]
    public void Weights_that_were_packed_for_other_vectors_are_not_used()
    {
        int before = SimdWidth.Current;
        try
        {
            SimdWidth.Current = SimdWidth.Widest;
            PackedWeights packed = new(Tensor.From([64, 1], new float[64]));
            Assert.True(packed.Panels != null);
            SimdWidth.Current = 1;
            Assert.Equal(SimdWidth.Widest == 1, packed.Panels != null);
        }
        finally
        {
            SimdWidth.Current = before;
        }
    }

    private static void AssertSameBits(int m, int k, int n)
    {
        RandomStream random = new(1, $"packed {m} {k} {n}");
        float[] x = KernelRuns.Values(random, m * k);
        Tensor weights = Tensor.From<float>([n, k], KernelRuns.Values(random, n * k).AsSpan(0, n * k));
        float[] plain = KernelRuns.SameEverywhere(m * n, y => Multiply(y, x, weights, null, (m, k, n)));
        float[] packed = KernelRuns.SameEverywhere(m * n, y => Multiply(y, x, weights, new PackedWeights(weights), (m, k, n)));
        Assert.Equal(plain, packed);
    }

    private static void Multiply(Span<float> result, float[] left, Tensor weights, PackedWeights? packed, (int M, int K, int N) size)
    {
        fixed (float* a = left, b = weights.Span<float>(), c = result)
        {
            Gemm.Multiply(new GemmArguments
            {
                A = a,
                B = b,
                PackedB = packed is null ? null : packed.Panels,
                PackedRows = size.K,
                C = c,
                M = size.M,
                N = size.N,
                K = size.K,
                LeadingA = size.K,
                LeadingB = size.K,
                LeadingC = size.N,
                TransposeB = true,
                Low = -0.75f,
                High = float.PositiveInfinity,
            });
        }
    }
}

using Bantam.Model;

namespace Bantam.Tests.Model;

[Collection(nameof(RunsAlone))]
public sealed class KernelProviderTests
{
    [Fact]
    [Trait("Ledger", "S365")]
    public void Another_provider_computes_matrix_products_and_dense_layers()
    {
        Tensor a = SampleTensors.Uniform([5, 7], 'a');
        Tensor b = SampleTensors.Uniform([7, 3], 'b');
        Tensor w = SampleTensors.Uniform([4, 7], 'w');
        Tensor bias = SampleTensors.Uniform([4], 'b');
        float[] product = new MatMul().Apply(a, b).ToArray<float>();
        float[] layer = new Dense { Activation = Activation.Relu }.Apply(a, w, bias).ToArray<float>();
        CountingProvider provider = new();
        Kernels.Provider = provider;
        try
        {
            AssertClose(product, new MatMul().Apply(a, b).ToArray<float>());
            AssertClose(layer, new Dense { Activation = Activation.Relu }.Apply(a, w, bias).ToArray<float>());
            Assert.Equal(2, provider.Calls);
        }
        finally
        {
            Kernels.Provider = null;
        }

        Assert.Equal(product, new MatMul().Apply(a, b).ToArray<float>());
        Assert.Equal(2, provider.Calls);
    }

    private static void AssertClose(float[] expected, float[] actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

    /// <summary>The plainest product, in Float64, that counts how often it was asked.</summary>
    private sealed class CountingProvider : IKernelProvider
    {
        public int Calls { get; private set; }

        public void Multiply(in MatrixMultiplication product)
        {
            Calls++;
            for (int i = 0; i < product.M * product.N; i++)
            {
                (int row, int column) = (i / product.N, i % product.N);
                double sum = product.Accumulate ? product.C[(row * product.LeadingC) + column] : 0;
                for (int k = 0; k < product.K; k++)
                {
                    double left = product.A[product.TransposeA ? (k * product.LeadingA) + row : (row * product.LeadingA) + k];
                    sum += left * product.B[product.TransposeB ? (column * product.LeadingB) + k : (k * product.LeadingB) + column];
                }

                product.C[(row * product.LeadingC) + column] = (float)sum;
            }
        }
    }
}

using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Model;

public sealed class LinearOpTests
{
    [Theory]
    [Trait("Ledger", "S215")]
    [InlineData(3, 27)]
    [InlineData(40, 64_000)]
    public void The_triple_loop_takes_n_cubed_MACs_and_gives_what_the_fast_product_gives(int n, long expected)
    {
        RandomStream random = new(1, "integers");
        float[] a = [.. Enumerable.Range(0, n * n).Select(_ => (float)(random.NextInt32(9) - 4))];
        float[] b = [.. Enumerable.Range(0, n * n).Select(_ => (float)(random.NextInt32(9) - 4))];
        float[] sums = new float[n * n];
        long macs = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int k = 0; k < n; k++)
                {
                    sums[(i * n) + j] += a[(i * n) + k] * b[(k * n) + j];
                    macs++;
                }
            }
        }

        MatMul product = new();
        (Tensor left, Tensor right) = (Tensor.From([n, n], a), Tensor.From([n, n], b));
        Assert.Equal((expected, expected), (macs, product.Cost([left.Type, right.Type], left.Type).Macs));
        Assert.Equal(sums, product.Apply(left, right).ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S001")]
    public void A_product_of_a_row_and_a_column_is_a_scalar_product()
    {
        Tensor x = Tensor.From([2, 1], 1f, 2f);
        Tensor y = Tensor.From([2, 1], 3f, 4f);
        Assert.Equal(11f, x.Transpose().MatMul(y).Item<float>());
        Assert.True(x.Transpose().SharesStorageWith(x));
    }

    [Fact]
    [Trait("Ledger", "S019")]
    public void The_gradients_of_a_matrix_product_are_products()
    {
        Tensor w = SampleTensors.Leaf([2, 2], 1, 2, 3, 4);
        Tensor x = SampleTensors.Leaf([1, 2], 5, 6);
        new Dense().Apply(x, w).Backward(Tensor.From([1, 2], 1f, -1f));
        Assert.Equal([-2, -2], x.Grad!.ToArray<float>());
        Assert.Equal([5, 6, -5, -6], w.Grad!.ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S019")]
    public void The_weight_gradient_of_a_batch_is_the_sum_over_its_samples()
    {
        float[] x = SampleTensors.Uniform([3, 4]).ToArray<float>();
        float[] upstream = SampleTensors.Uniform([3, 2], 5).ToArray<float>();
        Tensor w = SampleTensors.Leaf([2, 4], SampleTensors.Uniform([2, 4], 6).ToArray<float>());
        new Dense().Apply(Tensor.From<float>([3, 4], x), w).Backward(Tensor.From<float>([3, 2], upstream));
        double[] expected = new double[8];
        for (int n = 0; n < 3; n++)
        {
            for (int i = 0; i < 8; i++)
            {
                expected[i] += upstream[(n * 2) + (i / 4)] * (double)x[(n * 4) + (i % 4)];
            }
        }

        SampleTensors.AssertNear(expected, w.Grad!, 1e-6);
    }

    [Fact]
    [Trait("Ledger", "S021")]
    public void Two_layers_have_the_gradients_of_the_worked_example()
    {
        Tensor x = SampleTensors.Leaf64([1, 2], 1, 2);
        Tensor w1 = SampleTensors.Leaf64([2, 2], 0.1, 0.2, 0.3, 0.4);
        Tensor b1 = SampleTensors.Leaf64([2], 0, 0);
        Tensor w2 = SampleTensors.Leaf64([1, 2], 0.5, 0.6);
        Tensor b2 = SampleTensors.Leaf64([1], 0.1);
        Tensor z = new Dense().Apply(x, w1, b1);
        Tensor h = z.Sigmoid();
        Tensor y = new Dense().Apply(h, w2, b2);
        new SquaredError().Apply(y, Tensor.From([1, 1], 1.0)).Backward();

        SampleTensors.AssertNear([0.86138573], y, 1e-8);
        SampleTensors.AssertNear([-0.08628175, -0.10399676], w2.Grad!, 1e-8);
        SampleTensors.AssertNear([-0.13861427], b2.Grad!, 1e-8); // ȳ
        SampleTensors.AssertNear([-0.01628743, -0.03257487, -0.01558328, -0.03116657], w1.Grad!, 1e-8);
        SampleTensors.AssertNear([-0.01628743, -0.01558328], b1.Grad!, 1e-8); // z̄
        SampleTensors.AssertNear([-0.00630373, -0.00949080], x.Grad!, 1e-8);

        Tensor hidden = SampleTensors.Leaf64([1, 2], h.ToArray<double>());
        new SquaredError().Apply(new Dense().Apply(hidden, w2, b2), Tensor.From([1, 1], 1.0)).Backward();
        SampleTensors.AssertNear([-0.06930714, -0.08316856], hidden.Grad!, 1e-8);
    }

    [Fact]
    [Trait("Ledger", "S031")]
    public void A_dense_layer_with_relu_computes_the_worked_example()
    {
        Tensor x = Tensor.From([1, 2], 3f, 1f);
        Tensor w = Tensor.From([2, 2], 1f, -2f, 0.5f, 1f);
        Tensor b = Tensor.From([2], 0f, 1f);
        Assert.Equal([1, 3.5f], new Dense().Apply(x, w, b).Relu().ToArray<float>());
        Assert.Equal([1, 3.5f], new Dense { Activation = Activation.Relu }.Apply(x, w, b).ToArray<float>());
    }

    [Theory]
    [InlineData(1, -3)]
    [InlineData(0, -4)]
    [Trait("Ledger", "S043")]
    public void Convolution_is_cross_correlation_and_adds_its_bias(float bias, float expected)
    {
        Tensor image = Tensor.From<float>([1, 3, 3, 1], 1, 2, 3, 4, 5, 6, 7, 8, 9);
        Tensor weight = Tensor.From<float>([1, 2, 2, 1], 1, 0, 0, -1);
        Tensor y = new Conv2d().Apply(image, weight, Tensor.From([1], bias));
        Assert.Equal(new Shape(1, 2, 2, 1), y.Shape);
        Assert.All(y.ToArray<float>(), value => Assert.Equal(expected, value));
    }
}

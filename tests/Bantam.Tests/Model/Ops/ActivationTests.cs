using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class ActivationTests
{
    [Fact]
    [Trait("Ledger", "S033")]
    public void Sigmoid_has_its_known_values_and_never_overflows()
    {
        Tensor y = Tensor.From([5], -1.0, 0.0, 1.0, -1000.0, 1000.0).Sigmoid();
        SampleTensors.AssertNear([0.2689414214, 0.5, 0.7310585786, 0, 1], y, 1e-10);
        SampleTensors.AssertNear([0.2689414214, 0.5, 0.7310585786, 0, 1], Tensor.From([5], -1f, 0f, 1f, -1000f, 1000f).Sigmoid(), 1e-7);
    }

    [Fact]
    [Trait("Ledger", "S033")]
    public void The_slope_of_sigmoid_is_y_times_1_minus_y()
    {
        Tensor x = SampleTensors.Leaf64([3], -1, 0, 1000);
        x.Sigmoid().Sum().Backward();
        SampleTensors.AssertNear([0.2689414214 * 0.7310585786, 0.25, 0], x.Grad!, 1e-10);
    }

    [Fact]
    [Trait("Ledger", "S035")]
    public void Relu_and_its_gradient_are_0_up_to_and_at_0()
    {
        Tensor x = SampleTensors.Leaf([3], -1, 0, 2);
        Tensor y = x.Relu();
        Assert.Equal([0, 0, 2], y.ToArray<float>());
        y.Sum().Backward();
        Assert.Equal([0, 0, 1], x.Grad!.ToArray<float>());
    }

    [Fact]
    public void Relu6_and_its_gradient_end_at_6()
    {
        Tensor x = SampleTensors.Leaf([5], -1, 0, 3, 6, 7);
        Tensor y = new Relu6().Apply(x);
        Assert.Equal([0, 0, 3, 6, 6], y.ToArray<float>());
        y.Sum().Backward();
        Assert.Equal([0, 0, 1, 0, 0], x.Grad!.ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S039")]
    public void Softmax_has_its_known_values_sums_to_1_and_keeps_the_order()
    {
        Tensor y = Tensor.From([3], 1.0, 2.0, 3.0).Softmax();
        SampleTensors.AssertNear([0.0900305732, 0.2447284711, 0.6652409558], y, 1e-10);

        float[] x = SampleTensors.Uniform([1, 101]).ToArray<float>();
        float[] p = Tensor.From<float>([1, 101], x).Softmax().ToArray<float>();
        Assert.Equal(1, p.Sum(), 1e-6);
        Assert.Equal(Enumerable.Range(0, x.Length).OrderBy(i => x[i]), Enumerable.Range(0, x.Length).OrderBy(i => p[i]));
    }

    [Fact]
    [Trait("Ledger", "S040")]
    public void Softmax_subtracts_the_maximum_so_that_large_scores_do_not_overflow()
    {
        double[] expected = [0.0900305732, 0.2447284711, 0.6652409558];
        SampleTensors.AssertNear(expected, Tensor.From([3], 1000.0, 1001.0, 1002.0).Softmax(), 1e-10);
        SampleTensors.AssertNear(expected, Tensor.From([3], 1000f, 1001f, 1002f).Softmax(), 1e-7);

        // Without the subtraction there is no result at all.
        Assert.True(float.IsNaN(MathF.Exp(1000) / (MathF.Exp(1000) + MathF.Exp(1001) + MathF.Exp(1002))));
    }

    [Fact]
    [Trait("Ledger", "S020")]
    public void The_gradient_of_an_elementwise_op_is_a_hadamard_product()
    {
        Tensor x = SampleTensors.Leaf64([2], 0, 1);
        x.Exp().Backward(Tensor.From([2], 2.0, 3.0));
        SampleTensors.AssertNear([2, 8.154845], x.Grad!, 5e-7);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(100_000)]
    [Trait("Ledger", "S020")]
    public void The_memory_of_its_backward_pass_grows_with_the_elements_not_their_square(int elements)
    {
        Tensor x = SampleTensors.Leaf([elements], new float[elements]);
        Tensor y = x.Exp();
        Tensor upstream = Tensor.Full([elements], 1f);
        long before = GC.GetAllocatedBytesForCurrentThread();
        y.Backward(upstream);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (8L * elements) + 20_000);
    }
}

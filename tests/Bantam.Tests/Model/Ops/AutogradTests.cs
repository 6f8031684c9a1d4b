using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class AutogradTests
{
    [Fact]
    [Trait("Ledger", "S010")]
    public void A_diamond_is_differentiated_in_reverse_topological_order()
    {
        Tensor a = SampleTensors.Leaf([], 3f);
        Tensor b = SampleTensors.Leaf([], 2f);
        Tensor d = (a + b) * (a - b);
        d.Backward();
        Assert.Equal(6f, a.Grad!.Item<float>());
        Assert.Equal(-4f, b.Grad!.Item<float>());

        IReadOnlyList<OpCall> calls = d.RecordedCalls();
        Assert.Equal(3, calls.Count);
        Assert.Same(d, calls[^1].Output);
        for (int i = 0; i < calls.Count; i++)
        {
            Assert.DoesNotContain(calls.Skip(i), later => calls[i].Inputs.Contains(later.Output));
        }

        Assert.Equal(
            """
            t2 = Add(t0, t1) : Float32[]
            t3 = Subtract(t0, t1) : Float32[]
            t4 = Multiply(t2, t3) : Float32[]

            """.ReplaceLineEndings("\n"),
            d.DescribeRecord());
    }

    [Fact]
    [Trait("Ledger", "S012")]
    public void Gradients_from_several_users_are_summed()
    {
        Tensor v = SampleTensors.Leaf([], 2f);
        Tensor a = v * v;
        Tensor b = 3 * v;
        (a * b).Backward();
        Assert.Equal(36f, v.Grad!.Item<float>());
    }

    [Fact]
    [Trait("Ledger", "S013")]
    public void Only_ops_on_tracked_tensors_are_recorded()
    {
        Tensor untracked = Tensor.From([2], 1f, 2f);
        Tensor sum = untracked + untracked;
        Assert.Empty(sum.RecordedCalls());
        Assert.False(sum.RequiresGrad);

        Tensor tracked = SampleTensors.Leaf([2], 1, 2);
        Assert.Single((tracked + untracked).RecordedCalls());
        using (NoGrad quiet = new())
        {
            using NoGrad nested = new();
            Assert.Empty((tracked * tracked).RecordedCalls());
        }

        Assert.False(NoGrad.IsActive);
        Tensor product = tracked * tracked;
        Assert.Single(product.RecordedCalls());
        Assert.Empty((product.Detach() + untracked).RecordedCalls());
        Assert.True(product.Detach().SharesStorageWith(product));
    }

    [Theory]
    [InlineData(3f, 4, 108)] // x > 0: x⁴, derivative 4x³
    [InlineData(-3f, 2, 6)] // else −x², derivative −2x
    [Trait("Ledger", "S013")]
    public void Control_flow_is_differentiated_as_it_ran(float start, int power, float expected)
    {
        Tensor x = SampleTensors.Leaf([], start);
        Tensor y = x;
        for (int i = 1; i < power; i++)
        {
            y = y * x;
        }

        if (start < 0)
        {
            y = -y;
        }

        y.Backward();
        Assert.Equal(expected, x.Grad!.Item<float>());
    }

    [Fact]
    [Trait("Ledger", "S014")]
    public void An_external_gradient_starts_the_sweep_of_a_vector()
    {
        Tensor a = SampleTensors.Leaf([2], 2, 3);
        Tensor b = SampleTensors.Leaf([2], 6, 4);
        Tensor q = (3 * (a * a * a)) - (b * b);
        Assert.Equal([-12, 65], q.ToArray<float>());

        InvalidOperationException fault = Assert.Throws<InvalidOperationException>(() => q.Backward());
        Assert.Contains("Float32[2]", fault.Message, StringComparison.Ordinal);

        q.Backward(Tensor.From([2], 1f, 1f));
        Assert.Equal([36, 81], a.Grad!.ToArray<float>());
        Assert.Equal([-12, -8], b.Grad!.ToArray<float>());
    }

    [Fact]
    public void A_gradient_of_another_type_and_a_tensor_without_record_are_refused()
    {
        Tensor a = SampleTensors.Leaf([2], 2, 3);
        Assert.Contains("Float32[3]", Assert.Throws<ShapeException>(() => (a + a).Backward(Tensor.Zeros([3]))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Tensor.Scalar(1f).Backward());
        Assert.Throws<InvalidOperationException>(() => Tensor.From([2], 1, 2).RequiresGrad = true);
    }

    [Fact]
    public void Gradients_accumulate_until_they_are_reset()
    {
        Tensor x = SampleTensors.Leaf([], 5f);
        (x * x).Backward();
        (x * x).Backward();
        Assert.Equal(20f, x.Grad!.Item<float>());
        x.Grad = null;
        (x * x).Backward();
        Assert.Equal(10f, x.Grad!.Item<float>());
    }

    [Fact]
    public void A_leaf_can_be_its_own_result()
    {
        Tensor x = SampleTensors.Leaf([], 5f);
        x.Backward();
        Assert.Equal(1f, x.Grad!.Item<float>());
    }

    [Fact]
    public void Gradients_of_leaves_are_contiguous()
    {
        Tensor x = SampleTensors.Leaf([2, 3], 1, 2, 3, 4, 5, 6);
        x.Transpose().Backward(Tensor.From<float>([3, 2], 1, 2, 3, 4, 5, 6));
        Assert.Equal([1, 3, 5, 2, 4, 6], x.Grad!.Span<float>().ToArray());
    }

    [Fact]
    public void No_two_gradients_share_memory()
    {
        Tensor a = SampleTensors.Leaf([2], 1, 2);
        Tensor b = SampleTensors.Leaf([2], 3, 4);
        Tensor c = SampleTensors.Leaf([2, 1], 5, 6);
        Tensor seed = Tensor.From([2], 1f, 1f);
        (a + b + c.Reshape([2])).Backward(seed);
        a.Grad!.Span<float>().Clear();
        Assert.Equal([1, 1], seed.ToArray<float>());
        Assert.Equal([1, 1], b.Grad!.ToArray<float>());
        Assert.Equal([1, 1], c.Grad!.ToArray<float>());
    }

    [Fact]
    public void A_long_chain_does_not_overflow_the_stack()
    {
        Tensor x = SampleTensors.Leaf([], 1f);
        Tensor y = x;
        for (int i = 0; i < 100_000; i++)
        {
            y = y + x;
        }

        y.Backward();
        Assert.Equal(100_001f, x.Grad!.Item<float>());
    }

    [Fact]
    public void Second_derivatives_come_from_a_differentiable_sweep()
    {
        Tensor x = SampleTensors.Leaf([], 3f);
        (x * x * x).Backward(differentiable: true);
        Tensor first = x.Grad!;
        Assert.Equal(27f, first.Item<float>());
        x.Grad = null;
        first.Backward();
        Assert.Equal(18f, x.Grad!.Item<float>());
    }

    [Fact]
    [Trait("Ledger", "S003")]
    public void A_perceptron_of_three_layers_passes_the_gradient_check()
    {
        Graph net = Bantam.Model.Mlps.Mlp([5], [7, 6], 3, x => x.Sigmoid());
        CheckGraph(net, batch: 4, isTraining: false);
    }

    [Fact]
    [Trait("Ledger", "S003")]
    public void A_convolutional_network_in_training_passes_the_gradient_check()
    {
        Graph net = Graph.Create([6, 6, 2], x => x
            .Conv2d(3, 3).BatchNorm().Sigmoid().MaxPool(2)
            .DepthwiseConv2d(3).BatchNorm().Sigmoid().AveragePool(2, stride: 1)
            .Flatten().Dense(2));
        CheckGraph(net, batch: 2, isTraining: true);
    }

    /// <summary>All trainable parameters and the batch, in Float64.</summary>
    private static void CheckGraph(Graph net, int batch, bool isTraining)
    {
        Parameter[] trained = [.. net.Parameters.Where(p => p.IsTrainable)];
        Tensor[] inputs =
        [
            SampleTensors.Spread(net.Input.SampleShape.WithBatch(batch), new RandomStream(1, "batch")),
            .. trained.Select(p => SampleTensors.ToFloat64(net.Values[p])),
        ];
        GradientCheck.First(tensors => net.Run(tensors[0], p => p.IsTrainable ? tensors[1 + Array.IndexOf(trained, p)] : SampleTensors.ToFloat64(net.Values[p]), isTraining), inputs, []);
    }
}

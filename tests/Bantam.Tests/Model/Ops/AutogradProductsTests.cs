using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Model;

/// <summary>Gradients, Jacobians and Hessians of functions.</summary>
public sealed class AutogradProductsTests
{
    [Fact]
    [Trait("Ledger", "S002")]
    public void The_gradient_points_uphill_and_descent_goes_against_it()
    {
        Tensor at = Tensor.From([2], 2f, 5f);
        Tensor gradient = Autograd.Gradient(SquarePlusTriple, at);
        Assert.Equal([4, 3], gradient.ToArray<float>());
        float[] next = (at - (0.1 * gradient)).ToArray<float>();
        Assert.Equal(1.6f, next[0], 1e-6f);
        Assert.Equal(4.7f, next[1], 1e-6f);

        // f = x² + 3y
        static Tensor SquarePlusTriple(Tensor p) => (p * p * Tensor.From([2], 1f, 0f)).Sum() + (3 * (p * Tensor.From([2], 0f, 1f)).Sum());
    }

    [Fact]
    [Trait("Ledger", "S018")]
    public void The_Jacobian_of_a_linear_map_is_its_matrix()
    {
        Tensor w = Tensor.From<double>([2, 3], 1, 2, 3, 4, 5, 6);
        Tensor x = Tensor.From<double>([1, 3], 0.5, -1, 2);
        Assert.Equal(w.ToArray<double>(), Autograd.Jacobian(Map, x).ToArray<double>());
        Assert.Equal([1 + (4 * -2), 2 + (5 * -2), 3 + (6 * -2)], Autograd.Vjp(Map, x, Tensor.From<double>([1, 2], 1, -2)).ToArray<double>());
        Assert.Equal([14, 32], Autograd.Jvp(Map, x, Tensor.From<double>([1, 3], 1, 2, 3)).ToArray<double>());

        Tensor Map(Tensor v) => new Dense().Apply(v, w);
    }

    [Fact]
    [Trait("Ledger", "S018")]
    public void The_Jacobian_of_a_product_and_a_square()
    {
        Tensor x = Tensor.From([2], 2f, 3f);
        Tensor jacobian = Autograd.Jacobian(Curve, x);
        Assert.Equal(new Shape(2, 2), jacobian.Shape);
        Assert.Equal([3, 2, 4, 0], jacobian.ToArray<float>());
        Assert.Equal([3, 2], Autograd.Vjp(Curve, x, Tensor.From([2], 1f, 0f)).ToArray<float>());
        Assert.Equal([2, 0], Autograd.Jvp(Curve, x, Tensor.From([2], 0f, 1f)).ToArray<float>());

        // (x₁x₂, x₁²): both are x₁ times something.
        static Tensor Curve(Tensor v)
        {
            Tensor first = v.Reshape([1, 2]).MatMul(Tensor.From<float>([2, 2], 1, 1, 0, 0)).Reshape([2]);
            Tensor swapped = v.Reshape([1, 2]).MatMul(Tensor.From<float>([2, 2], 0, 1, 1, 0)).Reshape([2]);
            return first * swapped;
        }
    }

    [Theory]
    [InlineData("perceptron")]
    [InlineData("convolutional")]
    [InlineData("normalized")]
    public void Both_products_agree_with_the_Jacobian_on_networks(string name)
    {
        Graph net = Small(name);
        Tensor x = SampleTensors.Spread(net.Input.SampleShape.WithBatch(2), new RandomStream(1, "x"));
        Dictionary<Parameter, Tensor> values = net.Parameters.ToDictionary(p => p, p => SampleTensors.ToFloat64(net.Values[p]));
        Tensor jacobian = Autograd.Jacobian(Run, x);
        Tensor v = SampleTensors.Spread(x.Shape, new RandomStream(2, "v"));
        Tensor u = SampleTensors.Spread([2, 3], new RandomStream(2, "u"));
        SampleTensors.AssertNear(jacobian.MatMul(v.Reshape([v.Count, 1])).ToArray<double>(), Autograd.Jvp(Run, x, v), 1e-12);
        SampleTensors.AssertNear(u.Reshape([1, u.Count]).MatMul(jacobian).ToArray<double>(), Autograd.Vjp(Run, x, u), 1e-12);

        Tensor Run(Tensor batch) => net.Run(batch, p => values[p], isTraining: name == "normalized");
    }

    [Fact]
    public void A_Jacobian_vector_product_needs_no_second_derivative()
    {
        Tensor x = Tensor.From<double>([3], 1, -2, 0.5);
        Tensor v = Tensor.From<double>([3], 1, 10, 4);
        Assert.Throws<NotDifferentiableException>(() => Autograd.HessianProduct(y => new Cube().Apply(y).Sum(), x, v));
        Assert.Equal([3, 120, 3], Autograd.Jvp(y => new Cube().Apply(y), x, v).ToArray<double>());
    }

    [Fact]
    public void A_Hessian_product_is_the_Hessian_times_the_vector()
    {
        // f = ½ xᵀAx + Σ x³: H = A + 6·diag(x) for symmetric A.
        Tensor a = Tensor.From<double>([2, 2], 2, 1, 1, 5);
        Tensor x = Tensor.From<double>([2], 0.5, -1);
        Tensor product = Autograd.HessianProduct(Function, x, Tensor.From<double>([2], 3, 4));
        Assert.Equal([((2 + 3) * 3.0) + 4, 3 + ((5 - 6) * 4)], product.ToArray<double>());

        Tensor Function(Tensor p)
        {
            Tensor row = p.Reshape([1, 2]);
            return (0.5 * (row.MatMul(a) * row).Sum()) + (p * p * p).Sum();
        }
    }

    [Theory]
    [InlineData("perceptron")]
    [InlineData("convolutional")]
    [InlineData("normalized")]
    public void Hessian_products_of_network_losses_agree_with_differences_of_gradients(string name)
    {
        Graph net = Small(name);
        Tensor x = SampleTensors.Spread(net.Input.SampleShape.WithBatch(4), new RandomStream(1, "x"));
        Tensor labels = Tensor.From([4], 2, 0, 1, 1);
        Dictionary<Parameter, Tensor> values = net.Parameters.ToDictionary(p => p, p => SampleTensors.ToFloat64(net.Values[p]));
        foreach (Parameter weight in net.Parameters.Where(p => p.IsTrainable))
        {
            Tensor v = SampleTensors.Spread(weight.Shape, new RandomStream(3, weight.Name));
            Tensor exact = Autograd.HessianProduct(Loss, values[weight], v);
            Tensor up = Autograd.Gradient(Loss, values[weight] + (1e-5 * v));
            Tensor down = Autograd.Gradient(Loss, values[weight] - (1e-5 * v));
            SampleTensors.AssertNear((0.5e5 * (up - down)).ToArray<double>(), exact, 1e-6);

            Tensor Loss(Tensor value) => new SoftmaxCrossEntropy().Apply(net.Run(x, p => p == weight ? value : values[p], isTraining: name == "normalized"), labels);
        }
    }

    [Theory]
    [InlineData(Activation.None)]
    [InlineData(Activation.Relu)]
    public void Batch_normalization_of_its_own_moments_has_a_second_derivative(Activation activation) =>
        GradientCheck.Second(
            inputs => new BatchNorm { Activation = activation }.ApplyInTraining(inputs),
            [
                SampleTensors.Spread([5, 3], new RandomStream(1, "x")),
                SampleTensors.Spread([3], new RandomStream(1, "gamma")),
                SampleTensors.Spread([3], new RandomStream(1, "beta")),
                Tensor.From<double>([2, 3], 0, 0, 0, 1, 1, 1),
            ],
            [3]);

    [Fact]
    public void Functions_that_do_not_depend_on_the_point_have_derivative_0_and_the_identity_has_1()
    {
        Tensor x = Tensor.From([2], 2f, 3f);
        Tensor constant = Tensor.From([3], 1f, 1f, 1f);
        Assert.Equal(new float[6], Autograd.Jacobian(_ => constant, x).ToArray<float>());
        Assert.Equal(new float[3], Autograd.Jvp(_ => constant, x, x).ToArray<float>());
        Assert.Equal([2, 3], Autograd.Jvp(v => v, x, x).ToArray<float>());
        Assert.Equal([1, 0, 0, 1], Autograd.Jacobian(v => v, x).ToArray<float>());
        Assert.Equal(new float[2], Autograd.HessianProduct(v => v.Sum(), x, x).ToArray<float>());
    }

    [Fact]
    public void No_gradient_of_another_tensor_is_touched()
    {
        Tensor weight = SampleTensors.Leaf([2], 5, 7);
        Tensor x = SampleTensors.Leaf([2], 1, 2);
        Autograd.HessianProduct(v => (weight * v * v).Sum(), x, x);
        Autograd.Jacobian(v => weight * v, x);
        Assert.Null(weight.Grad);
        Assert.Null(x.Grad);
    }

    [Fact]
    public void Vectors_that_do_not_fit_and_closed_records_are_refused()
    {
        Tensor x = Tensor.From([2], 2f, 3f);
        Assert.Contains("Float32[2]", Assert.Throws<ShapeException>(() => Autograd.Vjp(v => v * v, x, Tensor.Zeros([3]))).Message, StringComparison.Ordinal);
        Assert.Contains("Float32[3]", Assert.Throws<ShapeException>(() => Autograd.Jvp(v => v * v, x, Tensor.Zeros([3]))).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => Autograd.HessianProduct(v => v.Sum(), x, Tensor.Zeros([1])));
        Assert.Throws<InvalidOperationException>(() => Autograd.Gradient(v => v * v, x));
        using NoGrad quiet = new();
        Assert.Contains("NoGrad", Assert.Throws<InvalidOperationException>(() => Autograd.Gradient(v => v.Sum(), x)).Message, StringComparison.Ordinal);
    }

    private static Graph Small(string name) => name switch
    {
        "perceptron" => Mlps.Mlp([4], [5], 3, x => x.Sigmoid()),
        "convolutional" => Graph.Create([6, 6, 1], x => x.Conv2d(2, 3).Relu().MaxPool(2).DepthwiseConv2d(2).Sigmoid().GlobalAveragePool().Dense(3).Softmax()),
        _ => Graph.Create([4, 4, 2], x => x.Conv2d(3, 3).BatchNorm().Relu6().AveragePool(2).Flatten().Dense(3)),
    };

    /// <summary>x³ with a gradient in one fused op that has none itself.</summary>
    private sealed record Cube : Op
    {
        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new CubeGradient().Apply(call.Inputs[0], upstream)];

        protected internal override void Compute<T>(OpCall call)
        {
            for (int i = 0; i < call.Output.Count; i++)
            {
                call.Out<T>()[i] = call.In<T>(0)[i] * call.In<T>(0)[i] * call.In<T>(0)[i];
            }
        }
    }

    private sealed record CubeGradient : Op
    {
        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        protected internal override void Compute<T>(OpCall call)
        {
            for (int i = 0; i < call.Output.Count; i++)
            {
                call.Out<T>()[i] = T.CreateSaturating(3) * call.In<T>(0)[i] * call.In<T>(0)[i] * call.In<T>(1)[i];
            }
        }
    }
}

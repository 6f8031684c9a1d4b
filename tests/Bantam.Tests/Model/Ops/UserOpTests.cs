using Bantam.Model;
using Bantam.Training;

namespace Bantam.Tests.Model;

/// <summary>Ops that a user defines take part in everything but files.</summary>
public sealed class UserOpTests
{
    [Fact]
    [Trait("Ledger", "S004")]
    public void The_local_gradient_is_multiplied_by_the_upstream_one()
    {
        Tensor x = SampleTensors.Leaf([], 3f);
        Tensor y = SampleTensors.Leaf([], 4f);
        (2 * new Product().Apply(x, y)).Backward();
        Assert.Equal(8f, x.Grad!.Item<float>());
        Assert.Equal(6f, y.Grad!.Item<float>());
    }

    [Fact]
    public void It_is_checked_like_any_other_op() =>
        GradientCheck.First(inputs => new Product().Apply(inputs), [SampleTensors.Spread([3, 5], new RandomStream(1, "x")), SampleTensors.Spread([3, 5], new RandomStream(1, "y"))], []);

    [Fact]
    public void It_works_in_graphs_and_compiled_steps()
    {
        GraphInput input = new([4]);
        Graph net = new(input, new Node("square", new Product(), input, input));
        InferenceStep step = new(net, 3);
        SampleTensors.Uniform([3, 4]).Span<float>().CopyTo(step.Batch.Span<float>());
        step.Run();
        Assert.Equal(net.Run(step.Batch).ToArray<float>(), step.Output.ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S026")]
    public void An_op_without_gradient_names_itself()
    {
        Tensor x = SampleTensors.Leaf([2], -1, 1);
        Tensor step = new Step().Apply(x);
        Assert.Equal([-1, 1], step.ToArray<float>());
        NotDifferentiableException fault = Assert.Throws<NotDifferentiableException>(() => step.Sum().Backward());
        Assert.StartsWith("Step has no gradient", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_activation_of_ones_own_trains_like_any_other()
    {
        GradientCheck.First(inputs => new Swish().Apply(inputs), [SampleTensors.Spread([3, 5], new RandomStream(1, "x"), -4, 4)], []);
        DataSplits digits = SyntheticDigits.Create(seed: 2, train: 300, test: 10);
        Graph net = Graph.Create([28, 28, 1], x => x.Flatten().Dense(16).Then("swish", new Swish()).Dense(10));
        TrainingResult result = Trainer.Run(net, digits.Train, new TrainingOptions { Epochs = 5, BatchSize = 32, Optimizer = new Adam(0.01f) });
        Assert.True(result.Epochs[^1].Loss < 0.5 * result.Epochs[0].Loss, $"{result.Epochs[0].Loss} became {result.Epochs[^1].Loss}");
    }

    [Fact]
    public void Integers_are_refused_where_no_kernel_computes_them() =>
        Assert.Contains("Step", Assert.Throws<NotSupportedException>(() => new Step().Apply(Tensor.From([1], 1))).Message, StringComparison.Ordinal);

    private sealed record Product : Op
    {
        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [upstream * call.Inputs[1], upstream * call.Inputs[0]];

        protected internal override void Compute<T>(OpCall call)
        {
            for (int i = 0; i < call.Output.Count; i++)
            {
                call.Out<T>()[i] = call.In<T>(0)[i] * call.In<T>(1)[i];
            }
        }
    }

    /// <summary>x·σ(x), with the slope σ(x)·(1 + x·(1 − σ(x))).</summary>
    private sealed record Swish : Op
    {
        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        public override Tensor?[] Gradient(OpCall call, Tensor upstream)
        {
            Tensor x = call.Inputs[0];
            Tensor gate = x.Sigmoid();
            return [upstream * (gate + (x * gate) - (x * gate * gate))];
        }

        protected internal override void Compute<T>(OpCall call)
        {
            for (int i = 0; i < call.Output.Count; i++)
            {
                T x = call.In<T>(0)[i];
                call.Out<T>()[i] = x / (T.One + T.Exp(-x));
            }
        }
    }

    private sealed record Step : Op
    {
        public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

        protected internal override void Compute<T>(OpCall call)
        {
            for (int i = 0; i < call.Output.Count; i++)
            {
                call.Out<T>()[i] = T.CreateSaturating(T.Sign(call.In<T>(0)[i]));
            }
        }
    }
}

using Bantam.Model;
using Bantam.Tests.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class OptimizerTests
{
    [Fact]
    [Trait("Ledger", "S075")]
    public void Descent_on_half_a_square_shrinks_it_by_a_tenth()
    {
        Walk walk = new(new Sgd(0.1f), 1);
        walk.Step(walk.Value);
        Assert.Equal(0.9f, walk.Value, 1e-7f);
        for (int i = 1; i < 50; i++)
        {
            walk.Step(walk.Value);
        }

        Assert.Equal(0.00515378, walk.Value, 1e-7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Ledger", "S080")]
    public void Momentum_keeps_its_velocity(bool rateInVelocity)
    {
        Walk walk = new(new Sgd(0.1f, 0.9f) { LearningRateInVelocity = rateInVelocity }, 1);
        walk.Step(0.5f);
        Assert.Equal(0.95f, walk.Value, 1e-6f);
        walk.Step(0.5f);
        Assert.Equal(0.855f, walk.Value, 1e-6f);
    }

    [Fact]
    [Trait("Ledger", "S080")]
    public void The_two_forms_of_momentum_differ_when_the_rate_changes()
    {
        Walk inside = new(new Sgd(0.1f, 0.9f) { LearningRateInVelocity = true }, 1);
        Walk outside = new(new Sgd(0.1f, 0.9f), 1);
        foreach (Walk walk in new[] { inside, outside })
        {
            walk.Step(0.5f);
            walk.Step(0.5f, scale: 0.1f);
        }

        Assert.Equal(0.95f - ((0.9f * 0.05f) + 0.005f), inside.Value, 1e-6f);
        Assert.Equal(0.95f - (0.01f * ((0.9f * 0.5f) + 0.5f)), outside.Value, 1e-6f);
    }

    [Fact]
    public void Weight_decay_pulls_toward_0()
    {
        Walk walk = new(new Sgd(0.1f) { WeightDecay = 0.5f }, 2);
        walk.Step(0);
        Assert.Equal(1.9f, walk.Value, 1e-6f);
        Walk moving = new(new Sgd(0.1f, 0.9f) { WeightDecay = 0.5f }, 2);
        moving.Step(0);
        Assert.Equal(1.9f, moving.Value, 1e-6f);
    }

    [Fact]
    [Trait("Ledger", "S084")]
    public void Adam_steps_by_its_rate_in_the_direction_of_the_gradient()
    {
        Walk walk = new(new Adam(0.1f), 1);
        walk.Step(0.5f);
        Assert.Equal(0.900000002, walk.Value, 1e-7);
        walk.Step(0.5f);
        Assert.Equal(0.800000004, walk.Value, 2e-7);

        // Without the correction of its moments the first step would be more than three times as long.
        Assert.Equal(0.3162, 0.1 * (0.1 * 0.5) / Math.Sqrt(0.001 * 0.25), 1e-4);
    }

    [Fact]
    public void Adam_divides_by_no_zero()
    {
        Walk walk = new(new Adam(), 1);
        walk.Step(0);
        Assert.Equal(1f, walk.Value);
    }

    [Fact]
    public void Adam_stays_accurate_over_many_steps()
    {
        Walk walk = new(new Adam(0.01f), 1);
        for (int i = 0; i < 10_000; i++)
        {
            walk.Step(1);
        }

        Assert.Equal(1 - 100, walk.Value, 0.01);
    }

    [Fact]
    [Trait("Ledger", "S016")]
    public void Gradients_change_no_parameter_and_steps_read_no_network()
    {
        Graph net = Mlps.Mlp([3], [4], 2);
        Tensor batch = SampleTensors.Uniform([5, 3]);
        Tensor targets = SampleTensors.Uniform([5, 2], 2);
        string before = net.ContentHash();
        TrainingStep step = new(net, (y, t) => new SquaredError().Apply(y, t), batch, targets);
        OptimizerState optimizer = new(new Sgd(0.1f));
        optimizer.Step(step.Gradients);
        Assert.Equal(before, net.ContentHash()); // no run yet: all gradients are 0
        step.Run();
        Assert.Equal(before, net.ContentHash());
        optimizer.Step(step.Gradients);
        Assert.NotEqual(before, net.ContentHash());
        Assert.Equal(2, optimizer.StepCount);

        // Eagerly, gradients are reset by whoever wants that.
        Tensor leaf = SampleTensors.Leaf([1], 1);
        leaf.Backward();
        leaf.Backward();
        Assert.Equal(2f, leaf.Grad!.Item<float>());
        leaf.Grad = null;
        leaf.Backward();
        Assert.Equal(1f, leaf.Grad!.Item<float>());
    }

    /// <summary>One number that an optimizer moves.</summary>
    private sealed class Walk
    {
        private readonly OptimizerState _state;
        private readonly ParameterGradient _only;

        public Walk(Optimizer optimizer, float start)
        {
            _state = new OptimizerState(optimizer);
            _only = new ParameterGradient(new Parameter("θ", [1], Initializer.Of(start)), Tensor.From([1], start), Tensor.Zeros([1]));
        }

        public float Value => _only.Value.At<float>(0);

        public void Step(float gradient, float scale = 1)
        {
            _only.Gradient.Span<float>()[0] = gradient;
            _state.Step([_only], scale);
        }
    }
}

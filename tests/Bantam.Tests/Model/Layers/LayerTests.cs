using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class LayerTests
{
    [Fact]
    [Trait("Ledger", "S001")]
    public void Row_k_of_a_dense_weight_belongs_to_output_k()
    {
        Graph net = Graph.Create([3], x => x.Dense(2, bias: false));
        Assert.Equal(new Shape(2, 3), net.Parameters[0].Shape);
        net = net.With(net.Values.With([new(net.Parameters[0], Tensor.From<float>([2, 3], 1, 2, 3, 10, 20, 30))]));
        Assert.Equal([6, 60], net.Run(Tensor.From<float>([1, 3], 1, 1, 1)).ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S005")]
    public void A_network_of_two_layers_is_a_nested_function_whose_last_activation_is_optional()
    {
        Graph linear = Mlps.Mlp([3], [4], 2);
        Graph squashed = Mlps.Mlp([3], [4], 2, x => x.Sigmoid());
        Tensor x = SampleTensors.Uniform([5, 3]);
        Tensor w1 = linear.Values[linear.Parameters[0]];
        Tensor b1 = linear.Values[linear.Parameters[1]];
        Tensor w2 = linear.Values[linear.Parameters[2]];
        Tensor b2 = linear.Values[linear.Parameters[3]];
        Tensor byHand = new Dense().Apply(new Dense().Apply(x, w1, b1).Relu(), w2, b2);
        Assert.Equal(byHand.ToArray<float>(), linear.Run(x).ToArray<float>());
        Assert.Equal(byHand.Sigmoid().ToArray<float>(), squashed.Run(x).ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S032")]
    public void Digits_need_784_inputs_and_10_outputs()
    {
        Graph linear = Mlps.Mlp([28, 28, 1], [], 10);
        Assert.Equal(7_850, linear.ParameterCount);
        Assert.Equal(7_840, Bantam.Costs.CostCounter.Count(linear).Macs);
        Graph mlp = Mlps.Mlp([28, 28, 1], [128], 10);
        Assert.Equal(101_770, mlp.ParameterCount);
        Assert.Equal(101_632, Bantam.Costs.CostCounter.Count(mlp).Macs);
        Assert.Equal(new Shape(10), mlp.Output.SampleShape);
    }

    [Fact]
    [Trait("Ledger", "S031")]
    public void A_perceptron_has_a_hidden_layer_between_linear_ones()
    {
        Graph mlp = Mlps.Mlp([2], [2], 2);
        Assert.Equal(["Flatten", "Dense", "Relu", "Dense"], mlp.Nodes.Select(node => node.Op.Name));
        Assert.DoesNotContain(Mlps.Mlp([2], [], 2).Nodes, node => node.Op is Relu);
    }

    [Fact]
    public void Layers_say_what_they_expect()
    {
        Assert.Contains("[height, width, channels]", Assert.Throws<ShapeException>(() => Graph.Create([4], x => x.Conv2d(1, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("'depthwise1'", Assert.Throws<ShapeException>(() => Graph.Create([4], x => x.DepthwiseConv2d(1))).Message, StringComparison.Ordinal);
        Assert.Contains("'reshape1'", Assert.Throws<ShapeException>(() => Graph.Create([4], x => x.Reshape([5]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Axes_of_layers_are_those_of_a_sample()
    {
        Graph net = Graph.Create([4, 5, 6], x => x.Permute([2, 0, 1]).Slice(0, 1, 3).Max([-1]).Unsqueeze(1).Squeeze([1]).Sum([0], keepAxes: true));
        Assert.Equal([[6, 4, 5], [3, 4, 5], [3, 4], [3, 1, 4], [3, 4], [1, 4]], net.Nodes.Select(node => node.SampleShape.Lengths.ToArray()));
        foreach (int axis in new[] { 3, -4 })
        {
            ShapeException fault = Assert.Throws<ShapeException>(() => Graph.Create([4, 5, 6], x => x.Mean([axis])));
            Assert.Equal($"After 'input': a sample [4, 5, 6] has 3 axes, which count from 0, or from -1 (the last) backward, but got axis {axis}.", fault.Message);
        }
    }

    [Fact]
    public void A_classifier_can_end_in_the_chosen_class()
    {
        Graph net = Graph.Create([3], x => x.Sign().ArgMax());
        Assert.Equal([1, 0], net.Run(Tensor.From<float>([2, 3], -1, 2, 3, 4, -5, 6)).ToArray<float>());
        Assert.Equal(0, net.Output.SampleShape.Rank);
    }
}

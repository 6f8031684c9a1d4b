using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class GraphRewriteTests
{
    [Fact]
    public void The_old_graph_stays_valid()
    {
        Graph net = Graph.Create([4], x => x.Dense(5).Relu().Dense(2));
        string hash = net.ContentHash();
        Graph result = GraphRewrite.Of(net, (node, inputs, _) => node.Op is Relu ? inputs[0] : GraphRewrite.Keep(node, inputs));
        Assert.Equal(3, net.Nodes.Count);
        Assert.Equal(2, result.Nodes.Count);
        Assert.Equal(hash, net.ContentHash());
        Assert.Same(net.Nodes[0], result.Nodes[0]);
        Assert.Same(net.Values[net.Parameters[0]], result.Values[result.Parameters[0]]);
    }

    [Fact]
    public void A_rewrite_that_changes_nothing_keeps_every_node()
    {
        Graph net = ResNets.ResNet8([16, 16, 3], 4);
        Graph result = GraphRewrite.Of(net, (node, inputs, _) => GraphRewrite.Keep(node, inputs));
        Assert.Equal(net.Nodes, result.Nodes);
        Assert.Equal(net.ContentHash(), result.ContentHash());
    }

    [Fact]
    public void Assigned_parameters_take_the_place_of_old_ones_which_vanish()
    {
        Graph net = Graph.Create([4], x => x.Dense(2, bias: false)).WithSeed(3);
        Graph result = GraphRewrite.Of(net, (node, inputs, rewrite) =>
        {
            Tensor doubled = 2 * rewrite.ValueOf(inputs[1]);
            Parameter weight = rewrite.Assign("doubled", doubled);
            Assert.Same(doubled, rewrite.ValueOf(weight));
            return new Node(node.Name, node.Op, inputs[0], weight);
        });
        Assert.Equal(["doubled"], result.Parameters.Select(p => p.Name));
        Tensor batch = SampleTensors.Uniform([3, 4]);
        Assert.Equal((2 * net.Run(batch)).ToArray<float>(), result.Run(batch).ToArray<float>());
        Assert.Equal(3ul, result.Values.Seed);
    }
}

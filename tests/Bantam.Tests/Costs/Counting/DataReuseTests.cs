using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class DataReuseTests
{
    [Fact]
    [Trait("Ledger", "S045")]
    public void AlexNet_uses_weights_of_its_first_convolution_3025_times_and_those_of_its_first_dense_layer_once()
    {
        CostReport report = CostCounter.Count(Networks.Create("alexnet"));
        LayerCost first = report.Layers.First(layer => layer.Op == "Conv2d");
        Assert.Equal(3_025, first.Reuse.Weights);
        Assert.InRange(first.Reuse.Inputs, 600, 11 * 11 * 96 / 16.0);
        LayerCost dense = report.Layers.First(layer => layer.Op == "Dense");
        Assert.Equal((1, 4096), (dense.Reuse.Weights, dense.Reuse.Inputs));
    }

    [Theory]
    [Trait("Ledger", "S045")]
    [InlineData(3, 1, 1)]
    [InlineData(5, 2, 1)]
    [InlineData(4, 3, 2)]
    public void Inputs_of_a_convolution_are_used_at_most_RSM_over_U_squared_times(int kernel, int stride, int groups)
    {
        Graph net = Graph.Create([29, 31, 4], x => x.Conv2d(6, kernel, new Conv2d { Stride = stride, Groups = groups, Padding = Padding.Valid }));
        DataReuse reuse = DataReuse.Of(net.Nodes[0]);
        Shape output = net.Output.SampleShape;
        Assert.Equal(output[0] * output[1], reuse.Weights);
        Assert.InRange(reuse.Inputs, 1, kernel * kernel * 6.0 / groups / (stride * stride));
    }

    [Fact]
    public void Products_of_activations_have_no_weights_and_ops_without_MACs_no_reuse()
    {
        Graph net = Graph.Create([4, 4], x => x.MatMul(x).Relu());
        Assert.Equal(new DataReuse(0, 2), DataReuse.Of(net.Nodes[0]));
        Assert.Equal(default, DataReuse.Of(net.Nodes[1]));
        Assert.Equal(new DataReuse(64, 9), DataReuse.Of(Graph.Create([8, 8, 6], x => x.DepthwiseConv2d(3)).Nodes[0]));
    }
}

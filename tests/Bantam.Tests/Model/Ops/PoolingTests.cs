using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class PoolingTests
{
    [Fact]
    [Trait("Ledger", "S048")]
    public void Max_pooling_routes_the_gradient_to_the_maximum_and_average_pooling_spreads_it()
    {
        Tensor x = SampleTensors.Leaf([1, 2, 2, 1], 1, 3, 2, 0);
        Tensor largest = new MaxPool().Apply(x);
        Assert.Equal(3f, largest.Item<float>());
        largest.Backward(Tensor.From([1, 1, 1, 1], 5f));
        Assert.Equal([0, 5, 0, 0], x.Grad!.ToArray<float>());

        x.Grad = null;
        new AveragePool().Apply(x).Backward(Tensor.From([1, 1, 1, 1], 5f));
        Assert.Equal([1.25f, 1.25f, 1.25f, 1.25f], x.Grad!.ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S048")]
    public void Of_equal_maxima_only_the_first_gets_the_gradient()
    {
        Tensor x = SampleTensors.Leaf([1, 2, 2, 1], 3, 3, 3, 3);
        new MaxPool().Apply(x).Backward(Tensor.From([1, 1, 1, 1], 5f));
        Assert.Equal([5, 0, 0, 0], x.Grad!.ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S048")]
    public void Pooling_by_2_divides_the_macs_of_the_next_convolution_by_4()
    {
        Graph direct = Graph.Create([16, 16, 3], x => x.Conv2d(8, 3));
        Graph pooled = Graph.Create([16, 16, 3], x => x.MaxPool(2).Conv2d(8, 3));
        Assert.Equal(direct.Nodes[^1].Cost.Macs, 4 * pooled.Nodes[^1].Cost.Macs);
    }

    [Fact]
    [Trait("Ledger", "S048")]
    public void Padded_positions_do_not_count()
    {
        Tensor x = Tensor.From([1, 1, 1, 1], -2f);
        Assert.Equal(-2f, new MaxPool { Kernel = 3, Stride = 1, Padding = Padding.All(1) }.Apply(x).Item<float>());
        Assert.Equal(-2f, new AveragePool { Kernel = 3, Stride = 1, Padding = Padding.All(1) }.Apply(x).Item<float>());
    }

    [Fact]
    public void A_window_that_could_lie_in_the_padding_alone_is_refused()
    {
        TensorType image = new(ElementType.Float32, [1, 4, 4, 1]);
        Assert.Contains("MaxPool", Assert.Throws<ShapeException>(() => new MaxPool { Padding = Padding.All(2) }.Infer([image])).Message, StringComparison.Ordinal);
        Assert.Contains("AveragePool", Assert.Throws<ShapeException>(() => new AveragePool { Padding = Padding.All(9) }.Infer([image])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_nan_is_not_hidden_by_a_maximum() =>
        Assert.True(float.IsNaN(new MaxPool().Apply(Tensor.From([1, 2, 2, 1], 1f, float.NaN, 2f, 0f)).Item<float>()));

    [Fact]
    [Trait("Ledger", "S049")]
    public void A_global_pooling_head_needs_few_parameters()
    {
        Graph dense = Graph.Create([7, 7, 512], x => x.Flatten().Dense(4096));
        Graph pooled = Graph.Create([7, 7, 512], x => x.GlobalAveragePool().Dense(1000));
        Assert.Equal(102_764_544, dense.ParameterCount);
        Assert.Equal(513_000, pooled.ParameterCount);
        Assert.Equal([2.5f, 25], new GlobalAveragePool().Apply(Tensor.From<float>([1, 2, 2, 2], 1, 10, 2, 20, 3, 30, 4, 40)).ToArray<float>());
    }

    [Fact]
    [Trait("Ledger", "S050")]
    public void Concatenated_channels_get_their_own_gradient_back()
    {
        Tensor[] branches = [.. new[] { 64, 128, 32, 32 }.Select((channels, i) => SampleTensors.Uniform([2, 3, 3, channels], (ulong)i))];
        foreach (Tensor branch in branches)
        {
            branch.RequiresGrad = true;
        }

        Tensor joined = new Concat().Apply(branches);
        Assert.Equal(new Shape(2, 3, 3, 256), joined.Shape);
        Tensor upstream = SampleTensors.Uniform(joined.Shape, 9);
        joined.Backward(upstream);
        int start = 0;
        foreach (Tensor branch in branches)
        {
            int channels = branch.Shape[^1];
            for (int i = 0; i < branch.Count; i++)
            {
                int position = (i / channels * 256) + start + (i % channels);
                Assert.Equal(upstream.Span<float>()[position], branch.Grad!.Span<float>()[i]);
                Assert.Equal(branch.Span<float>()[i], joined.Span<float>()[position]);
            }

            start += channels;
        }
    }
}

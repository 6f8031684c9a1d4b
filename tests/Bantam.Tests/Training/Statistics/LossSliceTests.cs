using Bantam.Model;
using Bantam.Tests.Model;
using Bantam.Training;

namespace Bantam.Tests.Training;

public sealed class LossSliceTests
{
    private const int Layers = 20;

    [Fact]
    [Trait("Ledger", "S025")]
    public void Half_the_square_of_the_weights_is_a_paraboloid()
    {
        double[] w = [0.3, -1.2, 0.7];
        double[] u = [1, 0.5, -0.25];
        double[] v = [-0.4, 2, 0.1];
        LossSlice slice = LossSlice.Of(x => 0.5 * (x * x).Sum(), Tensor.From<double>([3], w), [Tensor.From<double>([3], u), Tensor.From<double>([3], v)], new LossGrid(2, 11));
        Assert.Equal([-2, -1.6, -1.2, -0.8, -0.4, 0, 0.4, 0.8, 1.2, 1.6, 2], slice.Steps.Select(step => Math.Round(step, 12)));
        for (int i = 0; i < 11; i++)
        {
            for (int j = 0; j < 11; j++)
            {
                double expected = 0.5 * Enumerable.Range(0, 3).Sum(k => Math.Pow(w[k] + (slice.Steps[i] * u[k]) + (slice.Steps[j] * v[k]), 2));
                Assert.Equal(expected, slice.Losses[i][j], 1e-6);
            }
        }
    }

    [Fact]
    public void A_line_has_one_loss_for_each_step_and_both_are_written_as_tables()
    {
        Tensor zero = Tensor.From<double>([1], 0);
        Tensor one = Tensor.From<double>([1], 1);
        Assert.Equal("a,loss\n-0.5,0.25\n0,0\n0.5,0.25\n", LossSlice.Of(x => (x * x).Sum(), zero, [one], new LossGrid(0.5, 3)).ToCsv());
        string plane = LossSlice.Of(x => (x * x).Sum(), zero, [one, one], new LossGrid(1, 3)).ToCsv();
        Assert.StartsWith("a,b,loss\n-1,-1,4\n-1,0,1\n", plane, StringComparison.Ordinal);
        Assert.Equal(10, plane.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Grids_without_a_middle_and_three_directions_are_refused()
    {
        Tensor x = Tensor.From<double>([1], 0);
        Assert.Contains("odd", Assert.Throws<ArgumentException>(() => LossSlice.Of(y => y.Sum(), x, [x], new LossGrid(1, 4))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => LossSlice.Of(y => y.Sum(), x, [x], new LossGrid(double.NaN, 3)));
        Assert.Contains("got 3", Assert.Throws<ArgumentException>(() => LossSlice.Of(y => y.Sum(), x, [x, x, x], new LossGrid())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Ledger", "S025")]
    [InlineData(false)]
    [InlineData(true)]
    public void Deep_networks_have_slices_with_and_without_shortcuts(bool hasShortcuts)
    {
        Graph net = Graph.Create([8], x =>
        {
            GraphBuilder end = x;
            for (int i = 1; i < Layers; i++)
            {
                GraphBuilder layer = end.Dense(8).Relu();
                end = hasShortcuts ? layer.Add(end) : layer;
            }

            return end.Dense(3);
        }).WithSeed(3);
        Tensor batch = SampleTensors.Uniform([16, 8]);
        Tensor labels = Tensor.From<int>([16], [.. Enumerable.Range(0, 16).Select(i => i % 3)]);
        Func<Tensor, Tensor> loss = output => new SoftmaxCrossEntropy().Apply(output, labels);
        string before = net.ContentHash();
        LossSlice slice = LossSlice.Of(net, loss, batch, new LossGrid(1, 7), seed: 5);

        Assert.Equal(before, net.ContentHash());
        Assert.Equal(loss(net.Run(batch)).Item<float>(), slice.Losses[3][3]);
        Assert.All(slice.Losses, row => Assert.All(row, value => Assert.True(double.IsFinite(value))));
        Assert.Equal(slice.ToCsv(), LossSlice.Of(net, loss, batch, new LossGrid(1, 7), seed: 5).ToCsv());
        Assert.NotEqual(slice.ToCsv(), LossSlice.Of(net, loss, batch, new LossGrid(1, 7), seed: 6).ToCsv());
    }

    [Fact]
    public void Each_filter_moves_by_its_own_length()
    {
        Graph net = Graph.Create([6, 6, 3], x => x.Conv2d(4, 3).DepthwiseConv2d(3).Flatten().Dense(2)).WithSeed(2);
        Dictionary<Parameter, Tensor> directions = FilterDirections.Random(net, 1, "u");
        Assert.Equal(["conv1.weight", "depthwise1.weight", "dense1.weight"], directions.Keys.Select(p => p.Name));
        foreach ((Parameter p, Tensor direction) in directions)
        {
            bool isDepthwise = p.Shape[0] == 1;
            int axis = isDepthwise ? p.Shape.Rank - 1 : 0;
            for (int filter = 0; filter < p.Shape[axis]; filter++)
            {
                Assert.Equal(Length(net.Values[p].Slice(axis, filter, 1)), Length(direction.Slice(axis, filter, 1)), 1e-5);
            }
        }

        static double Length(Tensor part) => Math.Sqrt(part.ToArray<float>().Sum(value => (double)value * value));
    }
}

using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

public sealed class RowStreamingTests
{
    private const int Row = 64 * 8;

    [Fact]
    public void Windows_keep_their_rows_and_nothing_else()
    {
        Graph net = Graph.Create([64, 64, 8], x => x.Conv2d(8, 3).Relu().Conv2d(8, 3).GlobalAveragePool());

        // Three rows of the input and three of the first convolution, and the sums of the pooling.
        Assert.Equal((6 * Row) + 8, RowStreaming.PeakElements(net));
    }

    [Fact]
    public void An_output_stays_as_a_whole_and_so_does_what_a_vector_is_made_of()
    {
        Assert.Equal(66 * Row, RowStreaming.PeakElements(Graph.Create([64, 64, 8], x => x.Conv2d(8, 3))));
        Assert.Equal((64 * Row) + 10, RowStreaming.PeakElements(Graph.Create([64, 64, 8], x => x.Flatten().Dense(10))));
    }

    [Fact]
    public void A_shortcut_keeps_the_rows_that_the_other_branch_is_behind()
    {
        long plain = RowStreaming.PeakElements(Graph.Create([64, 64, 8], x => x.Relu().Conv2d(8, 3).Conv2d(8, 3).GlobalAveragePool()));
        long residual = RowStreaming.PeakElements(Graph.Create([64, 64, 8], x =>
        {
            GraphBuilder start = x.Relu();
            return start.Conv2d(8, 3).Conv2d(8, 3).Add(start).GlobalAveragePool();
        }));
        Assert.InRange(residual - plain, Row, 3 * Row);
    }

    [Fact]
    public void Rows_that_a_stride_steps_over_are_forgotten() =>
        Assert.Equal(Row + (Row / 2) + 8, RowStreaming.PeakElements(Graph.Create([64, 64, 8], x => x.Conv2d(8, 1, stride: 2).GlobalAveragePool())));

    [Fact]
    public void No_network_needs_more_than_layer_by_layer_and_large_images_need_far_less()
    {
        foreach (string name in Networks.Names)
        {
            CostReport report = CostCounter.Count(Networks.Create(name));
            Assert.True(report.LineBufferedElements <= report.PeakActivationElements, $"{name}: {report.LineBufferedElements} of {report.PeakActivationElements}");
        }

        Assert.InRange(CostCounter.Count(Networks.Create("vww-ref")).LineBufferedElements, 1, 20_000);
    }
}

using Bantam.Costs;
using Bantam.Model;

namespace Bantam.Tests.Costs;

/// <summary>The analytic counts against loops that count as they go.</summary>
public sealed class RandomConvolutionCountTests
{
    [Fact]
    [Trait("Ledger", "S155")]
    public void A_hundred_random_convolutions_cost_what_their_loops_count()
    {
        RandomStream random = new(11, "convolutions");
        for (int i = 0; i < 100; i++)
        {
            int groups = 1 + random.NextInt32(4);
            (int channelsIn, int channelsOut) = (groups * (1 + random.NextInt32(3)), groups * (1 + random.NextInt32(3)));
            Conv2d op = new()
            {
                Groups = groups,
                Stride = new Size2d(1 + random.NextInt32(3), 1 + random.NextInt32(3)),
                Dilation = new Size2d(1 + random.NextInt32(2), 1 + random.NextInt32(2)),
                Padding = random.NextInt32(2) == 0 ? Padding.Same : Padding.Valid,
            };
            Size2d kernel = new(1 + random.NextInt32(3), 1 + random.NextInt32(3));
            Graph net = Graph.Create([6 + random.NextInt32(6), 6 + random.NextInt32(6), channelsIn], x => x.Conv2d(channelsOut, kernel, op));
            Counts counts = Counts.OfLoops(net.Output.SampleShape, kernel, channelsIn / groups);
            CostReport report = CostCounter.Count(net);

            Assert.Equal((counts.Macs, counts.Weights + channelsOut), (report.Macs, report.Parameters));
        }
    }

    [Fact]
    [Trait("Ledger", "S155")]
    public void Depthwise_and_transposed_convolutions_cost_what_their_formulas_say()
    {
        CostReport depthwise = CostCounter.Count(Graph.Create([8, 8, 6], x => x.DepthwiseConv2d(3)));
        Assert.Equal((6 * 9) + 6, depthwise.Parameters);
        Assert.Equal(8 * 8 * 6 * 9, depthwise.Macs);

        // A transposed convolution spreads each input element over a window.
        CostReport transposed = CostCounter.Count(Graph.Create([4, 4, 3], x => x.ConvTranspose2d(5, 3)));
        Assert.Equal((3 * 5 * 9) + 5, transposed.Parameters);
        Assert.Equal(4 * 4 * 3 * 5 * 9, transposed.Macs);
    }

    [Fact]
    [Trait("Ledger", "S155")]
    public void The_example_of_the_notes_has_its_counts()
    {
        CostReport report = CostCounter.Count(Graph.Create([28, 28, 192], x => x.Conv2d(32, 5, bias: false)));
        Assert.Equal((153_600, 120_422_400), (report.Parameters, report.Macs));
    }

    private readonly record struct Counts(long Macs, long Weights)
    {
        /// <summary>Walks every output element and, for it, the window that it sums; a weight counts where it is met first.</summary>
        public static Counts OfLoops(Shape output, Size2d kernel, int channelsPerGroup)
        {
            long macs = 0;
            HashSet<(int, int)> weights = [];
            int window = kernel.Height * kernel.Width * channelsPerGroup;
            for (int position = 0; position < output[0] * output[1]; position++)
            {
                for (int channel = 0; channel < output[2]; channel++)
                {
                    for (int tap = 0; tap < window; tap++)
                    {
                        macs++;
                        weights.Add((channel, tap));
                    }
                }
            }

            return new Counts(macs, weights.Count);
        }
    }
}

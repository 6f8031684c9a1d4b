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

    [Fact]
    [Trait("Ledger", "S155")]
    public void A_hundred_random_layers_of_every_kind_cost_what_loops_over_plain_arrays_count()
    {
        RandomStream random = new(12, "layers");
        for (int i = 0; i < 100; i++)
        {
            (int kind, int groups) = (i % 4, 1 + random.NextInt32(3));
            (Size2d kernel, Size2d stride, Size2d dilation) = (Size(random, 3), Size(random, 3), Size(random, 2));
            Shape input = [7 + random.NextInt32(6), 7 + random.NextInt32(6), groups * (1 + random.NextInt32(3))];
            int channels = groups * (1 + random.NextInt32(3));
            Graph net = Graph.Create(input, x => kind switch
            {
                0 => x.Conv2d(channels, kernel, new Conv2d { Stride = stride, Dilation = dilation }),
                1 => x.Conv2d(channels, kernel, new Conv2d { Stride = stride, Dilation = dilation, Groups = groups }),
                2 => x.DepthwiseConv2d(kernel, new DepthwiseConv2d { Stride = stride, Multiplier = groups }),
                _ => x.ConvTranspose2d(channels, kernel, new ConvTranspose2d { Stride = stride }),
            });
            int groupsOfLayer = kind switch { 1 => groups, 2 => input[2], _ => 1 };
            int outputs = kind == 2 ? input[2] * groups : channels;
            NaiveLayer layer = new(input, outputs, groupsOfLayer, kernel, stride, kind < 2 ? dilation : 1);
            (long macs, int weights) = kind == 3 ? layer.Spread() : layer.Slide();
            CostReport report = CostCounter.Count(net);
            Assert.Equal((macs, weights + outputs), (report.Macs, report.Parameters));
        }
    }

    private static Size2d Size(RandomStream random, int maximum) => new(1 + random.NextInt32(maximum), 1 + random.NextInt32(maximum));

    /// <summary>A convolution as seven loops without padding, which note each product and each weight that they meet.</summary>
    private sealed record NaiveLayer(Shape Input, int Outputs, int Groups, Size2d Kernel, Size2d Stride, Size2d Dilation)
    {
        private int InputsPerGroup => Input[2] / Groups;

        /// <summary>Every window that fits into the input sums its products.</summary>
        public (long Macs, int Weights) Slide()
        {
            long macs = 0;
            HashSet<(int Output, int Row, int Column, int Input)> weights = [];
            foreach ((int output, int row, int column, int input) in Taps())
            {
                for (int y = 0; y + ((Kernel.Height - 1) * Dilation.Height) < Input[0]; y += Stride.Height)
                {
                    for (int x = 0; x + ((Kernel.Width - 1) * Dilation.Width) < Input[1]; x += Stride.Width)
                    {
                        macs++;
                        weights.Add((output, row, column, input));
                    }
                }
            }

            return (macs, weights.Count);
        }

        /// <summary>Every input element is spread over a window of the output.</summary>
        public (long Macs, int Weights) Spread()
        {
            long macs = 0;
            HashSet<(int Output, int Row, int Column, int Input)> weights = [];
            foreach ((int output, int row, int column, int input) in Taps())
            {
                for (int pixel = 0; pixel < Input[0] * Input[1]; pixel++)
                {
                    macs++;
                    weights.Add((output, row, column, input));
                }
            }

            return (macs, weights.Count);
        }

        private IEnumerable<(int Output, int Row, int Column, int Input)> Taps() =>
            from output in Enumerable.Range(0, Outputs)
            from row in Enumerable.Range(0, Kernel.Height)
            from column in Enumerable.Range(0, Kernel.Width)
            from input in Enumerable.Range(0, InputsPerGroup)
            select (output, row, column, input);
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

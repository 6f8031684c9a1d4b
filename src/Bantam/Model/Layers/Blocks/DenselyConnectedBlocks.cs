namespace Bantam.Model;

/// <summary>Blocks in which each layer reads the outputs of all layers before it.</summary>
/// <remarks>Source: Huang et al., "Densely Connected Convolutional Networks", 2017; notes, lines 2163-2181.</remarks>
public static class DenselyConnectedBlocks
{
    extension(GraphBuilder x)
    {
        /// <summary>Adds layers (batch normalization, ReLU, 3×3 convolution), each of which appends its channels to all that came before.</summary>
        /// <param name="layers">The number of layers L; L(L + 1)/2 links with the input, 21 for 6.</param>
        /// <param name="growth">The channels k that each layer appends.</param>
        /// <param name="hasBottlenecks">Whether a 1×1 convolution to 4k channels comes before each 3×3 convolution.</param>
        /// <returns>The new end, with C + L·k channels.</returns>
        /// <exception cref="ArgumentOutOfRangeException">There is no layer, or no growth.</exception>
        public GraphBuilder DenseBlock(int layers, int growth, bool hasBottlenecks = true)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentOutOfRangeException.ThrowIfLessThan(layers, 1);
            ArgumentOutOfRangeException.ThrowIfLessThan(growth, 1);
            GraphBuilder end = x;
            for (int layer = 0; layer < layers; layer++)
            {
                GraphBuilder read = end.BatchNorm().Relu();
                if (hasBottlenecks)
                {
                    read = read.NormalizedConv2d(4 * growth, 1).Relu();
                }

                end = end.Concat(-1, read.Conv2d(growth, 3, bias: false));
            }

            return end;
        }

        /// <summary>Adds what stands between two dense blocks: a 1×1 convolution that may narrow them, and a pooling that halves the image.</summary>
        /// <param name="compression">The share of channels that remain, in (0, 1].</param>
        /// <returns>The new end: [⌊H/2⌋, ⌊W/2⌋, ⌊C·compression⌋].</returns>
        /// <exception cref="ArgumentOutOfRangeException">The compression is outside of (0, 1].</exception>
        public GraphBuilder Transition(double compression = 0.5)
        {
            ArgumentNullException.ThrowIfNull(x);
            if (compression is not (> 0 and <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(compression), compression, "The share of channels that remain lies above 0 and is at most 1.");
            }

            return x.BatchNorm().Relu().Conv2d((int)(x.Shape[^1] * compression), 1, bias: false).AveragePool(2);
        }
    }
}

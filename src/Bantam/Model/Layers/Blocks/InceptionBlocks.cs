namespace Bantam.Model;

/// <summary>Blocks of parallel branches with windows of several sizes.</summary>
/// <remarks>Source: Szegedy et al., "Going Deeper with Convolutions", 2015; notes, lines 2109-2138.</remarks>
public static class InceptionBlocks
{
    extension(GraphBuilder x)
    {
        /// <summary>Adds branches of 1×1, 3×3 and 5×5 convolutions and a pooling, joined along the channels.</summary>
        /// <param name="widths">The channels of each convolution.</param>
        /// <returns>The new end. GoogLeNet's block 3a on 28×28×192 has 256 channels, 163,328 weights and 128,049,152 MACs.</returns>
        public GraphBuilder Inception(InceptionWidths widths)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(widths);
            GraphBuilder one = x.Conv2d(widths.One, 1).Relu();
            GraphBuilder three = x.Conv2d(widths.BeforeThree, 1).Relu().Conv2d(widths.Three, 3).Relu();
            GraphBuilder five = x.Conv2d(widths.BeforeFive, 1).Relu().Conv2d(widths.Five, 5).Relu();
            GraphBuilder pool = x.MaxPool(3, 1, Padding.Same).Conv2d(widths.Pool, 1).Relu();
            return one.Concat(-1, three, five, pool);
        }
    }
}

/// <summary>The channels of the convolutions of an inception block.</summary>
/// <param name="One">The branch of one 1×1 convolution.</param>
/// <param name="BeforeThree">The bottleneck before the 3×3 convolution.</param>
/// <param name="Three">The 3×3 convolution.</param>
/// <param name="BeforeFive">The bottleneck before the 5×5 convolution.</param>
/// <param name="Five">The 5×5 convolution.</param>
/// <param name="Pool">The 1×1 convolution after the pooling.</param>
public sealed record InceptionWidths(int One, int BeforeThree, int Three, int BeforeFive, int Five, int Pool);

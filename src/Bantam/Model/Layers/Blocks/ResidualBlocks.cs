namespace Bantam.Model;

/// <summary>Blocks that learn what to add to their input.</summary>
/// <remarks>Source: He et al., "Deep Residual Learning for Image Recognition", 2016; notes, lines 2140-2160.</remarks>
public static class ResidualBlocks
{
    extension(GraphBuilder x)
    {
        /// <summary>Adds two 3×3 convolutions beside a shortcut, which is a normalized 1×1 convolution where the shape changes.</summary>
        /// <param name="channels">The number of channels of both convolutions.</param>
        /// <param name="stride">The step of the first convolution.</param>
        /// <returns>The new end: [⌈H/s⌉, ⌈W/s⌉, channels].</returns>
        public GraphBuilder ResidualBlock(int channels, int stride = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            GraphBuilder main = x
                .NormalizedConv2d(channels, 3, new Conv2d { Stride = stride, Padding = Padding.All(1) }).Relu()
                .NormalizedConv2d(channels, 3, new Conv2d { Padding = Padding.All(1) });
            return main.Add(Shortcut(x, channels, stride)).Relu();
        }

        /// <summary>Adds two 3×3 convolutions beside a shortcut without weights: pixels are left out, and new channels are zero.</summary>
        /// <param name="channels">The number of channels of both convolutions; not fewer than before.</param>
        /// <param name="stride">The step of the first convolution.</param>
        /// <returns>The new end: [⌈H/s⌉, ⌈W/s⌉, channels].</returns>
        /// <remarks>The paper's option A for small images.</remarks>
        public GraphBuilder PaddedResidualBlock(int channels, int stride = 1)
        {
            ArgumentNullException.ThrowIfNull(x);
            GraphBuilder main = x
                .NormalizedConv2d(channels, 3, new Conv2d { Stride = stride, Padding = Padding.All(1) }).Relu()
                .NormalizedConv2d(channels, 3, new Conv2d { Padding = Padding.All(1) });
            GraphBuilder shortcut = stride == 1 ? x : x.MaxPool(1, stride);
            int missing = channels - x.Shape[^1];
            return main.Add(missing == 0 ? shortcut : shortcut.Pad([0, 0, missing / 2], [0, 0, missing - (missing / 2)])).Relu();
        }

        /// <summary>Adds convolutions 1×1, 3×3 and 1×1, the middle one narrow, beside a shortcut.</summary>
        /// <param name="channels">The number of output channels.</param>
        /// <param name="middle">The middle convolution: its width, stride and groups.</param>
        /// <returns>The new end. 256 channels around a middle of 64 have 69,632 weights; two 3×3 convolutions of 256 have 1,179,648.</returns>
        public GraphBuilder Bottleneck(int channels, BottleneckMiddle middle)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(middle);
            GraphBuilder main = x
                .NormalizedConv2d(middle.Width, 1, new Conv2d { Stride = middle.StridesFirst ? middle.Stride : 1 }).Relu()
                .NormalizedConv2d(middle.Width, 3, new Conv2d { Stride = middle.StridesFirst ? 1 : middle.Stride, Groups = middle.Groups, Padding = Padding.All(1) }).Relu()
                .NormalizedConv2d(channels, 1);
            return main.Add(Shortcut(x, channels, middle.Stride)).Relu();
        }
    }

    private static GraphBuilder Shortcut(GraphBuilder x, int channels, int stride) =>
        stride == 1 && x.Shape[^1] == channels ? x : x.NormalizedConv2d(channels, 1, new Conv2d { Stride = stride });
}

/// <summary>The narrow middle of a bottleneck.</summary>
/// <param name="Width">The number of its channels.</param>
public sealed record BottleneckMiddle(int Width)
{
    /// <summary>The step of the block.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>The groups of the 3×3 convolution; more than one in ResNeXt.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>Whether the first 1×1 convolution has the stride, as in the paper (v1); otherwise the 3×3 convolution has it (v1.5).</summary>
    public bool StridesFirst { get; init; }
}

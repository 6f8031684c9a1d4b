namespace Bantam.Model;

/// <summary>Residual networks.</summary>
/// <remarks>Source: He et al., "Deep Residual Learning for Image Recognition", 2016.</remarks>
public static class ResNets
{
    /// <summary>Three residual blocks of 16, 32 and 64 channels: the image classifier of MLPerf Tiny.</summary>
    /// <param name="input">The shape of an image, HWC.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 32×32×3 with 10 outputs: 78,186 parameters, with the running statistics the published 78,666; 12,501,632 MACs.</returns>
    /// <remarks>Source: Banbury et al., "MLPerf Tiny Benchmark", 2021.</remarks>
    public static Graph ResNet8(Shape input, int outputs) => Graph.Create(input, x =>
    {
        GraphBuilder end = x.Conv2d(16, 3).BatchNorm().Relu();
        end = BlockWithBias(end, 16, stride: 1);
        end = BlockWithBias(end, 32, stride: 2);
        end = BlockWithBias(end, 64, stride: 2);
        return end.GlobalAveragePool().Dense(outputs);
    });

    /// <summary>Eight residual blocks of 64 to 512 channels behind a 7×7 convolution and a max pooling: the smallest of the paper's networks for ImageNet.</summary>
    /// <param name="input">The shape of an image, HWC; 32 pixels or more each way.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 224×224×3 with 1000 outputs: 11,689,512 parameters and 1,814,073,344 MACs.</returns>
    public static Graph ResNet18(Shape input, int outputs) => OfResidualBlocks(input, outputs, [2, 2, 2, 2]);

    /// <summary>Sixteen residual blocks of 64 to 512 channels.</summary>
    /// <param name="input">The shape of an image, HWC; 32 pixels or more each way.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. With 1000 outputs: 21,797,672 parameters.</returns>
    public static Graph ResNet34(Shape input, int outputs) => OfResidualBlocks(input, outputs, [3, 4, 6, 3]);

    /// <summary>Sixteen bottlenecks.</summary>
    /// <param name="input">The shape of an image, HWC; 32 pixels or more each way.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="version">Where blocks halve the image.</param>
    /// <returns>The network. On 224×224×3 with 1000 outputs: 25,557,032 parameters; 3,857,973,248 MACs in version 1, 4,089,184,256 in 1.5.</returns>
    public static Graph ResNet50(Shape input, int outputs, ResNetVersion version = ResNetVersion.V1) =>
        OfBottlenecks(input, outputs, [3, 4, 6, 3], new BottleneckMiddle(64) { StridesFirst = version == ResNetVersion.V1 });

    /// <summary>Thirty-three bottlenecks.</summary>
    /// <param name="input">The shape of an image, HWC; 32 pixels or more each way.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="version">Where blocks halve the image.</param>
    /// <returns>The network. With 1000 outputs: 44,549,160 parameters.</returns>
    public static Graph ResNet101(Shape input, int outputs, ResNetVersion version = ResNetVersion.V1) =>
        OfBottlenecks(input, outputs, [3, 4, 23, 3], new BottleneckMiddle(64) { StridesFirst = version == ResNetVersion.V1 });

    /// <summary>Fifty bottlenecks.</summary>
    /// <param name="input">The shape of an image, HWC; 32 pixels or more each way.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="version">Where blocks halve the image.</param>
    /// <returns>The network. On 224×224×3 with 1000 outputs: 60,192,808 parameters; 11,282,415,616 MACs in version 1, 11,513,626,624 in 1.5.</returns>
    public static Graph ResNet152(Shape input, int outputs, ResNetVersion version = ResNetVersion.V1) =>
        OfBottlenecks(input, outputs, [3, 8, 36, 3], new BottleneckMiddle(64) { StridesFirst = version == ResNetVersion.V1 });

    /// <summary>ResNeXt-50 32×4d: bottlenecks whose middle has 32 groups of 4 channels and more.</summary>
    /// <param name="input">The shape of an image, HWC; 32 pixels or more each way.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 224×224×3 with 1000 outputs: 25,028,904 parameters and 4,230,479,872 MACs.</returns>
    /// <remarks>Source: Xie et al., "Aggregated Residual Transformations for Deep Neural Networks", 2017.</remarks>
    public static Graph ResNeXt50(Shape input, int outputs) => OfBottlenecks(input, outputs, [3, 4, 6, 3], new BottleneckMiddle(128) { Groups = 32 });

    /// <summary>ResNeXt-101 32×8d: bottlenecks whose middle has 32 groups of 8 channels and more.</summary>
    /// <param name="input">The shape of an image, HWC; 32 pixels or more each way.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 224×224×3 with 1000 outputs: 88,791,336 parameters and 16.41 G MACs.</returns>
    public static Graph ResNeXt101(Shape input, int outputs) => OfBottlenecks(input, outputs, [3, 4, 23, 3], new BottleneckMiddle(256) { Groups = 32 });

    /// <summary>The paper's networks for small images: three stages of 16, 32 and 64 channels, with shortcuts that have no weights.</summary>
    /// <param name="input">The shape of an image, HWC; 32×32×3 in the paper.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="depth">The number of layers with weights, 6n + 2: 20, 32, 44, 56 or 110 in the paper.</param>
    /// <returns>The network. With 10 outputs and depth 20: 269,722 parameters.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The depth is not 6n + 2.</exception>
    public static Graph ForSmallImages(Shape input, int outputs, int depth)
    {
        if (depth < 8 || (depth - 2) % 6 != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(depth), depth, "The depth is 6n + 2, for example 20 or 56.");
        }

        return Graph.Create(input, x =>
        {
            GraphBuilder end = x.NormalizedConv2d(16, 3, new Conv2d { Padding = Padding.All(1) }).Relu();
            foreach (int channels in (ReadOnlySpan<int>)[16, 32, 64])
            {
                for (int block = 0; block < (depth - 2) / 6; block++)
                {
                    end = end.PaddedResidualBlock(channels, block == 0 && channels > 16 ? 2 : 1);
                }
            }

            return end.GlobalAveragePool().Dense(outputs);
        });
    }

    private static Graph OfResidualBlocks(Shape input, int outputs, int[] blocks) => Graph.Create(input, x =>
    {
        GraphBuilder end = Stem(x);
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            for (int block = 0; block < blocks[stage]; block++)
            {
                end = end.ResidualBlock(64 << stage, StrideOf(stage, block));
            }
        }

        return end.GlobalAveragePool().Dense(outputs);
    });

    private static Graph OfBottlenecks(Shape input, int outputs, int[] blocks, BottleneckMiddle middle) => Graph.Create(input, x =>
    {
        GraphBuilder end = Stem(x);
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            for (int block = 0; block < blocks[stage]; block++)
            {
                end = end.Bottleneck(256 << stage, middle with { Width = middle.Width << stage, Stride = StrideOf(stage, block) });
            }
        }

        return end.GlobalAveragePool().Dense(outputs);
    });

    private static GraphBuilder Stem(GraphBuilder x) =>
        x.NormalizedConv2d(64, 7, new Conv2d { Stride = 2, Padding = Padding.All(3) }).Relu().MaxPool(3, 2, Padding.All(1));

    /// <summary>The first block of each stage but the first halves the image.</summary>
    private static int StrideOf(int stage, int block) => stage > 0 && block == 0 ? 2 : 1;

    private static GraphBuilder BlockWithBias(GraphBuilder x, int channels, int stride)
    {
        GraphBuilder main = x.Conv2d(channels, 3, stride).BatchNorm().Relu().Conv2d(channels, 3).BatchNorm();
        GraphBuilder shortcut = stride == 1 ? x : x.Conv2d(channels, 1, stride);
        return main.Add(shortcut).Relu();
    }
}

/// <summary>Which convolution of a bottleneck halves the image.</summary>
public enum ResNetVersion
{
    /// <summary>The first 1×1 convolution, as in the paper.</summary>
    V1,

    /// <summary>The 3×3 convolution, as most libraries have it: more accurate, and 6 % more MACs for 50 layers.</summary>
    V15,
}

namespace Bantam.Model;

/// <summary>Residual networks.</summary>
/// <remarks>Source: He et al., "Deep Residual Learning for Image Recognition", 2016.</remarks>
public static class ResNets
{
    /// <summary>Three residual blocks of 16, 32 and 64 channels: the image classifier of MLPerf Tiny.</summary>
    /// <param name="input">The shape of an image, HWC.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 32×32×3 with 10 outputs: 78,186 parameters, with the running statistics the published 78,666; 12,501,632 MACs in its convolutions and dense layer.</returns>
    /// <remarks>Source: Banbury et al., "MLPerf Tiny Benchmark", 2021.</remarks>
    public static Graph ResNet8(Shape input, int outputs) => Graph.Create(input, x =>
    {
        GraphBuilder end = x.Conv2d(16, 3).BatchNorm().Relu();
        end = Block(end, 16, stride: 1);
        end = Block(end, 32, stride: 2);
        end = Block(end, 64, stride: 2);
        return end.GlobalAveragePool().Dense(outputs);
    });

    /// <summary>Eight residual blocks of 64 to 512 channels behind a 7×7 convolution and a max pooling: the smallest of the paper's networks for ImageNet.</summary>
    /// <param name="input">The shape of an image, HWC; 32 pixels or more each way.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. With 1000 outputs it has 11,689,512 parameters, and on 64×64×3 148,557,824 MACs in its convolutions and dense layer.</returns>
    public static Graph ResNet18(Shape input, int outputs) => Graph.Create(input, x =>
    {
        GraphBuilder end = x.Conv2d(64, 7, 2, Padding.All(3), bias: false).BatchNorm().Relu().MaxPool(3, 2, Padding.All(1));
        foreach (int channels in (ReadOnlySpan<int>)[64, 128, 256, 512])
        {
            end = BasicBlock(end, channels, stride: channels == 64 ? 1 : 2);
            end = BasicBlock(end, channels, stride: 1);
        }

        return end.GlobalAveragePool().Dense(outputs);
    });

    /// <summary>Two convolutions without bias beside a shortcut, which is a normalized 1×1 convolution where the shape changes.</summary>
    private static GraphBuilder BasicBlock(GraphBuilder x, int channels, int stride)
    {
        Padding around = Padding.All(1);
        GraphBuilder main = x
            .Conv2d(channels, 3, stride, around, bias: false).BatchNorm().Relu()
            .Conv2d(channels, 3, 1, around, bias: false).BatchNorm();
        GraphBuilder shortcut = stride == 1 ? x : x.Conv2d(channels, 1, stride, Padding.Valid, bias: false).BatchNorm();
        return main.Add(shortcut).Relu();
    }

    /// <summary>Two convolutions beside a shortcut, which is a 1×1 convolution where the shape changes.</summary>
    private static GraphBuilder Block(GraphBuilder x, int channels, int stride)
    {
        GraphBuilder main = x.Conv2d(channels, 3, stride).BatchNorm().Relu().Conv2d(channels, 3).BatchNorm();
        GraphBuilder shortcut = stride == 1 ? x : x.Conv2d(channels, 1, stride);
        return main.Add(shortcut).Relu();
    }
}

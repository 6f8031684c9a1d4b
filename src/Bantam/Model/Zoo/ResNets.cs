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

    /// <summary>Two convolutions beside a shortcut, which is a 1×1 convolution where the shape changes.</summary>
    private static GraphBuilder Block(GraphBuilder x, int channels, int stride)
    {
        GraphBuilder main = x.Conv2d(channels, 3, stride).BatchNorm().Relu().Conv2d(channels, 3).BatchNorm();
        GraphBuilder shortcut = stride == 1 ? x : x.Conv2d(channels, 1, stride);
        return main.Add(shortcut).Relu();
    }
}

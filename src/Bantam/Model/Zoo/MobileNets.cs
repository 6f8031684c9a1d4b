namespace Bantam.Model;

/// <summary>Networks of depthwise separable convolutions.</summary>
/// <remarks>Source: Howard et al., "MobileNets", 2017.</remarks>
public static class MobileNets
{
    /// <summary>MobileNet V1 at a quarter of its width: the person detector of MLPerf Tiny.</summary>
    /// <param name="input">The shape of an image, HWC; MLPerf Tiny uses 96×96×3.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network.</returns>
    public static Graph MobileNetV1Quarter(Shape input, int outputs) => Graph.Create(input, x =>
    {
        GraphBuilder end = x.Conv2d(8, 3, stride: 2, bias: false).BatchNorm().Relu();
        ReadOnlySpan<(int Channels, int Stride)> blocks =
        [
            (16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2),
            (128, 1), (128, 1), (128, 1), (128, 1), (128, 1), (256, 2), (256, 1),
        ];
        foreach ((int channels, int stride) in blocks)
        {
            end = Separable(end, channels, stride);
        }

        return end.GlobalAveragePool().Dense(outputs);
    });

    /// <summary>Four separable blocks of 64 channels: the keyword spotter DS-CNN in its small size.</summary>
    /// <param name="input">The shape of a spectrogram, HWC; 49×10×1 for keywords.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network.</returns>
    /// <remarks>Source: Zhang et al., "Hello Edge: Keyword Spotting on Microcontrollers", 2017.</remarks>
    public static Graph DsCnnSmall(Shape input, int outputs) => Graph.Create(input, x =>
    {
        GraphBuilder end = x.Conv2d(64, new Size2d(10, 4), stride: 2, bias: false).BatchNorm().Relu();
        for (int block = 0; block < 4; block++)
        {
            end = Separable(end, 64, stride: 1);
        }

        return end.GlobalAveragePool().Dense(outputs);
    });

    private static GraphBuilder Separable(GraphBuilder x, int channels, int stride) => x
        .DepthwiseConv2d(3, stride, bias: false).BatchNorm().Relu()
        .Conv2d(channels, 1, bias: false).BatchNorm().Relu();
}

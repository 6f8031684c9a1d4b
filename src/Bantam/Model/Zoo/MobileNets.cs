namespace Bantam.Model;

/// <summary>Networks of depthwise separable convolutions for images.</summary>
public static class MobileNets
{
    private const int ChannelMultiple = 8;

    /// <summary>MobileNet V1: thirteen depthwise separable blocks. The resolution multiplier of the paper is the size of the input.</summary>
    /// <param name="input">The shape of an image, HWC; 224×224×3 in the paper.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="width">The width multiplier on all channels, above 0; 1, 0.75, 0.5 and 0.25 in the paper.</param>
    /// <returns>The network. On 224×224×3 with 1000 outputs at width 1: 4,231,976 parameters and 568,740,352 MACs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is not above 0, or not finite.</exception>
    /// <remarks>Source: Howard et al., "MobileNets", 2017.</remarks>
    public static Graph MobileNetV1(Shape input, int outputs, double width = 1) => V1(input, outputs, width, bias: false);

    /// <summary>MobileNet V1 at a quarter of its width.</summary>
    /// <param name="input">The shape of an image, HWC; MLPerf Tiny uses 96×96×3.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <returns>The network. On 96×96×3 with 2 outputs: 7,489,664 MACs.</returns>
    public static Graph MobileNetV1Quarter(Shape input, int outputs) => V1(input, outputs, 0.25, bias: false);

    /// <summary>MobileNet V2: seventeen inverted residuals.</summary>
    /// <param name="input">The shape of an image, HWC; 224×224×3 in the paper.</param>
    /// <param name="outputs">The number of outputs.</param>
    /// <param name="width">The width multiplier on all channels, above 0; channels are then rounded to multiples of 8.</param>
    /// <returns>The network. On 224×224×3 with 1000 outputs at width 1: 3,504,872 parameters and 300,774,272 MACs.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is not above 0, or not finite.</exception>
    /// <remarks>Source: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", 2018.</remarks>
    public static Graph MobileNetV2(Shape input, int outputs, double width = 1)
    {
        CheckWidth(width);
        return Graph.Create(input, x =>
        {
            GraphBuilder end = x.NormalizedConv2d(Rounded(32 * width), 3, new Conv2d { Stride = 2, Padding = Padding.Same }).Relu6();
            ReadOnlySpan<(int Expansion, int Channels, int Blocks, int Stride)> stages =
            [
                (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
            ];
            foreach ((int expansion, int channels, int blocks, int stride) in stages)
            {
                for (int block = 0; block < blocks; block++)
                {
                    end = end.InvertedResidual(Rounded(channels * width), block == 0 ? stride : 1, expansion);
                }
            }

            // Below width 1 the last layer keeps its channels: the classifier needs them.
            return end.NormalizedConv2d(Rounded(1280 * Math.Max(width, 1)), 1).Relu6().GlobalAveragePool().Dropout(0.2).Dense(outputs);
        });
    }

    internal static Graph V1(Shape input, int outputs, double width, bool bias)
    {
        CheckWidth(width);
        return Graph.Create(input, x =>
        {
            GraphBuilder end = x.Conv2d(Scaled(32), 3, stride: 2, bias: bias).BatchNorm().Relu();
            ReadOnlySpan<(int Channels, int Stride)> blocks =
            [
                (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
                (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
            ];
            foreach ((int channels, int stride) in blocks)
            {
                end = end.DepthwiseSeparable(Scaled(channels), stride, bias);
            }

            return end.GlobalAveragePool().Dense(outputs);
        });

        int Scaled(int channels) => Math.Max(checked((int)(channels * width)), 1);
    }

    /// <summary>The nearest multiple of 8, unless that takes more than a tenth away.</summary>
    private static int Rounded(double channels)
    {
        int nearest = Math.Max(ChannelMultiple, checked((int)(channels + (ChannelMultiple / 2))) / ChannelMultiple * ChannelMultiple);
        return nearest < 0.9 * channels ? nearest + ChannelMultiple : nearest;
    }

    private static void CheckWidth(double width)
    {
        if (width is not (> 0 and <= 64))
        {
            throw new ArgumentOutOfRangeException(nameof(width), width, "The width multiplier is above 0 and at most 64, for example 0.25.");
        }
    }
}

namespace Bantam.Model;

/// <summary>The meaning of an int8 depthwise convolution: each output channel has a filter over one input channel.</summary>
/// <remarks>
/// <para><c>y = clamp(zₒ + requantize(b[o] + Σᵢⱼ w[i,j,o]·(x[…, o / m] − zᵢ)))</c> with depth multiplier m = output channels /
/// input channels, usually 1. Padded positions contribute nothing.</para>
/// <para>Range: the products of a window of K pixels sum to less than 2³¹ for K ≤ 65,793, as in <see cref="Conv2dInt8"/>.</para>
/// <para>Source: TFLite DEPTHWISE_CONV_2D, reference integer kernel.</para>
/// </remarks>
internal static class DepthwiseConv2dInt8
{
    /// <summary>Runs the depthwise convolution.</summary>
    /// <param name="a">The arguments.</param>
    public static void Run(in ConvolutionInt8Arguments a)
    {
        WindowGeometry g = a.Geometry;
        for (int i = 0; i < g.Batch * g.OutputElements; i++)
        {
            int channel = i % g.OutputChannels;
            int accumulator = Accumulate(in a, i / g.OutputChannels, channel);
            accumulator += a.Bias.IsEmpty ? 0 : a.Bias[channel];
            a.Output[i] = a.Parameters.Output.From(accumulator, a.Parameters.Multipliers[channel]);
        }
    }

    private static int Accumulate(in ConvolutionInt8Arguments a, int pixel, int channel)
    {
        WindowGeometry g = a.Geometry;
        int inputChannel = channel / (g.OutputChannels / g.InputChannels);
        int image = pixel / g.OutputPixels;
        int top = (pixel / g.OutputWidth % g.OutputHeight * g.StrideHeight) - g.PadTop;
        int left = (pixel % g.OutputWidth * g.StrideWidth) - g.PadLeft;
        int sum = 0;
        for (int tap = 0; tap < g.KernelHeight * g.KernelWidth; tap++)
        {
            int row = top + (tap / g.KernelWidth);
            int column = left + (tap % g.KernelWidth);
            if (row < 0 || row >= g.InputHeight || column < 0 || column >= g.InputWidth)
            {
                continue;
            }

            int input = ((((image * g.InputHeight) + row) * g.InputWidth) + column) * g.InputChannels;
            sum += a.Weights[(tap * g.OutputChannels) + channel] * (a.Input[input + inputChannel] + a.Parameters.InputOffset);
        }

        return sum;
    }
}

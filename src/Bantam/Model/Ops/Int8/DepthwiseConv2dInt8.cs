using System.Numerics;

namespace Bantam.Model;

/// <summary>The meaning of an integer depthwise convolution: each output channel has a filter over one input channel.</summary>
/// <remarks>
/// <para><c>y = clamp(zₒ + requantize(b[o] + Σᵢⱼ w[i,j,o]·(x[…, o / m] − zᵢ)))</c> with depth multiplier m = output channels /
/// input channels, usually 1. Padded positions contribute nothing.</para>
/// <para>Range: the products of a window of K pixels sum to less than 2³¹ for K ≤ 65,793 in 8 bits and K ≤ 511 in 16, as in
/// <see cref="Conv2dInt8"/>.</para>
/// <para>Source: TFLite DEPTHWISE_CONV_2D, reference integer kernel.</para>
/// </remarks>
internal static class DepthwiseConv2dInt8
{
    /// <summary>Runs the depthwise convolution.</summary>
    /// <typeparam name="TCode">The type of activations.</typeparam>
    /// <typeparam name="TSum">The type of accumulators.</typeparam>
    /// <param name="a">The arguments.</param>
    public static void Run<TCode, TSum>(in ConvolutionArguments<TCode, TSum> a)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        WindowGeometry g = a.Geometry;
        for (int i = 0; i < g.Batch * g.OutputElements; i++)
        {
            int channel = i % g.OutputChannels;
            a.Output[i] = a.Finish(Accumulate(in a, i / g.OutputChannels, channel), channel);
        }
    }

    private static TSum Accumulate<TCode, TSum>(in ConvolutionArguments<TCode, TSum> a, int pixel, int channel)
        where TCode : unmanaged, IBinaryInteger<TCode>
        where TSum : unmanaged, IBinaryInteger<TSum>
    {
        WindowGeometry g = a.Geometry;
        int inputChannel = channel / (g.OutputChannels / g.InputChannels);
        int image = pixel / g.OutputPixels;
        int top = (pixel / g.OutputWidth % g.OutputHeight * g.StrideHeight) - g.PadTop;
        int left = (pixel % g.OutputWidth * g.StrideWidth) - g.PadLeft;
        TSum sum = TSum.Zero;
        for (int tap = 0; tap < g.KernelHeight * g.KernelWidth; tap++)
        {
            int row = top + (tap / g.KernelWidth * g.DilationHeight);
            int column = left + (tap % g.KernelWidth * g.DilationWidth);
            if (row < 0 || row >= g.InputHeight || column < 0 || column >= g.InputWidth)
            {
                continue;
            }

            int input = ((((image * g.InputHeight) + row) * g.InputWidth) + column) * g.InputChannels;
            sum += TSum.CreateTruncating(a.Weights[(tap * g.OutputChannels) + channel] * (int.CreateTruncating(a.Input[input + inputChannel]) + a.Parameters.InputOffset));
        }

        return sum;
    }
}

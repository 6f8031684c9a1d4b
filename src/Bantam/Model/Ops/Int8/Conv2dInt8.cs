using System.Numerics;

namespace Bantam.Model;

/// <summary>The meaning of an integer convolution: <c>y = clamp(zₒ + requantize(b[o] + Σ w·(x − zᵢ)))</c>.</summary>
/// <remarks>
/// <para>Padded positions contribute nothing: they stand for real 0, whose code is the zero point. With groups an output channel sees
/// the input channels of its group alone.</para>
/// <para>Range in 8 bits: |w| ≤ 128 and |x − zᵢ| ≤ 255, so a sum of K products stays below 2³¹ for K ≤ 65,793 without the bias;
/// <see cref="AccumulatorBounds"/> proves it for the actual weights and bias, for any order of summation. In 16 bits a product is at most
/// 2²²: 32 bits hold 511 of them, 64 bits all that fit a memory.</para>
/// <para>Source: TFLite CONV_2D, reference integer kernel.</para>
/// </remarks>
internal static class Conv2dInt8
{
    /// <summary>Runs the convolution.</summary>
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
        ReadOnlySpan<sbyte> filter = a.Weights.Slice(channel * g.PatchLength, g.PatchLength);
        int depth = g.InputChannels / g.Groups;
        int firstChannel = channel / (g.OutputChannels / g.Groups) * depth;
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

            int input = (((((image * g.InputHeight) + row) * g.InputWidth) + column) * g.InputChannels) + firstChannel;
            for (int c = 0; c < depth; c++)
            {
                sum += TSum.CreateTruncating(filter[(tap * depth) + c] * (int.CreateTruncating(a.Input[input + c]) + a.Parameters.InputOffset));
            }
        }

        return sum;
    }
}

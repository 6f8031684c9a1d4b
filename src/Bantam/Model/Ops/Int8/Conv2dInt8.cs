namespace Bantam.Model;

/// <summary>The meaning of an int8 convolution: <c>y = clamp(zₒ + requantize(b[o] + Σ w·(x − zᵢ)))</c>.</summary>
/// <remarks>
/// <para>Padded positions contribute nothing: they stand for real 0, whose code is the zero point.</para>
/// <para>Range: |w| ≤ 128 and |x − zᵢ| ≤ 255, so a sum of K products stays below 2³¹ for K ≤ 65,793 without the bias;
/// <see cref="AccumulatorBounds"/> proves it for the actual weights and bias, for any order of summation.</para>
/// <para>Source: TFLite CONV_2D, reference integer kernel.</para>
/// </remarks>
internal static class Conv2dInt8
{
    /// <summary>Runs the convolution.</summary>
    /// <param name="a">The arguments.</param>
    public static void Run(in ConvolutionInt8Arguments a)
    {
        WindowGeometry g = a.Geometry;
        for (int i = 0; i < g.Batch * g.OutputElements; i++)
        {
            int channel = i % g.OutputChannels;
            int pixel = i / g.OutputChannels;
            int accumulator = Accumulate(in a, pixel, a.Weights.Slice(channel * g.PatchLength, g.PatchLength));
            accumulator += a.Bias.IsEmpty ? 0 : a.Bias[channel];
            a.Output[i] = a.Parameters.Output.From(accumulator, a.Parameters.Multipliers[channel]);
        }
    }

    private static int Accumulate(in ConvolutionInt8Arguments a, int pixel, ReadOnlySpan<sbyte> filter)
    {
        WindowGeometry g = a.Geometry;
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
            for (int c = 0; c < g.InputChannels; c++)
            {
                sum += filter[(tap * g.InputChannels) + c] * (a.Input[input + c] + a.Parameters.InputOffset);
            }
        }

        return sum;
    }
}

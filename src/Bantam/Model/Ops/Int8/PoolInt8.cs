namespace Bantam.Model;

/// <summary>The arguments of the int8 pooling kernels.</summary>
internal ref struct PoolInt8Arguments
{
    /// <summary>The sizes. Every window must cover at least one position of the image.</summary>
    public required WindowGeometry Geometry;

    /// <summary>The codes to which the output is clamped.</summary>
    public required PoolInt8Range Range;

    /// <summary>The input codes, NHWC.</summary>
    public required ReadOnlySpan<sbyte> Input;

    /// <summary>The output codes, NHWC.</summary>
    public required Span<sbyte> Output;
}

/// <summary>The codes to which a pooling kernel clamps its output.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest.</param>
internal readonly record struct PoolInt8Range(int Min, int Max)
{
    /// <summary>The range of a pooling op.</summary>
    /// <param name="input">The input's parameters.</param>
    /// <param name="output">The output's parameters, equal to the input's.</param>
    /// <param name="activation">The activation that the op applies.</param>
    /// <param name="rounding">The rounding rule, by which the code of 6 is found.</param>
    /// <returns>The range.</returns>
    /// <exception cref="ArgumentException">The parameters differ: pooling moves codes, it does not rescale them.</exception>
    public static PoolInt8Range Prepare(QuantizationParameters input, QuantizationParameters output, Activation activation, RoundingProfile rounding)
    {
        if (input != output)
        {
            throw new ArgumentException($"Pooling needs equal quantization of input and output, but got {input} and {output}. Give the output the input's parameters, or requantize after it.");
        }

        Int8Output stage = Int8Output.Prepare(output, activation, rounding);
        return new PoolInt8Range(stage.Min, stage.Max);
    }
}

/// <summary>The meaning of int8 pooling over windows; positions over the image's edge are left out.</summary>
/// <remarks>Source: TFLite AVERAGE_POOL_2D and MAX_POOL_2D, reference integer kernels.</remarks>
internal static class PoolInt8
{
    /// <summary>The average of the codes in each window, rounded half away from zero.</summary>
    /// <param name="a">The arguments.</param>
    /// <remarks>
    /// The divisor counts only positions inside the image. Averages of codes need no zero point, since it cancels. Not the
    /// rounding of <see cref="MeanInt8"/>: the two may differ by one code. Range: |sum| ≤ 128·n, n ≤ 2²⁴.
    /// </remarks>
    public static void Average(in PoolInt8Arguments a)
    {
        WindowGeometry g = a.Geometry;
        for (int i = 0; i < g.Batch * g.OutputElements; i++)
        {
            int sum = 0;
            int count = 0;
            Window window = Window.Of(in g, i);
            for (int row = window.Top; row < window.Bottom; row++)
            {
                for (int column = window.Left; column < window.Right; column++)
                {
                    sum += a.Input[window.Origin + (((row * g.InputWidth) + column) * g.InputChannels)];
                    count++;
                }
            }

            int average = sum > 0 ? (sum + (count / 2)) / count : (sum - (count / 2)) / count;
            a.Output[i] = (sbyte)Math.Clamp(average, a.Range.Min, a.Range.Max);
        }
    }

    /// <summary>The largest code in each window.</summary>
    /// <param name="a">The arguments.</param>
    public static void Max(in PoolInt8Arguments a)
    {
        WindowGeometry g = a.Geometry;
        for (int i = 0; i < g.Batch * g.OutputElements; i++)
        {
            int max = sbyte.MinValue;
            Window window = Window.Of(in g, i);
            for (int row = window.Top; row < window.Bottom; row++)
            {
                for (int column = window.Left; column < window.Right; column++)
                {
                    max = Math.Max(max, a.Input[window.Origin + (((row * g.InputWidth) + column) * g.InputChannels)]);
                }
            }

            a.Output[i] = (sbyte)Math.Clamp(max, a.Range.Min, a.Range.Max);
        }
    }

    /// <summary>The part of one window inside the image, and where its channel starts in the input.</summary>
    private readonly record struct Window(int Top, int Bottom, int Left, int Right, int Origin)
    {
        public static Window Of(in WindowGeometry g, int output)
        {
            int pixel = output / g.OutputChannels;
            int top = (pixel / g.OutputWidth % g.OutputHeight * g.StrideHeight) - g.PadTop;
            int left = (pixel % g.OutputWidth * g.StrideWidth) - g.PadLeft;
            return new Window(
                Math.Max(top, 0),
                Math.Min(top + g.KernelHeight, g.InputHeight),
                Math.Max(left, 0),
                Math.Min(left + g.KernelWidth, g.InputWidth),
                (pixel / g.OutputPixels * g.InputElements) + (output % g.OutputChannels));
        }
    }
}

using System.Numerics;

namespace Bantam.Model;

/// <summary>The arguments of the integer pooling kernels.</summary>
/// <typeparam name="TCode">The type of the codes: <see cref="sbyte"/> or <see cref="short"/>.</typeparam>
internal readonly ref struct PoolArguments<TCode>
    where TCode : unmanaged, IBinaryInteger<TCode>
{
    /// <summary>The sizes. Every window must cover at least one position of the image.</summary>
    public required WindowGeometry Geometry { get; init; }

    /// <summary>The codes to which the output is clamped.</summary>
    public required PoolInt8Range Range { get; init; }

    /// <summary>The input codes, NHWC.</summary>
    public required ReadOnlySpan<TCode> Input { get; init; }

    /// <summary>The output codes, NHWC.</summary>
    public required Span<TCode> Output { get; init; }
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

/// <summary>The meaning of integer pooling over windows; positions over the image's edge are left out.</summary>
/// <remarks>Source: TFLite AVERAGE_POOL_2D and MAX_POOL_2D, reference integer kernels.</remarks>
internal static class PoolInt8
{
    /// <summary>The average of the codes in each window, rounded half away from zero.</summary>
    /// <typeparam name="TCode">The type of the codes.</typeparam>
    /// <param name="a">The arguments.</param>
    /// <remarks>
    /// The divisor counts only positions inside the image. An average of codes needs no zero point: it cancels. This is not
    /// the rounding of <see cref="MeanInt8"/>; the two may differ by one code. Range: |sum| ≤ 128·n, below 2³⁰ for a window of
    /// fewer than 2²³ positions; in 16 bits for one of fewer than 2¹⁵.
    /// </remarks>
    public static void Average<TCode>(in PoolArguments<TCode> a)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        PoolWindows window = new(a.Geometry);
        for (int i = 0; i < a.Output.Length; i++)
        {
            window.MoveTo(i);
            int sum = 0;
            foreach (int position in window)
            {
                sum += int.CreateTruncating(a.Input[position]);
            }

            int half = window.Count / 2;
            int average = (sum > 0 ? sum + half : sum - half) / window.Count;
            a.Output[i] = TCode.CreateTruncating(Math.Clamp(average, a.Range.Min, a.Range.Max));
        }
    }

    /// <summary>The largest code in each window.</summary>
    /// <typeparam name="TCode">The type of the codes.</typeparam>
    /// <param name="a">The arguments.</param>
    public static void Max<TCode>(in PoolArguments<TCode> a)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        PoolWindows window = new(a.Geometry);
        for (int i = 0; i < a.Output.Length; i++)
        {
            window.MoveTo(i);
            int max = int.MinValue;
            foreach (int position in window)
            {
                max = Math.Max(max, int.CreateTruncating(a.Input[position]));
            }

            a.Output[i] = TCode.CreateTruncating(Math.Clamp(max, a.Range.Min, a.Range.Max));
        }
    }
}

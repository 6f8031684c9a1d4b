using System.Collections.Immutable;

namespace Bantam.Model;

/// <summary>How far the accumulator of each output channel can go, from the actual weights and bias: an exact interval.</summary>
/// <remarks>
/// A product w·x with x in [l, h] lies between w·l and w·h, and the products of a channel are independent, so the sums of
/// the ends are reached. 64 bits hold the sum of any 2⁴⁰ products.
/// </remarks>
public sealed class AccumulatorBounds
{
    private AccumulatorBounds(ImmutableArray<long> minimum, ImmutableArray<long> maximum, bool fitsInt32)
    {
        Minimum = minimum;
        Maximum = maximum;
        FitsInt32 = fitsInt32;
    }

    /// <summary>The smallest possible accumulator of each output channel, bias included.</summary>
    public ImmutableArray<long> Minimum { get; }

    /// <summary>The largest possible accumulator of each output channel, bias included.</summary>
    public ImmutableArray<long> Maximum { get; }

    /// <summary>Whether no partial sum, in whatever order products and bias are added, leaves 32 bits.</summary>
    public bool FitsInt32 { get; }

    /// <summary>The bounds where each output channel's weights stand in a row: convolution (OHWI) and dense layers.</summary>
    /// <param name="weights">The weight codes, channel after channel.</param>
    /// <param name="bias">One bias per channel, or empty.</param>
    /// <param name="channels">The number of output channels, at least 1; it divides the number of weights.</param>
    /// <param name="input">The possible input codes minus their zero point, with 0 inside where padding is possible.</param>
    /// <returns>The bounds.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or the interval is empty.</exception>
    public static AccumulatorBounds OfRows(ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> bias, int channels, (int Min, int Max) input)
    {
        Validate(weights.Length, bias.Length, channels, input);
        return Of(weights, bias, input, new Layout(channels, weights.Length / channels, 1));
    }

    /// <summary>The bounds where the output channel is the last axis of the weights: depthwise convolution (1HWC).</summary>
    /// <param name="weights">The weight codes, channels innermost.</param>
    /// <param name="bias">One bias per channel, or empty.</param>
    /// <param name="channels">The number of output channels, at least 1; it divides the number of weights.</param>
    /// <param name="input">The possible input codes minus their zero point, with 0 inside where padding is possible.</param>
    /// <returns>The bounds.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or the interval is empty.</exception>
    public static AccumulatorBounds OfColumns(ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> bias, int channels, (int Min, int Max) input)
    {
        Validate(weights.Length, bias.Length, channels, input);
        return Of(weights, bias, input, new Layout(channels, 1, channels));
    }

    private static AccumulatorBounds Of(ReadOnlySpan<sbyte> weights, ReadOnlySpan<int> bias, (int Min, int Max) input, Layout layout)
    {
        long[] minimum = new long[layout.Channels];
        long[] maximum = new long[layout.Channels];
        bool fits = true;
        for (int channel = 0; channel < layout.Channels; channel++)
        {
            long constant = bias.IsEmpty ? 0 : bias[channel];
            (minimum[channel], maximum[channel]) = (constant, constant);

            // Terms that may be added late count as 0 at the ends of what a partial sum can reach.
            long lowest = Math.Min(constant, 0);
            long highest = Math.Max(constant, 0);
            for (int k = 0; k < weights.Length / layout.Channels; k++)
            {
                long weight = weights[(channel * layout.ChannelStride) + (k * layout.TapStride)];
                long low = Math.Min(weight * input.Min, weight * input.Max);
                long high = Math.Max(weight * input.Min, weight * input.Max);
                minimum[channel] += low;
                maximum[channel] += high;
                lowest += Math.Min(low, 0);
                highest += Math.Max(high, 0);
            }

            fits &= lowest >= int.MinValue && highest <= int.MaxValue;
        }

        return new AccumulatorBounds([.. minimum], [.. maximum], fits);
    }

    private static void Validate(int weights, int bias, int channels, (int Min, int Max) input)
    {
        if (channels < 1 || weights % channels != 0 || (bias != 0 && bias != channels))
        {
            throw new ArgumentException($"{channels} output channels need a multiple of {channels} weights and {channels} or no biases, but got {weights} weights and {bias} biases.");
        }

        if (input.Min > input.Max)
        {
            throw new ArgumentException($"The interval of inputs is empty: [{input.Min}, {input.Max}].");
        }
    }

    /// <summary>Where the weights of a channel stand.</summary>
    private readonly record struct Layout(int Channels, int ChannelStride, int TapStride);
}

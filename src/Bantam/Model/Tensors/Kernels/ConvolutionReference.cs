using System.Numerics;

namespace Bantam.Model;

/// <summary>What convolution means: plain loops for any floating-point type. Activations are NHWC, weights OHWI, with the input channels of one group.</summary>
internal static class ConvolutionReference
{
    /// <summary>y = clamp(x ∗ w + bias, low, high).</summary>
    public static void Forward<T>(in WindowGeometry g, ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> bias, Span<T> y, T low, T high)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        y.Clear();
        foreach (WindowTap tap in new WindowTaps(g))
        {
            for (int o = 0; o < g.OutputChannels; o++)
            {
                (int channels, int first) = ChannelsOf(in g, o);
                for (int c = 0; c < channels; c++)
                {
                    y[(tap.OutputPixel * g.OutputChannels) + o] +=
                        x[(tap.InputPixel * g.InputChannels) + first + c] * w[(o * g.PatchLength) + (tap.Position * channels) + c];
                }
            }
        }

        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Clamp(bias.IsEmpty ? y[i] : y[i] + bias[i % g.OutputChannels], low, high);
        }
    }

    /// <summary>x̄ from ȳ and w.</summary>
    public static void InputGradient<T>(in WindowGeometry g, ReadOnlySpan<T> dy, ReadOnlySpan<T> w, Span<T> dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        dx.Clear();
        foreach (WindowTap tap in new WindowTaps(g))
        {
            for (int o = 0; o < g.OutputChannels; o++)
            {
                (int channels, int first) = ChannelsOf(in g, o);
                for (int c = 0; c < channels; c++)
                {
                    dx[(tap.InputPixel * g.InputChannels) + first + c] +=
                        dy[(tap.OutputPixel * g.OutputChannels) + o] * w[(o * g.PatchLength) + (tap.Position * channels) + c];
                }
            }
        }
    }

    /// <summary>w̄ from x and ȳ.</summary>
    public static void WeightGradient<T>(in WindowGeometry g, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dw)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        dw.Clear();
        foreach (WindowTap tap in new WindowTaps(g))
        {
            for (int o = 0; o < g.OutputChannels; o++)
            {
                (int channels, int first) = ChannelsOf(in g, o);
                for (int c = 0; c < channels; c++)
                {
                    dw[(o * g.PatchLength) + (tap.Position * channels) + c] +=
                        x[(tap.InputPixel * g.InputChannels) + first + c] * dy[(tap.OutputPixel * g.OutputChannels) + o];
                }
            }
        }
    }

    /// <summary>How many input channels an output channel sees, and the first of them.</summary>
    private static (int Count, int First) ChannelsOf(in WindowGeometry g, int output)
    {
        int count = g.InputChannels / g.Groups;
        return (count, output / (g.OutputChannels / g.Groups) * count);
    }
}

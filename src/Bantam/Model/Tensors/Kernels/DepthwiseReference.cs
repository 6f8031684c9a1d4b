using System.Numerics;

namespace Bantam.Model;

/// <summary>What depthwise convolution means: plain loops for any floating-point type. Activations are NHWC, weights [1, I, J, C·m].</summary>
/// <remarks>With the multiplier m, output channel o reads input channel ⌊o/m⌋.</remarks>
internal static class DepthwiseReference
{
    /// <summary>y = clamp(x ∗ w + bias, low, high), channel by channel.</summary>
    public static void Forward<T>(in WindowGeometry g, ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> bias, Span<T> y, T low, T high)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int channels = g.OutputChannels;
        int multiplier = channels / Math.Max(g.InputChannels, 1);
        y.Clear();
        foreach (WindowTap tap in new WindowTaps(g))
        {
            for (int c = 0; c < channels; c++)
            {
                y[(tap.OutputPixel * channels) + c] += x[(tap.InputPixel * g.InputChannels) + (c / multiplier)] * w[(tap.Position * channels) + c];
            }
        }

        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Clamp(bias.IsEmpty ? y[i] : y[i] + bias[i % channels], low, high);
        }
    }

    /// <summary>x̄ from ȳ and w.</summary>
    public static void InputGradient<T>(in WindowGeometry g, ReadOnlySpan<T> dy, ReadOnlySpan<T> w, Span<T> dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int channels = g.OutputChannels;
        int multiplier = channels / Math.Max(g.InputChannels, 1);
        dx.Clear();
        foreach (WindowTap tap in new WindowTaps(g))
        {
            for (int c = 0; c < channels; c++)
            {
                dx[(tap.InputPixel * g.InputChannels) + (c / multiplier)] += dy[(tap.OutputPixel * channels) + c] * w[(tap.Position * channels) + c];
            }
        }
    }

    /// <summary>w̄ from x and ȳ.</summary>
    public static void WeightGradient<T>(in WindowGeometry g, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dw)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int channels = g.OutputChannels;
        int multiplier = channels / Math.Max(g.InputChannels, 1);
        dw.Clear();
        foreach (WindowTap tap in new WindowTaps(g))
        {
            for (int c = 0; c < channels; c++)
            {
                dw[(tap.Position * channels) + c] += x[(tap.InputPixel * g.InputChannels) + (c / multiplier)] * dy[(tap.OutputPixel * channels) + c];
            }
        }
    }
}

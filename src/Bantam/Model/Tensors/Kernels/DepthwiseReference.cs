using System.Numerics;

namespace Bantam.Model;

/// <summary>What depthwise convolution means: plain loops for any floating-point type. Activations are NHWC, weights [1, I, J, C].</summary>
internal static class DepthwiseReference
{
    /// <summary>y = clamp(x ∗ w + bias, low, high), channel by channel.</summary>
    public static void Forward<T>(in WindowGeometry g, ReadOnlySpan<T> x, ReadOnlySpan<T> w, ReadOnlySpan<T> bias, Span<T> y, T low, T high)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int channels = g.InputChannels;
        y.Clear();
        foreach (WindowTap tap in new WindowTaps(g))
        {
            for (int c = 0; c < channels; c++)
            {
                y[(tap.OutputPixel * channels) + c] += x[(tap.InputPixel * channels) + c] * w[(tap.Position * channels) + c];
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
        int channels = g.InputChannels;
        dx.Clear();
        foreach (WindowTap tap in new WindowTaps(g))
        {
            for (int c = 0; c < channels; c++)
            {
                dx[(tap.InputPixel * channels) + c] += dy[(tap.OutputPixel * channels) + c] * w[(tap.Position * channels) + c];
            }
        }
    }

    /// <summary>w̄ from x and ȳ.</summary>
    public static void WeightGradient<T>(in WindowGeometry g, ReadOnlySpan<T> x, ReadOnlySpan<T> dy, Span<T> dw)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int channels = g.InputChannels;
        dw.Clear();
        foreach (WindowTap tap in new WindowTaps(g))
        {
            for (int c = 0; c < channels; c++)
            {
                dw[(tap.Position * channels) + c] += x[(tap.InputPixel * channels) + c] * dy[(tap.OutputPixel * channels) + c];
            }
        }
    }
}

using System.Numerics;

namespace Bantam.Model;

/// <summary>What batch normalization means: plain loops for any floating-point type. The channel is the last axis; moments are [mean C; biased variance C].</summary>
internal static class BatchNormReference
{
    /// <summary>Mean and biased variance of each channel, in two passes.</summary>
    public static void Moments<T>(ReadOnlySpan<T> x, Span<T> moments)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int channels = moments.Length / 2;
        T count = T.CreateSaturating(x.Length / channels);
        moments.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            moments[i % channels] += x[i] / count;
        }

        for (int i = 0; i < x.Length; i++)
        {
            T distance = x[i] - moments[i % channels];
            moments[channels + (i % channels)] += distance * distance / count;
        }
    }

    /// <summary>y = γ·(x − μ)/√(σ² + ε) + β.</summary>
    public static void Normalize<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> beta, ReadOnlySpan<T> moments, double epsilon, Span<T> y)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % gamma.Length;
            y[i] = (gamma[c] * (x[i] - moments[c]) * InverseDeviation(moments, c, epsilon)) + beta[c];
        }
    }

    /// <summary>sums = [γ̄ = Σ ȳ·x̂; β̄ = Σ ȳ] with x̂ = (x − μ)/√(σ² + ε).</summary>
    public static void GradientSums<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> moments, ReadOnlySpan<T> dy, double epsilon, Span<T> sums)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int channels = sums.Length / 2;
        sums.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % channels;
            sums[c] += dy[i] * (x[i] - moments[c]) * InverseDeviation(moments, c, epsilon);
            sums[channels + c] += dy[i];
        }
    }

    /// <summary>x̄ = γ/√(σ² + ε)·(ȳ − (β̄ + x̂·γ̄)/m), m values per channel.</summary>
    public static void InputGradient<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> gamma, ReadOnlySpan<T> moments, ReadOnlySpan<T> sums, ReadOnlySpan<T> dy, (double Epsilon, int Rows) known, Span<T> dx)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int channels = gamma.Length;
        T count = T.CreateSaturating(known.Rows);
        for (int i = 0; i < x.Length; i++)
        {
            int c = i % channels;
            T inverse = InverseDeviation(moments, c, known.Epsilon);
            T normalized = (x[i] - moments[c]) * inverse;
            dx[i] = gamma[c] * inverse * (dy[i] - ((sums[channels + c] + (normalized * sums[c])) / count));
        }
    }

    /// <summary>The upstream gradient before a clamp of the normalization's output: ȳ where the output lies strictly inside (low, high), else 0.</summary>
    public static T[] ThroughClamp<T>(ReadOnlySpan<T> output, ReadOnlySpan<T> dy, T low, T high)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] passed = new T[dy.Length];
        for (int i = 0; i < dy.Length; i++)
        {
            passed[i] = output[i] > low && output[i] < high ? dy[i] : T.Zero;
        }

        return passed;
    }

    private static T InverseDeviation<T>(ReadOnlySpan<T> moments, int channel, double epsilon)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        T.One / T.Sqrt(moments[(moments.Length / 2) + channel] + T.CreateSaturating(epsilon));
}

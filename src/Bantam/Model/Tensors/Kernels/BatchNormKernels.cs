using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>Float32 batch normalization and its gradients. The channel is the last axis; moments are [mean C; biased variance C].</summary>
internal static unsafe class BatchNormKernels
{
    /// <summary>Mean and biased variance of each channel. Blocks of rows are measured around their own mean and then merged, so that a large mean costs no digits.</summary>
    public static void Moments(ReadOnlySpan<float> x, Span<float> moments)
    {
        int channels = moments.Length / 2;
        EvenSplit parts = RowSums.Split(x.Length / channels, channels);
        float* partials = Scratch.Get<float>(Scratch.Use.Partials, 2L * parts.Count * channels);
        fixed (float* px = x)
        {
            BatchNormWork work = new() { X = px, Channels = channels, Parts = parts, Partials = partials };
            delegate*<int, BatchNormWork*, void> part = SimdWidth.For(channels) switch
            {
                16 => &BatchNormLoops.Moments<Simd512, Vector512<float>>,
                8 => &BatchNormLoops.Moments<Simd256, Vector256<float>>,
                4 => &BatchNormLoops.Moments<Simd128, Vector128<float>>,
                _ => &BatchNormLoops.Moments<SimdScalar, float>,
            };
            WorkerPool.Run(parts.Count, part, &work, x.Length);
        }

        for (int c = 0; c < channels; c++)
        {
            (moments[c], moments[channels + c]) = Merge(partials, parts, channels, c);
        }
    }

    /// <summary>y = γ·(x − μ)/√(σ² + ε) + β.</summary>
    public static void Normalize(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, ReadOnlySpan<float> moments, float epsilon, Span<float> y)
    {
        int channels = gamma.Length;
        float* coefficients = Scratch.Get<float>(Scratch.Use.Tables, 3L * channels);
        for (int c = 0; c < channels; c++)
        {
            coefficients[c] = moments[c];
            coefficients[channels + c] = gamma[c] / MathF.Sqrt(moments[channels + c] + epsilon);
            coefficients[(2 * channels) + c] = beta[c];
        }

        fixed (float* px = x, py = y)
        {
            BatchNormWork work = new() { X = px, Y = py, Coefficients = coefficients, Channels = channels, Parts = RowSums.Split(x.Length / channels, channels) };
            delegate*<int, BatchNormWork*, void> part = SimdWidth.For(channels) switch
            {
                16 => &BatchNormLoops.Normalize<Simd512, Vector512<float>>,
                8 => &BatchNormLoops.Normalize<Simd256, Vector256<float>>,
                4 => &BatchNormLoops.Normalize<Simd128, Vector128<float>>,
                _ => &BatchNormLoops.Normalize<SimdScalar, float>,
            };
            WorkerPool.Run(work.Parts.Count, part, &work, x.Length);
        }
    }

    /// <summary>sums = [γ̄ = Σ ȳ·x̂; β̄ = Σ ȳ] with x̂ = (x − μ)/√(σ² + ε).</summary>
    public static void GradientSums(ReadOnlySpan<float> x, ReadOnlySpan<float> moments, ReadOnlySpan<float> dy, float epsilon, Span<float> sums)
    {
        int channels = sums.Length / 2;
        EvenSplit parts = RowSums.Split(x.Length / channels, channels);
        float* partials = Scratch.Get<float>(Scratch.Use.Partials, 2L * parts.Count * channels);
        fixed (float* px = x, pdy = dy, means = moments)
        {
            BatchNormWork work = new() { X = px, Upstream = pdy, Coefficients = means, Channels = channels, Parts = parts, Partials = partials };
            delegate*<int, BatchNormWork*, void> part = SimdWidth.For(channels) switch
            {
                16 => &BatchNormLoops.GradientSums<Simd512, Vector512<float>>,
                8 => &BatchNormLoops.GradientSums<Simd256, Vector256<float>>,
                4 => &BatchNormLoops.GradientSums<Simd128, Vector128<float>>,
                _ => &BatchNormLoops.GradientSums<SimdScalar, float>,
            };
            WorkerPool.Run(parts.Count, part, &work, x.Length);
        }

        for (int c = 0; c < 2 * channels; c++)
        {
            double sum = 0;
            for (int part = 0; part < parts.Count; part++)
            {
                sum += partials[((nint)part * 2 * channels) + c];
            }

            sums[c] = (float)(c < channels ? sum / Math.Sqrt((double)moments[channels + c] + epsilon) : sum);
        }
    }

    /// <summary>x̄ = γ/√(σ² + ε)·(ȳ − (β̄ + x̂·γ̄)/m), m values per channel.</summary>
    public static void InputGradient(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> moments, ReadOnlySpan<float> sums, ReadOnlySpan<float> dy, float epsilon, Span<float> dx)
    {
        int channels = gamma.Length;
        float count = x.Length / channels;
        float* coefficients = Scratch.Get<float>(Scratch.Use.Tables, 4L * channels);
        for (int c = 0; c < channels; c++)
        {
            float inverse = 1 / MathF.Sqrt(moments[channels + c] + epsilon);
            coefficients[c] = moments[c];
            coefficients[channels + c] = gamma[c] * inverse;
            coefficients[(2 * channels) + c] = -sums[channels + c] / count;
            coefficients[(3 * channels) + c] = -inverse * sums[c] / count;
        }

        fixed (float* px = x, pdy = dy, pdx = dx)
        {
            BatchNormWork work = new() { X = px, Upstream = pdy, Y = pdx, Coefficients = coefficients, Channels = channels, Parts = RowSums.Split(x.Length / channels, channels) };
            delegate*<int, BatchNormWork*, void> part = SimdWidth.For(channels) switch
            {
                16 => &BatchNormLoops.InputGradient<Simd512, Vector512<float>>,
                8 => &BatchNormLoops.InputGradient<Simd256, Vector256<float>>,
                4 => &BatchNormLoops.InputGradient<Simd128, Vector128<float>>,
                _ => &BatchNormLoops.InputGradient<SimdScalar, float>,
            };
            WorkerPool.Run(work.Parts.Count, part, &work, x.Length);
        }
    }

    // Chan, Golub and LeVeque, 1979: the squared distances of two sets around their common mean.
    private static (float Mean, float Variance) Merge(float* partials, EvenSplit parts, int channels, int channel)
    {
        double count = 0;
        double mean = 0;
        double squares = 0;
        for (int part = 0; part < parts.Count; part++)
        {
            double rows = parts.Part(part).Length;
            float* partial = partials + ((nint)part * 2 * channels) + channel;
            double shift = partial[0] - mean;
            squares += partial[channels] + (shift * shift * count * rows / (count + rows));
            mean += shift * rows / (count + rows);
            count += rows;
        }

        return ((float)mean, (float)(squares / count));
    }
}

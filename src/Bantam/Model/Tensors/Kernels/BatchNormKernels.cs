using System.Runtime.Intrinsics;

namespace Bantam.Model;

/// <summary>A clamp of a normalization's output, as its gradients need it: where the output lies at a bound, nothing flows back.</summary>
/// <remarks>The output is computed again from x, which costs one multiply-add; reading it would cost a pass over memory.</remarks>
internal readonly ref struct BatchNormClamp
{
    /// <summary>γ; empty where there is no clamp.</summary>
    public ReadOnlySpan<float> Gamma { get; init; }

    /// <summary>β.</summary>
    public ReadOnlySpan<float> Beta { get; init; }

    /// <summary>The lower bound.</summary>
    public float Low { get; init; }

    /// <summary>The upper bound.</summary>
    public float High { get; init; }
}

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
    public static void Normalize(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, ReadOnlySpan<float> moments, float epsilon, Span<float> y) =>
        NormalizeAndClamp(x, moments, epsilon, new BatchNormClamp { Gamma = gamma, Beta = beta, Low = float.NegativeInfinity, High = float.PositiveInfinity }, y);

    /// <summary>y = clamp(γ·(x − μ)/√(σ² + ε) + β, low, high).</summary>
    public static void NormalizeAndClamp(ReadOnlySpan<float> x, ReadOnlySpan<float> moments, float epsilon, BatchNormClamp clamp, Span<float> y)
    {
        int channels = moments.Length / 2;
        float* coefficients = Scratch.Get<float>(Scratch.Use.Tables, 3L * channels);
        SetForward(coefficients, moments, epsilon, clamp);
        fixed (float* px = x, py = y)
        {
            BatchNormWork work = new()
            {
                X = px,
                Y = py,
                Coefficients = coefficients,
                Low = clamp.Low,
                High = clamp.High,
                Channels = channels,
                Parts = RowSums.Split(x.Length / channels, channels),
            };
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
    public static void GradientSums(ReadOnlySpan<float> x, ReadOnlySpan<float> moments, ReadOnlySpan<float> dy, float epsilon, Span<float> sums, BatchNormClamp clamp = default)
    {
        int channels = sums.Length / 2;
        EvenSplit parts = RowSums.Split(x.Length / channels, channels);
        float* partials = Scratch.Get<float>(Scratch.Use.Partials, 2L * parts.Count * channels);
        float* coefficients = Scratch.Get<float>(Scratch.Use.Tables, 3L * channels);
        SetForward(coefficients, moments, epsilon, clamp);
        fixed (float* px = x, pdy = dy)
        {
            BatchNormWork work = new()
            {
                X = px,
                Upstream = pdy,
                Coefficients = coefficients,
                IsClamped = !clamp.Gamma.IsEmpty,
                Low = clamp.Low,
                High = clamp.High,
                Channels = channels,
                Parts = parts,
                Partials = partials,
            };
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
    public static void InputGradient(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> moments, ReadOnlySpan<float> sums, ReadOnlySpan<float> dy, float epsilon, Span<float> dx, BatchNormClamp clamp = default)
    {
        int channels = gamma.Length;
        float count = x.Length / channels;
        float* coefficients = Scratch.Get<float>(Scratch.Use.Tables, 6L * channels);
        SetForward(coefficients, moments, epsilon, clamp);
        for (int c = 0; c < channels; c++)
        {
            float inverse = 1 / MathF.Sqrt(moments[channels + c] + epsilon);
            coefficients[(3 * channels) + c] = gamma[c] * inverse;
            coefficients[(4 * channels) + c] = -sums[channels + c] / count;
            coefficients[(5 * channels) + c] = -inverse * sums[c] / count;
        }

        fixed (float* px = x, pdy = dy, pdx = dx)
        {
            BatchNormWork work = new()
            {
                X = px,
                Upstream = pdy,
                Y = pdx,
                Coefficients = coefficients,
                IsClamped = !clamp.Gamma.IsEmpty,
                Low = clamp.Low,
                High = clamp.High,
                Channels = channels,
                Parts = RowSums.Split(x.Length / channels, channels),
            };
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

    // Rows of the table: mean, and, where γ and β are known, scale and shift of y = (x − mean)·scale + shift.
    private static void SetForward(float* coefficients, ReadOnlySpan<float> moments, float epsilon, BatchNormClamp clamp)
    {
        int channels = moments.Length / 2;
        for (int c = 0; c < channels; c++)
        {
            coefficients[c] = moments[c];
        }

        for (int c = 0; c < clamp.Gamma.Length; c++)
        {
            coefficients[channels + c] = clamp.Gamma[c] / MathF.Sqrt(moments[channels + c] + epsilon);
            coefficients[(2 * channels) + c] = clamp.Beta[c];
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

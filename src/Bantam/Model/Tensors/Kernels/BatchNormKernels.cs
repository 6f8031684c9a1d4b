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

    /// <summary>ε, under the root.</summary>
    public float Epsilon { get; init; }

    /// <summary>The lower bound.</summary>
    public float Low { get; init; }

    /// <summary>The upper bound.</summary>
    public float High { get; init; }
}

/// <summary>What is known before a batch normalization's input gradient is computed.</summary>
internal readonly ref struct BatchNormGradient
{
    /// <summary>γ.</summary>
    public ReadOnlySpan<float> Gamma { get; init; }

    /// <summary>The moments of the input.</summary>
    public ReadOnlySpan<float> Moments { get; init; }

    /// <summary>γ̄ and β̄.</summary>
    public ReadOnlySpan<float> Sums { get; init; }

    /// <summary>ε, under the root.</summary>
    public float Epsilon { get; init; }

    /// <summary>Values per channel in the whole batch.</summary>
    public int Rows { get; init; }
}

/// <summary>Float32 batch normalization and its gradients. The channel is the last axis; moments are [mean C; biased variance C].</summary>
internal static unsafe class BatchNormKernels
{
    // Rows of eight channels that a vector of 16 lanes holds.
    private const int RowsPerVector = 2;

    private const int PartLength = 16384;

    /// <summary>For each block of rows, the mean of each channel and the sum of the squared distances from it: [blocks, 2, C].</summary>
    public static void MomentBlocks(ReadOnlySpan<float> x, Span<float> blocks, int channels, int rowsPerBlock)
    {
        fixed (float* px = x, partials = blocks)
        {
            BatchNormWork work = new() { X = px, Channels = channels, Parts = Blocks(x.Length / channels, rowsPerBlock), Partials = partials };
            delegate*<int, BatchNormWork*, void> part = SimdWidth.For(channels) switch
            {
                16 => &BatchNormLoops.Moments<Simd512, Vector512<float>>,
                8 => &BatchNormLoops.Moments<Simd256, Vector256<float>>,
                4 => &BatchNormLoops.Moments<Simd128, Vector128<float>>,
                _ => &BatchNormLoops.Moments<SimdScalar, float>,
            };
            WorkerPool.Run(work.Parts.Count, part, &work, x.Length);
        }
    }

    /// <summary>Mean and biased variance of each channel from those of blocks: each was measured around its own mean, so that a large mean costs no digits.</summary>
    public static void MergeMoments(ReadOnlySpan<float> blocks, int rows, int rowsPerBlock, Span<float> moments)
    {
        int channels = moments.Length / 2;
        EvenSplit parts = Blocks(rows, rowsPerBlock);
        for (int c = 0; c < channels; c++)
        {
            (moments[c], moments[channels + c]) = Merge(blocks[c..], parts, channels);
        }
    }

    /// <summary>y = γ·(x − μ)/√(σ² + ε) + β.</summary>
    public static void Normalize(ReadOnlySpan<float> x, ReadOnlySpan<float> gamma, ReadOnlySpan<float> beta, ReadOnlySpan<float> moments, float epsilon, Span<float> y) =>
        NormalizeAndClamp(x, moments, new BatchNormClamp { Gamma = gamma, Beta = beta, Epsilon = epsilon, Low = float.NegativeInfinity, High = float.PositiveInfinity }, y);

    /// <summary>y = clamp(γ·(x − μ)/√(σ² + ε) + β, low, high).</summary>
    public static void NormalizeAndClamp(ReadOnlySpan<float> x, ReadOnlySpan<float> moments, BatchNormClamp clamp, Span<float> y)
    {
        int channels = moments.Length / 2;
        float* coefficients = Scratch.Get<float>(Scratch.Use.Tables, 3L * RowsPerVector * channels);
        SetForward(coefficients, moments, clamp);
        channels = Widen(coefficients, 3, channels, x.Length);
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
                Parts = new EvenSplit(x.Length / channels, Math.Max(4, PartLength / channels), 1),
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

    /// <summary>For each block of rows, Σ ȳ·(x − μ) and Σ ȳ of each channel: [blocks, 2, C].</summary>
    public static void GradientBlocks(ReadOnlySpan<float> x, ReadOnlySpan<float> moments, ReadOnlySpan<float> dy, Span<float> blocks, int rowsPerBlock, BatchNormClamp clamp = default)
    {
        int channels = moments.Length / 2;
        float* coefficients = Scratch.Get<float>(Scratch.Use.Tables, 3L * channels);
        SetForward(coefficients, moments, clamp);
        fixed (float* px = x, pdy = dy, partials = blocks)
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
                Parts = Blocks(x.Length / channels, rowsPerBlock),
                Partials = partials,
            };
            delegate*<int, BatchNormWork*, void> part = SimdWidth.For(channels) switch
            {
                16 => &BatchNormLoops.GradientSums<Simd512, Vector512<float>>,
                8 => &BatchNormLoops.GradientSums<Simd256, Vector256<float>>,
                4 => &BatchNormLoops.GradientSums<Simd128, Vector128<float>>,
                _ => &BatchNormLoops.GradientSums<SimdScalar, float>,
            };
            WorkerPool.Run(work.Parts.Count, part, &work, x.Length);
        }
    }

    /// <summary>sums = [γ̄ = Σ ȳ·x̂; β̄ = Σ ȳ] with x̂ = (x − μ)/√(σ² + ε), from the sums of blocks.</summary>
    public static void MergeGradients(ReadOnlySpan<float> blocks, ReadOnlySpan<float> moments, float epsilon, Span<float> sums)
    {
        int channels = sums.Length / 2;
        for (int c = 0; c < 2 * channels; c++)
        {
            double sum = 0;
            for (int i = c; i < blocks.Length; i += 2 * channels)
            {
                sum += blocks[i];
            }

            sums[c] = (float)(c < channels ? sum / Math.Sqrt((double)moments[channels + c] + epsilon) : sum);
        }
    }

    /// <summary>x̄ = γ/√(σ² + ε)·(ȳ − (β̄ + x̂·γ̄)/m), m values per channel in the whole batch.</summary>
    public static void InputGradient(in BatchNormGradient known, ReadOnlySpan<float> x, ReadOnlySpan<float> dy, Span<float> dx, BatchNormClamp clamp = default)
    {
        int channels = known.Gamma.Length;
        float count = known.Rows;
        float* coefficients = Scratch.Get<float>(Scratch.Use.Tables, 6L * RowsPerVector * channels);
        SetForward(coefficients, known.Moments, clamp);
        for (int c = 0; c < channels; c++)
        {
            float inverse = 1 / MathF.Sqrt(known.Moments[channels + c] + known.Epsilon);
            coefficients[(3 * channels) + c] = known.Gamma[c] * inverse;
            coefficients[(4 * channels) + c] = -known.Sums[channels + c] / count;
            coefficients[(5 * channels) + c] = -inverse * known.Sums[c] / count;
        }

        channels = Widen(coefficients, 6, channels, x.Length);
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
                Parts = new EvenSplit(x.Length / channels, Math.Max(4, PartLength / channels), 1),
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
    private static void SetForward(float* coefficients, ReadOnlySpan<float> moments, BatchNormClamp clamp)
    {
        int channels = moments.Length / 2;
        for (int c = 0; c < channels; c++)
        {
            coefficients[c] = moments[c];
        }

        for (int c = 0; c < clamp.Gamma.Length; c++)
        {
            coefficients[channels + c] = clamp.Gamma[c] / MathF.Sqrt(moments[channels + c] + clamp.Epsilon);
            coefficients[(2 * channels) + c] = clamp.Beta[c];
        }
    }

    // Eight channels fill half a vector of 16 lanes: where rows do not meet, two of them count as one with 16 channels. Returns these.
    private static int Widen(float* coefficients, int rows, int channels, int length)
    {
        if (SimdWidth.Current != 16 || RowsPerVector * channels != 16 || length % 16 != 0)
        {
            return channels;
        }

        for (int row = rows; row-- > 0;)
        {
            ReadOnlySpan<float> once = new(coefficients + (row * channels), channels);
            once.CopyTo(new Span<float>(coefficients + (((2 * row) + 1) * channels), channels));
            once.CopyTo(new Span<float>(coefficients + (2 * row * channels), channels));
        }

        return RowsPerVector * channels;
    }

    private static EvenSplit Blocks(int rows, int rowsPerBlock) => new(rows, rowsPerBlock, rowsPerBlock);

    // Chan, Golub and LeVeque, 1979: the squared distances of two sets around their common mean.
    private static (float Mean, float Variance) Merge(ReadOnlySpan<float> blocks, EvenSplit parts, int channels)
    {
        double count = 0;
        double mean = 0;
        double squares = 0;
        for (int part = 0; part < parts.Count; part++)
        {
            double rows = parts.Part(part).Length;
            int block = part * 2 * channels;
            double shift = blocks[block] - mean;
            squares += blocks[block + channels] + (shift * shift * count * rows / (count + rows));
            mean += shift * rows / (count + rows);
            count += rows;
        }

        return ((float)mean, (float)(squares / count));
    }
}

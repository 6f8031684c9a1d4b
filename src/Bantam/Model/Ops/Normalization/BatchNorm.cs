using System.Text.Json.Serialization;

namespace Bantam.Model;

/// <summary>Batch normalization: shifts and scales each channel to mean β and standard deviation γ.</summary>
/// <remarks>
/// <para><c>y = γ·(x − μ)/√(σ² + ε) + β</c>, per channel (the last axis). Inputs, in order: x [.., C], γ [C], β [C] and the
/// moments [2, C], row 0 the mean μ and row 1 the variance σ².</para>
/// <para>In evaluation the moments are running averages, so the result of a sample does not depend on its batch. In
/// training they are those of the batch, with the biased variance (1/m), and the running averages move:
/// <c>running ← (1−momentum)·running + momentum·batch</c>, with the unbiased variance (1/(m−1)), as PyTorch does.</para>
/// <para>A NaN or ∞ makes its own element NaN or ∞ in evaluation. In training it makes the whole channel of the batch NaN, and
/// the running averages of that channel with it, for good.</para>
/// <para>Source: Ioffe and Szegedy, 2015; notes, lines 1885-1966.</para>
/// </remarks>
public sealed partial record BatchNorm : Op
{
    /// <summary>Added to the variance, so that a constant channel divides by no zero.</summary>
    public double Epsilon { get; init; } = 1e-5;

    /// <summary>The share of the newest batch in the running averages, in [0, 1].</summary>
    public double Momentum { get; init; } = 0.1;

    /// <summary>A clamp of the output that a compiled step has fused into this op.</summary>
    [JsonIgnore]
    internal Activation Activation { get; init; }

    /// <summary>Whether the given moments are those of x itself, so that they depend on x and its gradient includes that.</summary>
    [JsonIgnore]
    internal bool MomentsAreOfInput { get; init; }

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 4, 4);
        Expect.SameElement(this, inputs);
        Expect.Float(this, inputs[0]);
        if (inputs[0].Shape.Rank < 2)
        {
            throw new ShapeException($"BatchNorm expects a batch and a channel axis, [N, .., C], but got {inputs[0]}.");
        }

        int channels = inputs[0].Shape[^1];
        Expect.Vector(this, inputs[1], channels, "a scale γ");
        Expect.Vector(this, inputs[2], channels, "a shift β");
        if (inputs[3].Shape != new Shape(2, channels))
        {
            throw new ShapeException($"BatchNorm expects moments of shape [2, {channels}] (mean, variance), but got {inputs[3]}.");
        }

        return inputs[0];
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        if (!NoGrad.IsActive)
        {
            return ComposedBatchNorm.Gradient(this, call, upstream);
        }

        Tensor x = call.Inputs[0];
        Tensor moments = call.Inputs[3];
        (Tensor gamma, Tensor beta) = (call.Inputs[1], call.Inputs[2]);
        Tensor sums = new BatchNormGradientSums(Epsilon, Activation).Apply(x, gamma, beta, moments, upstream);
        return
        [
            call.NeedsGradient(0) ? new BatchNormInputGradient(Epsilon, MomentsAreOfInput, Activation).Apply(x, gamma, beta, moments, upstream, sums) : null,
            call.NeedsGradient(1) ? new Row(0).Apply(sums) : null,
            call.NeedsGradient(2) ? new Row(1).Apply(sums) : null,
            null,
        ];
    }

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(output.Shape.Count, 0);

    internal override Tensor ApplyInTraining(ReadOnlySpan<Tensor> inputs)
    {
        Tensor moments;
        using (NoGrad quiet = new())
        {
            moments = new BatchMoments().Apply(inputs[0]);
            int samples = inputs[0].Count / inputs[0].Shape[^1];
            new MovingMoments(Momentum, samples).ApplyInto(inputs[3], inputs[3], moments);
        }

        return (this with { MomentsAreOfInput = true }).Apply(inputs[0], inputs[1], inputs[2], moments);
    }

    internal override SampleWise? BySample(OpCall call) => new(0b1);

    internal override bool IsCheap => true;

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        Span<T> y = call.Out<T>();
        (T low, T high) = Activation.Range<T>();
        BatchNormReference.Normalize(call.In<T>(0), call.In<T>(1), call.In<T>(2), call.In<T>(3), Epsilon, y);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = T.Clamp(y[i], low, high);
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        (float low, float high) = Activation.Range<float>();
        BatchNormClamp clamp = new() { Gamma = call.In<float>(1), Beta = call.In<float>(2), Epsilon = (float)Epsilon, Low = low, High = high };
        BatchNormKernels.NormalizeAndClamp(call.In<float>(0), call.In<float>(3), clamp, call.Out<float>());
        return true;
    }
}

/// <summary>Moves running moments toward those of a batch. Inputs: running [2, C], batch [2, C] with biased variance.</summary>
internal sealed record MovingMoments(double Momentum, int Samples) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> running = call.In<T>(0);
        ReadOnlySpan<T> batch = call.In<T>(1);
        Span<T> y = call.Out<T>();
        T momentum = T.CreateSaturating(Momentum);
        T unbiased = T.CreateSaturating((double)Samples / (Samples - 1));
        int channels = y.Length / 2;
        for (int i = 0; i < y.Length; i++)
        {
            T target = i < channels ? batch[i] : batch[i] * unbiased;
            y[i] = running[i] + (momentum * (target - running[i]));
        }
    }
}

/// <summary>One row of a matrix, as a vector.</summary>
internal sealed record Row(int Index) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = [inputs[0].Shape[1]] };

    protected internal override void Compute<T>(OpCall call)
    {
        Span<T> y = call.Out<T>();
        call.In<T>(0).Slice(Index * y.Length, y.Length).CopyTo(y);
    }
}

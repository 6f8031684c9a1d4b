using System.Numerics;

namespace Bantam.Model;

/// <summary>The gradients of γ and β, which the input's gradient needs too. Inputs: x, γ, β, moments, ȳ. Output [2, C]: γ̄ = Σ ȳ·x̂, β̄ = Σ ȳ.</summary>
internal sealed record BatchNormGradientSums(double Epsilon, Activation Activation) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[3];

    internal override IReadOnlyList<OpCall> Split(OpCall call)
    {
        BatchNormGradientBlocks blocks = new(Epsilon, Activation, ChannelBlocks.Of(call.Inputs[0].Shape));
        Tensor partials = Tensor.Placeholder(blocks.Infer([call.Inputs[0].Type]));
        return
        [
            new OpCall(blocks, [.. call.Inputs], partials),
            new OpCall(new MergedBatchNormGradients(Epsilon), [partials, call.Inputs[3]], call.Output),
        ];
    }

    protected internal override void Compute<T>(OpCall call) =>
        BatchNormReference.GradientSums(call.In<T>(0), call.In<T>(3), BatchNormUpstream.Of<T>(call, Activation, Epsilon), Epsilon, call.Out<T>());

    protected internal override bool TryComputeFast(OpCall call)
    {
        ChannelBlocks blocks = ChannelBlocks.Of(call.Inputs[0].Shape);
        Span<float> partials = blocks.Partials(rows: 2);
        BatchNormKernels.GradientBlocks(call.In<float>(0), call.In<float>(3), call.In<float>(4), partials, blocks.RowsPerBlock, BatchNormUpstream.ClampOf(call, Activation, Epsilon));
        BatchNormKernels.MergeGradients(partials, call.In<float>(3), (float)Epsilon, call.Out<float>());
        return true;
    }
}

/// <summary>For each block of samples, Σ ȳ·(x − μ) and Σ ȳ of each channel. Inputs: x, γ, β, moments, ȳ. Output [blocks, 2, C].</summary>
internal sealed record BatchNormGradientBlocks(double Epsilon, Activation Activation, ChannelBlocks Blocks) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = [Blocks.Count, 2, Blocks.Channels] };

    internal override SampleWise? BySample(OpCall call) => new(0b10001, Blocks.SamplesPerBlock);

    protected internal override void Compute<T>(OpCall call)
    {
        int channels = Blocks.Channels;
        ReadOnlySpan<T> upstream = BatchNormUpstream.Of<T>(call, Activation, Epsilon);
        Span<T> sums = call.Out<T>();
        sums.Clear();
        for (int i = 0; i < upstream.Length; i++)
        {
            int c = i % channels;
            int block = i / (Blocks.RowsPerBlock * channels) * 2 * channels;
            sums[block + c] += upstream[i] * (call.In<T>(0)[i] - call.In<T>(3)[c]);
            sums[block + channels + c] += upstream[i];
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        BatchNormKernels.GradientBlocks(call.In<float>(0), call.In<float>(3), call.In<float>(4), call.Out<float>(), Blocks.RowsPerBlock, BatchNormUpstream.ClampOf(call, Activation, Epsilon));
        return true;
    }
}

/// <summary>The gradients of γ and β from the sums of blocks. Inputs: sums [blocks, 2, C], moments.</summary>
internal sealed record MergedBatchNormGradients(double Epsilon) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[1];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> blocks = call.In<T>(0);
        ReadOnlySpan<T> moments = call.In<T>(1);
        Span<T> sums = call.Out<T>();
        sums.Clear();
        for (int i = 0; i < blocks.Length; i++)
        {
            sums[i % sums.Length] += blocks[i];
        }

        for (int c = 0; c < sums.Length / 2; c++)
        {
            sums[c] /= T.Sqrt(moments[(sums.Length / 2) + c] + T.CreateSaturating(Epsilon));
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        BatchNormKernels.MergeGradients(call.In<float>(0), call.In<float>(1), (float)Epsilon, call.Out<float>());
        return true;
    }
}

/// <summary>The gradient of a batch normalization's input. Inputs: x, γ, β, moments, ȳ, the sums (γ̄; β̄).</summary>
/// <remarks>
/// With moments of x itself: <c>x̄ = γ/√(σ²+ε) · (ȳ − (β̄ + x̂·γ̄)/m)</c>, m values per channel. With fixed moments the
/// second term is absent.
/// </remarks>
internal sealed record BatchNormInputGradient(double Epsilon, bool MomentsAreOfInput, Activation Activation) : Op
{
    /// <summary>m of the whole batch, where the call has only a part of it.</summary>
    public int? Rows { get; init; }

    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    internal override SampleWise? BySample(OpCall call) => new(0b10001);

    internal override Op ForSamples(OpCall whole, int count, bool continues) => this with { Rows = RowsOf(whole) };

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> gamma = call.In<T>(1);
        ReadOnlySpan<T> upstream = BatchNormUpstream.Of<T>(call, Activation, Epsilon);
        if (MomentsAreOfInput)
        {
            BatchNormReference.InputGradient(call.In<T>(0), gamma, call.In<T>(3), call.In<T>(5), upstream, (Epsilon, RowsOf(call)), call.Out<T>());
            return;
        }

        ReadOnlySpan<T> variance = call.In<T>(3)[gamma.Length..];
        Span<T> gradient = call.Out<T>();
        for (int i = 0; i < gradient.Length; i++)
        {
            int c = i % gamma.Length;
            gradient[i] = upstream[i] * gamma[c] / T.Sqrt(variance[c] + T.CreateSaturating(Epsilon));
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        if (!MomentsAreOfInput)
        {
            return false;
        }

        BatchNormGradient known = new()
        {
            Gamma = call.In<float>(1),
            Moments = call.In<float>(3),
            Sums = call.In<float>(5),
            Epsilon = (float)Epsilon,
            Rows = RowsOf(call),
        };
        BatchNormKernels.InputGradient(in known, call.In<float>(0), call.In<float>(4), call.Out<float>(), BatchNormUpstream.ClampOf(call, Activation, Epsilon));
        return true;
    }

    private int RowsOf(OpCall call) => Rows ?? call.Output.Count / call.Output.Shape[^1];
}

/// <summary>The upstream gradient of a batch normalization that clamps its output.</summary>
file static class BatchNormUpstream
{
    /// <summary>What passes through the clamp. The call's inputs begin with x, γ, β, moments, ȳ.</summary>
    public static ReadOnlySpan<T> Of<T>(OpCall call, Activation activation, double epsilon)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ReadOnlySpan<T> upstream = call.In<T>(4);
        if (activation == Activation.None)
        {
            return upstream;
        }

        T[] output = new T[upstream.Length];
        (T low, T high) = activation.Range<T>();
        BatchNormReference.Normalize(call.In<T>(0), call.In<T>(1), call.In<T>(2), call.In<T>(3), epsilon, output);
        return BatchNormReference.ThroughClamp(output, upstream, low, high);
    }

    /// <summary>The same for the kernels, which mask while they read.</summary>
    public static BatchNormClamp ClampOf(OpCall call, Activation activation, double epsilon)
    {
        (float low, float high) = activation.Range<float>();
        return activation == Activation.None
            ? default
            : new BatchNormClamp { Gamma = call.In<float>(1), Beta = call.In<float>(2), Epsilon = (float)epsilon, Low = low, High = high };
    }
}

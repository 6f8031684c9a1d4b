using System.Numerics;

namespace Bantam.Model;

/// <summary>The gradients of γ and β, which the input's gradient needs too. Inputs: x, γ, β, moments, ȳ. Output [2, C]: γ̄ = Σ ȳ·x̂, β̄ = Σ ȳ.</summary>
internal sealed record BatchNormGradientSums(double Epsilon, Activation Activation) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[3];

    protected internal override void Compute<T>(OpCall call) =>
        BatchNormReference.GradientSums(call.In<T>(0), call.In<T>(3), BatchNormUpstream.Of<T>(call, Activation, Epsilon), Epsilon, call.Out<T>());

    protected internal override bool TryComputeFast(OpCall call)
    {
        BatchNormKernels.GradientSums(call.In<float>(0), call.In<float>(3), call.In<float>(4), (float)Epsilon, call.Out<float>(), BatchNormUpstream.ClampOf(call, Activation));
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
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> gamma = call.In<T>(1);
        ReadOnlySpan<T> upstream = BatchNormUpstream.Of<T>(call, Activation, Epsilon);
        if (MomentsAreOfInput)
        {
            BatchNormReference.InputGradient(call.In<T>(0), gamma, call.In<T>(3), call.In<T>(5), upstream, Epsilon, call.Out<T>());
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

        BatchNormClamp clamp = BatchNormUpstream.ClampOf(call, Activation);
        BatchNormKernels.InputGradient(call.In<float>(0), call.In<float>(1), call.In<float>(3), call.In<float>(5), call.In<float>(4), (float)Epsilon, call.Out<float>(), clamp);
        return true;
    }
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
    public static BatchNormClamp ClampOf(OpCall call, Activation activation)
    {
        (float low, float high) = activation.Range<float>();
        return activation == Activation.None
            ? default
            : new BatchNormClamp { Gamma = call.In<float>(1), Beta = call.In<float>(2), Low = low, High = high };
    }
}

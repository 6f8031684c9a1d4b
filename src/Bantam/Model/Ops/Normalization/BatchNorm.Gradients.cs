namespace Bantam.Model;

/// <summary>The gradients of γ and β, which the input's gradient needs too. Inputs: x, moments, ȳ. Output [2, C]: γ̄ = Σ ȳ·x̂, β̄ = Σ ȳ.</summary>
internal sealed record BatchNormGradientSums(double Epsilon) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[1];

    protected internal override void Compute<T>(OpCall call) =>
        BatchNormReference.GradientSums(call.In<T>(0), call.In<T>(1), call.In<T>(2), Epsilon, call.Out<T>());

    protected internal override bool TryComputeFast(OpCall call)
    {
        BatchNormKernels.GradientSums(call.In<float>(0), call.In<float>(1), call.In<float>(2), (float)Epsilon, call.Out<float>());
        return true;
    }
}

/// <summary>The gradient of a batch normalization's input. Inputs: x, γ, moments, the sums (γ̄; β̄), ȳ.</summary>
/// <remarks>
/// With moments of x itself: <c>x̄ = γ/√(σ²+ε) · (ȳ − (β̄ + x̂·γ̄)/m)</c>, m values per channel. With fixed moments the
/// second term is absent.
/// </remarks>
internal sealed record BatchNormInputGradient(double Epsilon, bool MomentsAreOfInput) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    protected internal override void Compute<T>(OpCall call)
    {
        if (MomentsAreOfInput)
        {
            BatchNormReference.InputGradient(call.In<T>(0), call.In<T>(1), call.In<T>(2), call.In<T>(3), call.In<T>(4), Epsilon, call.Out<T>());
            return;
        }

        ReadOnlySpan<T> gamma = call.In<T>(1);
        ReadOnlySpan<T> variance = call.In<T>(2)[gamma.Length..];
        ReadOnlySpan<T> upstream = call.In<T>(4);
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

        BatchNormKernels.InputGradient(call.In<float>(0), call.In<float>(1), call.In<float>(2), call.In<float>(3), call.In<float>(4), (float)Epsilon, call.Out<float>());
        return true;
    }
}

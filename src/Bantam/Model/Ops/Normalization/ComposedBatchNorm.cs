namespace Bantam.Model;

/// <summary>The gradient of a batch normalization in plain ops, for sweeps that are differentiated again.</summary>
/// <remarks>
/// The fused gradient takes the moments as given and so hides that they depend on x. Here x is standardized once more where
/// they are its own, so that every derivative exists. With x̂ the standardized x and f the fused activation:
/// <c>z̄ = f′ ∘ ȳ</c>, <c>γ̄ = Σ z̄ ∘ x̂</c>, <c>β̄ = Σ z̄</c>, and x̄ is the gradient of x̂ for γ ∘ z̄.
/// </remarks>
internal static class ComposedBatchNorm
{
    /// <summary>The gradients of x, γ and β; the moments have none.</summary>
    public static Tensor?[] Gradient(BatchNorm op, OpCall call, Tensor upstream)
    {
        Tensor inner = op.Activation.Gradient(call.Output, upstream);
        (Tensor normalized, Tensor input) = op.MomentsAreOfInput
            ? ByOwnMoments(op, call.Inputs[0], inner * call.Inputs[1])
            : ByFixedMoments(op, call, inner * call.Inputs[1]);
        return [input, new SumRows().Apply(inner * normalized), new SumRows().Apply(inner), null];
    }

    private static (Tensor Normalized, Tensor InputGradient) ByOwnMoments(BatchNorm op, Tensor x, Tensor upstream)
    {
        Axes allButChannels = new([.. Enumerable.Range(0, x.Shape.Rank - 1)]);
        Standardize standardize = new(allButChannels, op.Epsilon);
        Tensor normalized = standardize.Apply(x);
        return (normalized, standardize.Gradient(new OpCall(standardize, [x], normalized), upstream)[0]!);
    }

    private static (Tensor Normalized, Tensor InputGradient) ByFixedMoments(BatchNorm op, OpCall call, Tensor upstream)
    {
        Tensor moments = call.Inputs[3].Detach();
        Tensor epsilon = moments.Element == ElementType.Float64 ? Tensor.Scalar(op.Epsilon) : Tensor.Scalar((float)op.Epsilon);
        Tensor factor = new Power(-0.5).Apply(new Row(1).Apply(moments) + epsilon);
        return ((call.Inputs[0] - new Row(0).Apply(moments)) * factor, upstream * factor);
    }
}

using Bantam.Model;

namespace Bantam.Training;

/// <summary>Half the squared distance from the targets: the loss for regression and for autoencoders.</summary>
/// <remarks><c>L = (1/N)·Σₙ ½·‖yₙ − tₙ‖²</c>; ȳ = (y − t)/N (notes: lines 1190-1200). Inputs: outputs y [N, …] and targets t with as many elements per sample.</remarks>
public sealed record SquaredError : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        LossShapes.Check(this, inputs);
        Shape targets = inputs[1].Shape;
        if (targets.Rank == 0 || targets[0] != inputs[0].Shape[0] || targets.Count != inputs[0].Shape.Count || inputs[0].Element != inputs[1].Element)
        {
            throw new ShapeException($"{Name} expects as many targets as outputs for each sample, of one element type, but got outputs {inputs[0]} and targets {inputs[1]}.");
        }

        return inputs[0] with { Shape = [] };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
        [new SquaredErrorGradient().Apply(call.Inputs[0], call.Inputs[1], upstream), null];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> y = call.In<T>(0);
        ReadOnlySpan<T> t = call.In<T>(1);
        T sum = T.Zero;
        for (int i = 0; i < y.Length; i++)
        {
            T error = y[i] - t[i];
            sum += error * error;
        }

        call.Out<T>()[0] = sum / T.CreateSaturating(2 * call.Inputs[0].Shape[0]);
    }
}

/// <summary>The gradient of the loss with respect to its outputs. Inputs: outputs, targets, upstream (a scalar).</summary>
/// <remarks><c>g = w·(y − t)/N</c> for the upstream w: linear in y and in w. The targets are constants, as in the loss.</remarks>
internal sealed record SquaredErrorGradient : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
    [
        call.NeedsGradient(0) ? LossGradients.Weighted(upstream, call.Inputs[2]) : null,
        null,
        call.NeedsGradient(2) ? LossGradients.OfWeight(this, call, upstream) : null,
    ];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> y = call.In<T>(0);
        ReadOnlySpan<T> t = call.In<T>(1);
        Span<T> gradient = call.Out<T>();
        T weight = call.In<T>(2)[0] / T.CreateSaturating(call.Output.Shape[0]);
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = (y[i] - t[i]) * weight;
        }
    }
}

/// <summary>What the second derivatives of losses share. Their gradients g(x, t, w) are linear in the upstream weight w, a scalar, and means over the batch.</summary>
internal static class LossGradients
{
    /// <summary>v·w/N: a vector v of the shape of the outputs, weighted like the loss.</summary>
    public static Tensor Weighted(Tensor vector, Tensor weight) =>
        (1.0 / vector.Shape[0]) * (vector * weight);

    /// <summary>The gradient of w: ⟨v, g(x, t, 1)⟩.</summary>
    public static Tensor OfWeight(Op gradient, OpCall call, Tensor vector)
    {
        Tensor one = vector.Element == ElementType.Float64 ? Tensor.Scalar(1.0) : Tensor.Scalar(1f);
        return new Sum().Apply(new Multiply().Apply(vector, gradient.Apply(call.Inputs[0], call.Inputs[1], one)));
    }
}

/// <summary>What all losses expect.</summary>
internal static class LossShapes
{
    public static void Check(Op loss, ReadOnlySpan<TensorType> inputs)
    {
        if (inputs.Length != 2 || !inputs[0].Element.IsFloat || inputs[0].Shape.Rank == 0 || inputs[0].Shape.Count == 0)
        {
            throw new ShapeException($"{loss.Name} takes the network's output [N, …] and its targets.");
        }
    }
}

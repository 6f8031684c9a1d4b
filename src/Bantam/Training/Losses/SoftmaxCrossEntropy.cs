using System.Numerics;
using Bantam.Model;

namespace Bantam.Training;

/// <summary>Cross-entropy between the softmax of scores and the true class: the loss for classification.</summary>
/// <remarks>
/// <para><c>L = −(1/N)·Σₙ Σᵢ tₙᵢ·log softmax(xₙ)ᵢ</c>, in the form m + log Σ e^(x−m) − ⟨t, x⟩ that never takes the logarithm of
/// a vanished probability. x̄ = (softmax(x) − t)/N (notes: lines 716-723 and 1194).</para>
/// <para>Inputs: scores x [N, C], and targets: class indices (Int32 [N]), or one distribution per row ([N, C], each row
/// summing to 1: one-hot, smoothed or mixed labels).</para>
/// </remarks>
public sealed record SoftmaxCrossEntropy : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        LossShapes.Check(this, inputs);
        if (inputs[0].Shape.Rank != 2)
        {
            throw new ShapeException($"{Name} expects scores [batch, classes], but got {inputs[0]}.");
        }

        bool indices = inputs[1].Element == ElementType.Int32 && inputs[1].Shape == new Shape(inputs[0].Shape[0]);
        if (!indices && inputs[1] != inputs[0])
        {
            throw new ShapeException($"{Name} on scores {inputs[0]} expects class indices Int32[{inputs[0].Shape[0]}] or soft labels {inputs[0]}, but got {inputs[1]}.");
        }

        return inputs[0] with { Shape = [] };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
        [new SoftmaxCrossEntropyGradient().Apply(call.Inputs[0], call.Inputs[1], upstream), null];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        int classes = call.Inputs[0].Shape[1];
        int rows = call.Inputs[0].Shape[0];
        T sum = T.Zero;
        for (int n = 0; n < rows; n++)
        {
            ReadOnlySpan<T> x = call.In<T>(0).Slice(n * classes, classes);
            (T maximum, T total) = Scores.Sum(x);
            T logTotal = maximum + T.Log(total);
            if (call.Inputs[1].Element == ElementType.Int32)
            {
                sum += logTotal - x[Scores.Label(call.In<int>(1)[n], classes)];
                continue;
            }

            ReadOnlySpan<T> target = call.In<T>(1).Slice(n * classes, classes);
            for (int i = 0; i < classes; i++)
            {
                sum += target[i] * (logTotal - x[i]);
            }
        }

        call.Out<T>()[0] = sum / T.CreateSaturating(rows);
    }

    /// <inheritdoc/>
    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        fixed (float* scores = call.In<float>(0), targets = Scores.TargetsOf(call))
        fixed (int* labels = Scores.LabelsOf(call))
        {
            CrossEntropyArguments arguments = new() { Scores = scores, Labels = labels, Targets = targets, Rows = call.Inputs[0].Shape[0], Classes = call.Inputs[0].Shape[1] };
            call.Out<float>()[0] = CrossEntropyKernels.Loss(in arguments) / arguments.Rows;
        }

        return true;
    }
}

/// <summary>The gradient of the loss with respect to its scores. Inputs: scores, targets, upstream (a scalar).</summary>
/// <remarks><c>g = w·(softmax(x) − t)/N</c> for the upstream w, so its own gradient is that of the softmax. The targets are constants, as in the loss.</remarks>
internal sealed record SoftmaxCrossEntropyGradient : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0];

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) =>
    [
        call.NeedsGradient(0) ? new SoftmaxGradient().Apply(new Softmax().Apply(call.Inputs[0]), LossGradients.Weighted(upstream, call.Inputs[2])) : null,
        null,
        call.NeedsGradient(2) ? LossGradients.OfWeight(this, call, upstream) : null,
    ];

    protected internal override void Compute<T>(OpCall call)
    {
        int classes = call.Output.Shape[1];
        int rows = call.Output.Shape[0];
        T weight = call.In<T>(2)[0] / T.CreateSaturating(rows);
        for (int n = 0; n < rows; n++)
        {
            ReadOnlySpan<T> x = call.In<T>(0).Slice(n * classes, classes);
            Span<T> gradient = call.Out<T>().Slice(n * classes, classes);
            (T maximum, T total) = Scores.Sum(x);
            for (int i = 0; i < classes; i++)
            {
                gradient[i] = T.Exp(x[i] - maximum) / total * weight;
            }

            if (call.Inputs[1].Element == ElementType.Int32)
            {
                gradient[Scores.Label(call.In<int>(1)[n], classes)] -= weight;
                continue;
            }

            ReadOnlySpan<T> target = call.In<T>(1).Slice(n * classes, classes);
            for (int i = 0; i < classes; i++)
            {
                gradient[i] -= target[i] * weight;
            }
        }
    }

    protected internal override unsafe bool TryComputeFast(OpCall call)
    {
        fixed (float* scores = call.In<float>(0), targets = Scores.TargetsOf(call), gradient = call.Out<float>())
        fixed (int* labels = Scores.LabelsOf(call))
        {
            CrossEntropyArguments arguments = new() { Scores = scores, Labels = labels, Targets = targets, Rows = call.Output.Shape[0], Classes = call.Output.Shape[1] };
            CrossEntropyKernels.Gradient(in arguments, call.In<float>(2)[0] / arguments.Rows, gradient);
        }

        return true;
    }
}

/// <summary>What the loss and its gradient share.</summary>
file static class Scores
{
    /// <summary>The class indices of a call, each checked; empty where its targets are distributions.</summary>
    public static ReadOnlySpan<int> LabelsOf(OpCall call)
    {
        if (call.Inputs[1].Element != ElementType.Int32)
        {
            return default;
        }

        ReadOnlySpan<int> labels = call.In<int>(1);
        foreach (int label in labels)
        {
            Label(label, call.Inputs[0].Shape[1]);
        }

        return labels;
    }

    /// <summary>The distributions of a call; empty where its targets are class indices.</summary>
    public static ReadOnlySpan<float> TargetsOf(OpCall call) => call.Inputs[1].Element == ElementType.Float32 ? call.In<float>(1) : default;

    /// <summary>The maximum m of a row and Σ e^(x−m), which lies in [1, C] and so neither overflows nor vanishes.</summary>
    public static (T Maximum, T Sum) Sum<T>(ReadOnlySpan<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T maximum = x[0];
        foreach (T value in x)
        {
            maximum = T.Max(maximum, value);
        }

        T sum = T.Zero;
        foreach (T value in x)
        {
            sum += T.Exp(value - maximum);
        }

        return (maximum, sum);
    }

    public static int Label(int label, int classes) => (uint)label < (uint)classes
        ? label
        : throw new InvalidOperationException($"A target is class {label}, but the network has {classes} outputs: classes are 0 to {classes - 1}.");
}

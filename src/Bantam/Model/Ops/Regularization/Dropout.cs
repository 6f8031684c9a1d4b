namespace Bantam.Model;

/// <summary>Drops elements at random in training, so that no unit relies on one other; at inference it does nothing.</summary>
/// <param name="Rate">The probability p with which an element is dropped, in [0, 1).</param>
/// <remarks>
/// <para>In training <c>y = x ∘ m/(1−p)</c>, m independently 0 with probability p and 1 otherwise; x̄ = ȳ ∘ m/(1−p). Scaling in
/// training ("inverted") keeps the expectation, so inference needs no factor (1−p) and the op is a view there.</para>
/// <para>Inputs, in order: x of any shape and the state [steps, key], a parameter that is not trained. Every step in training
/// draws a new mask from key and step, whatever the number of threads, and counts the step in place; after 2²⁴ steps
/// masks repeat. NaN·0 is NaN: a dropped NaN stays. Leave it out beside batch normalization unless a trial speaks
/// for it (notes: lines 1712-1728 and 1957). Source: Srivastava et al., 2014.</para>
/// </remarks>
public sealed record Dropout(double Rate) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        RandomSteps.Check(this, inputs, Rate);
        return inputs[0];
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [upstream, null];

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => default;

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call) => call.In<T>(0).CopyTo(call.Out<T>());

    internal override Tensor View(Tensor input) => input.ViewAs(input.Shape);

    internal override Tensor ApplyInTraining(ReadOnlySpan<Tensor> inputs) => RandomSteps.Mask(this, new DropoutMask(Rate, inputs[0].Shape), inputs);
}

/// <summary>A mask of zeros, with probability <paramref name="Rate"/>, and of 1/(1 − rate). Input: the state [steps, key].</summary>
internal sealed record DropoutMask(double Rate, Shape Shape) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = Shape };

    protected internal override void Compute<T>(OpCall call)
    {
        (RandomBlocks random, ulong first) = RandomSteps.Numbers(call.In<T>(0), call.Output.Count);
        Span<T> y = call.Out<T>();
        T kept = T.CreateSaturating(1 / (1 - Rate));
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = random.At(first + (ulong)(i / 4))[i % 4] < RandomSteps.Limit(Rate) ? T.Zero : kept;
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        (RandomBlocks random, ulong first) = RandomSteps.Numbers(call.In<float>(0), call.Output.Count);
        DropoutKernels.Mask(random, first, RandomSteps.Limit(Rate), (float)(1 / (1 - Rate)), call.Out<float>());
        return true;
    }
}

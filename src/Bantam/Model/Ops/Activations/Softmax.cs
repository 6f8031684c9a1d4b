namespace Bantam.Model;

/// <summary>Turns each row of scores along the last axis into positive numbers that sum to 1.</summary>
/// <remarks>
/// <c>yᵢ = e^(xᵢ−m) / Σⱼ e^(xⱼ−m)</c> with m the row's maximum: without the subtraction, scores above 88 overflow
/// (notes: lines 716-732). x̄ = y ∘ (ȳ − ⟨ȳ, y⟩). A NaN, or a maximum of +∞, makes its row NaN. The outputs are not calibrated probabilities. For training use
/// the cross-entropy loss on scores instead: it is exact where this saturates.
/// </remarks>
public sealed record Softmax : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, 1);
        Expect.Float(this, inputs[0]);
        if (inputs[0].Shape.Rank == 0 || inputs[0].Shape[^1] == 0)
        {
            throw new ShapeException($"Softmax needs at least one score along the last axis, but got {inputs[0]}.");
        }

        return inputs[0];
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new SoftmaxGradient().Apply(call.Output, upstream)];

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        int columns = call.Output.Shape[^1];
        for (int start = 0; start < call.Output.Count; start += columns)
        {
            ReadOnlySpan<T> x = call.In<T>(0).Slice(start, columns);
            Span<T> y = call.Out<T>().Slice(start, columns);
            T maximum = x[0];
            foreach (T value in x)
            {
                maximum = T.Max(maximum, value);
            }

            T sum = T.Zero;
            for (int i = 0; i < columns; i++)
            {
                y[i] = T.Exp(x[i] - maximum);
                sum += y[i];
            }

            for (int i = 0; i < columns; i++)
            {
                y[i] /= sum;
            }
        }
    }

    /// <inheritdoc/>
    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseKernels.SoftmaxRows(call.In<float>(0), call.Out<float>(), call.Output.Shape[^1]);
        return true;
    }
}

/// <summary>The gradient of <see cref="Softmax"/> from its output y and the upstream gradient ȳ.</summary>
internal sealed record SoftmaxGradient : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Binary.Infer(this, inputs);

    // x̄ = y ∘ (ȳ − ⟨ȳ, y⟩) is linear in ȳ, by a symmetric matrix; in y it is a product of two terms.
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor y = call.Inputs[0];
        Tensor inner = call.Inputs[1];
        Sum rows = new() { Axes = [-1], KeepAxes = true };
        return
        [
            call.NeedsGradient(0) ? (upstream * (inner - rows.Apply(inner * y))) - (inner * rows.Apply(upstream * y)) : null,
            call.NeedsGradient(1) ? this.Apply(y, upstream) : null,
        ];
    }

    protected internal override void Compute<T>(OpCall call)
    {
        int columns = call.Output.Shape[^1];
        for (int start = 0; start < call.Output.Count; start += columns)
        {
            ReadOnlySpan<T> y = call.In<T>(0).Slice(start, columns);
            ReadOnlySpan<T> upstream = call.In<T>(1).Slice(start, columns);
            Span<T> gradient = call.Out<T>().Slice(start, columns);
            T inner = T.Zero;
            for (int i = 0; i < columns; i++)
            {
                inner += y[i] * upstream[i];
            }

            for (int i = 0; i < columns; i++)
            {
                gradient[i] = y[i] * (upstream[i] - inner);
            }
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        int columns = call.Output.Shape[^1];
        for (int start = 0; start < call.Output.Count; start += columns)
        {
            ReadOnlySpan<float> y = call.In<float>(0).Slice(start, columns);
            ReadOnlySpan<float> upstream = call.In<float>(1).Slice(start, columns);
            MomentKernels.ScaleDistances(upstream, (float)MomentKernels.SumOfProducts(y, upstream), y, call.Out<float>().Slice(start, columns));
        }

        return true;
    }
}

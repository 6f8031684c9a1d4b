namespace Bantam.Model;

/// <summary>Joins tensors along the last axis: the channels of parallel branches.</summary>
/// <remarks>
/// Shapes: [.., C₁], [.., C₂], … become [.., C₁+C₂+…]; all leading axes are equal. The gradient is sliced back exactly
/// (notes: lines 2091-2093).
/// </remarks>
public sealed record Concat : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        Expect.Inputs(this, inputs, 1, int.MaxValue);
        Expect.SameElement(this, inputs);
        int channels = 0;
        foreach (TensorType input in inputs)
        {
            if (input.Shape.Rank == 0 || input.Shape.Rank != inputs[0].Shape.Rank || !input.Shape.Lengths[..^1].SequenceEqual(inputs[0].Shape.Lengths[..^1]))
            {
                throw new ShapeException($"Concat joins the last axis, so all other axes must be equal, but got {inputs[0]} and {input}.");
            }

            channels += input.Shape[^1];
        }

        return inputs[0] with { Shape = [.. inputs[0].Shape.Lengths[..^1], channels] };
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        Tensor?[] gradients = new Tensor?[call.Inputs.Count];
        int start = 0;
        for (int i = 0; i < gradients.Length; i++)
        {
            int channels = call.Inputs[i].Shape[^1];
            gradients[i] = call.NeedsGradient(i) ? new SliceChannels(start, channels).Apply(upstream) : null;
            start += channels;
        }

        return gradients;
    }

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call)
    {
        Span<T> y = call.Out<T>();
        int total = call.Output.Shape[^1];
        int start = 0;
        for (int i = 0; i < call.Inputs.Count; i++)
        {
            ReadOnlySpan<T> x = call.In<T>(i);
            int channels = call.Inputs[i].Shape[^1];
            for (int row = 0; channels > 0 && row < x.Length / channels; row++)
            {
                x.Slice(row * channels, channels).CopyTo(y[((row * total) + start)..]);
            }

            start += channels;
        }
    }
}

/// <summary>A range of the last axis: the gradient of one branch of a <see cref="Concat"/>.</summary>
internal sealed record SliceChannels(int Start, int Channels) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs[0] with { Shape = [.. inputs[0].Shape.Lengths[..^1], Channels] };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream)
    {
        // The channels outside of the range did not matter: their gradient is zero.
        int total = call.Inputs[0].Shape[^1];
        ReadOnlySpan<int> leading = upstream.Shape.Lengths[..^1];
        Tensor before = Tensor.Zeros(upstream.Type with { Shape = [.. leading, Start] });
        Tensor after = Tensor.Zeros(upstream.Type with { Shape = [.. leading, total - Start - Channels] });
        return [new Concat().Apply(before, upstream, after)];
    }

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        int total = call.Inputs[0].Shape[^1];
        for (int row = 0; Channels > 0 && row < y.Length / Channels; row++)
        {
            x.Slice((row * total) + Start, Channels).CopyTo(y[(row * Channels)..]);
        }
    }
}

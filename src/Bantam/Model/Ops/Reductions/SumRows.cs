namespace Bantam.Model;

/// <summary>Sums over all axes but the last: the gradient of a bias.</summary>
/// <remarks><c>y[c] = Σᵣ x[r, c]</c>, where r runs over all leading axes together.</remarks>
internal sealed record SumRows : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = [inputs[0].Shape[^1]] };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new RepeatRows(call.Inputs[0].Shape).Apply(upstream)];

    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => new(0, inputs[0].Shape.Count);

    internal override IReadOnlyList<OpCall> Split(OpCall call)
    {
        RowBlocks blocks = new(ChannelBlocks.Of(call.Inputs[0].Shape));
        Tensor partials = Tensor.Placeholder(blocks.Infer([call.Inputs[0].Type]));
        return [new OpCall(blocks, [call.Inputs[0]], partials), new OpCall(new MergedRows(), [partials], call.Output)];
    }

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> y = call.Out<T>();
        y.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            y[i % y.Length] += x[i];
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        ChannelBlocks blocks = ChannelBlocks.Of(call.Inputs[0].Shape);
        Span<float> partials = blocks.Partials(rows: 1);
        ElementwiseKernels.SumBlocks(call.In<float>(0), partials, blocks.Channels, blocks.RowsPerBlock);
        ElementwiseKernels.SumRows(partials, call.Out<float>());
        return true;
    }
}

/// <summary>Sums over all axes but the last, for each block of samples: [N, .., C] becomes [blocks, C].</summary>
internal sealed record RowBlocks(ChannelBlocks Blocks) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = [Blocks.Count, Blocks.Channels] };

    internal override SampleWise? BySample(OpCall call) => new(0b1, Blocks.SamplesPerBlock);

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> x = call.In<T>(0);
        Span<T> sums = call.Out<T>();
        sums.Clear();
        for (int i = 0; i < x.Length; i++)
        {
            sums[(i / (Blocks.RowsPerBlock * Blocks.Channels) * Blocks.Channels) + (i % Blocks.Channels)] += x[i];
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseKernels.SumBlocks(call.In<float>(0), call.Out<float>(), Blocks.Channels, Blocks.RowsPerBlock);
        return true;
    }
}

/// <summary>Adds up the sums of blocks: [blocks, C] becomes [C].</summary>
internal sealed record MergedRows : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = [inputs[0].Shape[^1]] };

    protected internal override void Compute<T>(OpCall call) => new SumRows().Compute<T>(call);

    protected internal override bool TryComputeFast(OpCall call)
    {
        ElementwiseKernels.SumRows(call.In<float>(0), call.Out<float>());
        return true;
    }
}

/// <summary>Repeats a row over all leading axes: the gradient of <see cref="SumRows"/>.</summary>
internal sealed record RepeatRows(Shape Shape) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = Shape };

    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [new SumRows().Apply(upstream)];

    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> row = call.In<T>(0);
        Span<T> y = call.Out<T>();
        for (int i = 0; i < y.Length; i += row.Length)
        {
            row.CopyTo(y[i..]);
        }
    }
}

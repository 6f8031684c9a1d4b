namespace Bantam.Model;

/// <summary>Mean and biased variance of each channel over all other axes: [N, .., C] becomes [2, C].</summary>
internal sealed record BatchMoments : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        int channels = inputs[0].Shape[^1];
        if (inputs[0].Shape.Count <= channels)
        {
            throw new ShapeException($"Batch normalization in training needs at least 2 values per channel, but {inputs[0]} has {inputs[0].Shape.Count / Math.Max(channels, 1)}: use a larger batch, or evaluate instead of training.");
        }

        return inputs[0] with { Shape = [2, channels] };
    }

    internal override IReadOnlyList<OpCall> Split(OpCall call)
    {
        MomentBlocks blocks = new(ChannelBlocks.Of(call.Inputs[0].Shape));
        Tensor partials = Tensor.Placeholder(blocks.Infer([call.Inputs[0].Type]));
        return [new OpCall(blocks, [call.Inputs[0]], partials), new OpCall(new MergedMoments(blocks.Blocks), [partials], call.Output)];
    }

    protected internal override void Compute<T>(OpCall call) => BatchNormReference.Moments(call.In<T>(0), call.Out<T>());

    protected internal override bool TryComputeFast(OpCall call)
    {
        ChannelBlocks blocks = ChannelBlocks.Of(call.Inputs[0].Shape);
        Span<float> partials = blocks.Partials(rows: 2);
        BatchNormKernels.MomentBlocks(call.In<float>(0), partials, blocks.Channels, blocks.RowsPerBlock);
        BatchNormKernels.MergeMoments(partials, blocks.Rows, blocks.RowsPerBlock, call.Out<float>());
        return true;
    }
}

/// <summary>For each block of samples, the mean of each channel and the sum of the squared distances from it: [N, .., C] becomes [blocks, 2, C].</summary>
internal sealed record MomentBlocks(ChannelBlocks Blocks) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = [Blocks.Count, 2, Blocks.Channels] };

    internal override SampleWise? BySample(OpCall call) => new(0b1, Blocks.SamplesPerBlock);

    protected internal override void Compute<T>(OpCall call)
    {
        int length = Blocks.RowsPerBlock * Blocks.Channels;
        for (int block = 0; block < call.Output.Shape[0]; block++)
        {
            ReadOnlySpan<T> x = call.In<T>(0)[(block * length)..];
            x = x[..Math.Min(length, x.Length)];
            Span<T> moments = call.Out<T>().Slice(block * 2 * Blocks.Channels, 2 * Blocks.Channels);
            BatchNormReference.Moments(x, moments);
            foreach (ref T variance in moments[Blocks.Channels..])
            {
                variance *= T.CreateSaturating(x.Length / Blocks.Channels);
            }
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        BatchNormKernels.MomentBlocks(call.In<float>(0), call.Out<float>(), Blocks.Channels, Blocks.RowsPerBlock);
        return true;
    }
}

/// <summary>The moments of a batch from those of its blocks, [blocks, 2, C].</summary>
internal sealed record MergedMoments(ChannelBlocks Blocks) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = [2, Blocks.Channels] };

    // Chan, Golub and LeVeque, 1979: the squared distances of two sets around their common mean.
    protected internal override void Compute<T>(OpCall call)
    {
        ReadOnlySpan<T> blocks = call.In<T>(0);
        Span<T> moments = call.Out<T>();
        int channels = Blocks.Channels;
        for (int c = 0; c < channels; c++)
        {
            T count = T.Zero, mean = T.Zero, squares = T.Zero;
            for (int block = 0; block < Blocks.Count; block++)
            {
                T rows = T.CreateSaturating(Blocks.RowsOf(block));
                T shift = blocks[(block * 2 * channels) + c] - mean;
                squares += blocks[(block * 2 * channels) + channels + c] + (shift * shift * count * rows / (count + rows));
                mean += shift * rows / (count + rows);
                count += rows;
            }

            (moments[c], moments[channels + c]) = (mean, squares / count);
        }
    }

    protected internal override bool TryComputeFast(OpCall call)
    {
        BatchNormKernels.MergeMoments(call.In<float>(0), Blocks.Rows, Blocks.RowsPerBlock, call.Out<float>());
        return true;
    }
}

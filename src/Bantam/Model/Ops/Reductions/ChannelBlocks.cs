namespace Bantam.Model;

/// <summary>How the rows of [N, .., C] are cut into blocks of whole samples for sums over channels.</summary>
/// <param name="Batch">N.</param>
/// <param name="RowsPerSample">The product of the axes between.</param>
/// <param name="Channels">C.</param>
internal readonly record struct ChannelBlocks(int Batch, int RowsPerSample, int Channels)
{
    /// <summary>Samples of a block.</summary>
    public int SamplesPerBlock { get; } = BatchCuts.SamplesPerBlock(Batch, RowsPerSample * Channels);

    /// <summary>Rows of a block; the last one may have fewer.</summary>
    public int RowsPerBlock => SamplesPerBlock * RowsPerSample;

    /// <summary>All rows.</summary>
    public int Rows => Batch * RowsPerSample;

    /// <summary>The number of blocks.</summary>
    public int Count => BatchCuts.Rows(Batch, SamplesPerBlock);

    /// <summary>The blocks of a shape. Where the first axis is the only one, it is the channels'.</summary>
    public static ChannelBlocks Of(Shape shape)
    {
        int channels = shape[^1];
        int batch = shape.Rank > 1 ? shape[0] : 1;
        return new ChannelBlocks(batch, shape.Count / Math.Max(1, batch * channels), channels);
    }

    /// <summary>Rows of one block.</summary>
    public int RowsOf(int block) => Math.Min(RowsPerBlock, Rows - (block * RowsPerBlock));

    /// <summary>Memory for some rows of sums per block, until the next call on this thread.</summary>
    public unsafe Span<float> Partials(int rows)
    {
        int length = checked(Count * rows * Channels);
        return new Span<float>(Scratch.Get<float>(Scratch.Use.Partials, length), length);
    }
}

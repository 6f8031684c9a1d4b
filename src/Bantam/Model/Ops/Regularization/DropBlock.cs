namespace Bantam.Model;

/// <summary>Drops square blocks of each channel at random in training: neighbors of a dropped pixel cannot stand in for it.</summary>
/// <param name="Rate">The share p of elements to drop, in [0, 1).</param>
/// <param name="BlockSize">The side b of a block in pixels, at least 1 and at most the side of the image. With 1 it is <see cref="Dropout"/>.</param>
/// <remarks>
/// <para>In training each pixel at which a block fits becomes the corner of a dropped block with probability
/// <c>γ = p/b² · H·W/((H−b+1)·(W−b+1))</c>, and what is kept is scaled by the number of elements over that of the kept ones. At
/// inference it does nothing and is a view.</para>
/// <para>Inputs, in order: x [N, H, W, C] and the state [steps, key], as in <see cref="Dropout"/>. Blocks overlap, so the dropped
/// share is a little below p. NaN·0 is NaN: a dropped NaN stays. Source: Ghiasi et al., "DropBlock", 2018; notes, lines 1732-1735.</para>
/// </remarks>
public sealed record DropBlock(double Rate, int BlockSize) : Op
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        RandomSteps.Check(this, inputs, Rate);
        Expect.Rank(this, inputs[0], 4, "an input in NHWC");
        Shape x = inputs[0].Shape;
        return BlockSize >= 1 && BlockSize <= x[1] && BlockSize <= x[2]
            ? inputs[0]
            : throw new ShapeException($"{Name} needs blocks of 1x1 to {x[1]}x{x[2]}, the size of the image {inputs[0]} (NHWC), but got {BlockSize}x{BlockSize}.");
    }

    /// <inheritdoc/>
    public override Tensor?[] Gradient(OpCall call, Tensor upstream) => [upstream, null];

    /// <inheritdoc/>
    public override OpCost Cost(ReadOnlySpan<TensorType> inputs, TensorType output) => default;

    /// <summary>The probability γ with which a pixel becomes the corner of a block.</summary>
    /// <param name="height">The height of the image.</param>
    /// <param name="width">The width of the image.</param>
    /// <returns>γ, in [0, 1].</returns>
    public double CornerRate(int height, int width) => Math.Min(
        1,
        Rate / ((double)BlockSize * BlockSize) * height * width / ((double)(height - BlockSize + 1) * (width - BlockSize + 1)));

    /// <inheritdoc/>
    protected internal override void Compute<T>(OpCall call) => call.In<T>(0).CopyTo(call.Out<T>());

    internal override Tensor View(Tensor input) => input.ViewAs(input.Shape);

    internal override Tensor ApplyInTraining(ReadOnlySpan<Tensor> inputs) => RandomSteps.Mask(
        this,
        BlockSize == 1 ? new DropoutMask(Rate, inputs[0].Shape) : new DropBlockMask(this, inputs[0].Shape),
        inputs);
}

/// <summary>A mask of blocks of zeros, elsewhere elements over kept elements. Input: the state [steps, key].</summary>
internal sealed record DropBlockMask(DropBlock Blocks, Shape Shape) : Op
{
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs[0] with { Shape = Shape };

    protected internal override void Compute<T>(OpCall call)
    {
        (int images, int rows, int columns) = (Shape[0], Shape[1] - Blocks.BlockSize + 1, Shape[2] - Blocks.BlockSize + 1);
        int corners = images * rows * columns * Shape[3];
        (RandomBlocks random, ulong first) = RandomSteps.Numbers(call.In<T>(0), corners);
        ulong limit = RandomSteps.Limit(Blocks.CornerRate(Shape[1], Shape[2]));
        Span<T> y = call.Out<T>();
        y.Fill(T.One);
        for (int i = 0; i < corners; i++)
        {
            if (random.At(first + (ulong)(i / 4))[i % 4] < limit)
            {
                (int pixel, int channel) = Math.DivRem(i, Shape[3]);
                (int line, int column) = Math.DivRem(pixel, columns);
                (int image, int row) = Math.DivRem(line, rows);
                Drop(y[((((((image * Shape[1]) + row) * Shape[2]) + column) * Shape[3]) + channel)..]);
            }
        }

        int dropped = y.Count(T.Zero);
        T kept = T.CreateSaturating(dropped == y.Length ? 1 : (double)y.Length / (y.Length - dropped));
        foreach (ref T value in y)
        {
            value *= kept;
        }
    }

    private void Drop<T>(Span<T> corner)
    {
        for (int row = 0; row < Blocks.BlockSize; row++)
        {
            for (int column = 0; column < Blocks.BlockSize; column++)
            {
                corner[((row * Shape[2]) + column) * Shape[3]] = default!;
            }
        }
    }
}

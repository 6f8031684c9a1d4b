using Bantam.Model;

namespace Bantam.Training;

/// <summary>Blackens a square around a random pixel; at the border less of it lies inside. The label stays.</summary>
/// <param name="Size">The side of the square, in pixels, at least 1.</param>
/// <remarks>Source: notes: lines 1555-1561; DeVries and Taylor, "Improved Regularization of Convolutional Neural Networks with Cutout", 2017.</remarks>
public sealed record Cutout(int Size) : Transform
{
    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape sample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Size, 1);
        return base.OutputShape(sample);
    }

    internal override void Apply(Canvas canvas, RandomStream random) =>
        Patch.Around(canvas, random, Size, Size).Fill(canvas, 0);
}

/// <summary>A rectangle of pixels that lies within an image.</summary>
internal readonly record struct Patch(int Top, int Left, int Bottom, int Right)
{
    public int Area => (Bottom - Top) * (Right - Left);

    /// <summary>A rectangle about a uniformly drawn pixel, clipped to the image.</summary>
    public static Patch Around(Canvas canvas, RandomStream random, int height, int width)
    {
        int top = random.NextInt32(canvas.Height) - (height / 2);
        int left = random.NextInt32(canvas.Width) - (width / 2);
        return Clipped(canvas, top, left, height, width);
    }

    public static Patch Clipped(Canvas canvas, int top, int left, int height, int width) => new(
        Math.Max(0, top),
        Math.Max(0, left),
        Math.Min(canvas.Height, top + height),
        Math.Min(canvas.Width, left + width));

    public void Fill(Canvas canvas, float value)
    {
        for (int y = Top; y < Bottom; y++)
        {
            canvas.Values.Slice(((y * canvas.Width) + Left) * canvas.Channels, (Right - Left) * canvas.Channels).Fill(value);
        }
    }

    public void Copy(Canvas from, Canvas to)
    {
        int length = (Right - Left) * to.Channels;
        for (int y = Top; y < Bottom; y++)
        {
            int start = ((y * to.Width) + Left) * to.Channels;
            from.Values.Slice(start, length).CopyTo(to.Values.Slice(start, length));
        }
    }
}

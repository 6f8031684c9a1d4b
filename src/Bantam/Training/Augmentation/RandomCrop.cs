using Bantam.Model;

namespace Bantam.Training;

/// <summary>Cuts out a part of the image at a random place, after a black border was put around it.</summary>
/// <param name="Height">The height of the part, in pixels, at least 1.</param>
/// <param name="Width">The width of the part, in pixels, at least 1.</param>
/// <param name="Padding">The width of the border, in pixels, at least 0.</param>
/// <remarks>32×32 out of 32×32 with a border of 4 has 9×9 places. Source: notes: lines 1533-1545 and 1585-1606.</remarks>
public sealed record RandomCrop(int Height, int Width, int Padding = 0) : Transform
{
    /// <inheritdoc/>
    public override bool IsRandom => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape sample)
    {
        base.OutputShape(sample);
        bool fits = Padding is >= 0 and <= 4096 && Height >= 1 && Width >= 1
            && Height <= sample[0] + (2 * Padding) && Width <= sample[1] + (2 * Padding);
        return fits
            ? [Height, Width, sample[2]]
            : throw new ArgumentException($"A crop of {Height}x{Width} cannot be cut out of samples {sample} with a border of {Padding}.", nameof(sample));
    }

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        int top = random.NextInt32(canvas.Height + (2 * Padding) - Height + 1) - Padding;
        int left = random.NextInt32(canvas.Width + (2 * Padding) - Width + 1) - Padding;
        int channels = canvas.Channels;
        int start = Math.Max(0, -left);
        int end = Math.Min(Width, canvas.Width - left);
        Span<float> cropped = canvas.Spare[..(Height * Width * channels)];
        cropped.Clear();
        for (int y = Math.Max(0, -top); y < Math.Min(Height, canvas.Height - top) && start < end; y++)
        {
            canvas.Values.Slice((((y + top) * canvas.Width) + start + left) * channels, (end - start) * channels)
                .CopyTo(cropped[(((y * Width) + start) * channels)..]);
        }

        canvas.Swap(Height, Width, channels);
    }
}

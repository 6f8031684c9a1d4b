using Bantam.Model;

namespace Bantam.Training;

/// <summary>Mirrors an image left to right. Not for digits and letters: most of them mean nothing, or something else, in a mirror.</summary>
/// <param name="Chance">How likely it is, in [0, 1].</param>
/// <remarks>Source: notes: lines 1533-1545 and 1607-1613.</remarks>
public sealed record HorizontalFlip(float Chance = 0.5f) : Transform
{
    private readonly Interval _checked = Probability(Chance);

    /// <inheritdoc/>
    public override bool IsRandom => _checked.Low is > 0 and < 1;

    internal override bool CanMirrorOrInvert => Chance > 0;

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        if (random.NextFloat() >= Chance)
        {
            return;
        }

        int channels = canvas.Channels;
        for (int y = 0; y < canvas.Height; y++)
        {
            Span<float> row = canvas.Values.Slice(y * canvas.Width * channels, canvas.Width * channels);

            // Reversing all values and then each pixel mirrors the pixels and keeps the order of their channels.
            row.Reverse();
            for (int x = 0; x < row.Length && channels > 1; x += channels)
            {
                row.Slice(x, channels).Reverse();
            }
        }
    }
}

/// <summary>Mirrors an image top to bottom. Not for scenes with a sky, nor for digits and letters.</summary>
/// <param name="Chance">How likely it is, in [0, 1].</param>
/// <remarks>Source: notes: lines 1533-1545 and 1607-1613.</remarks>
public sealed record VerticalFlip(float Chance = 0.5f) : Transform
{
    private readonly Interval _checked = Probability(Chance);

    /// <inheritdoc/>
    public override bool IsRandom => _checked.Low is > 0 and < 1;

    internal override bool CanMirrorOrInvert => Chance > 0;

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        if (random.NextFloat() >= Chance)
        {
            return;
        }

        int stride = canvas.Width * canvas.Channels;
        for (int y = 0; y < canvas.Height; y++)
        {
            canvas.Values.Slice(y * stride, stride).CopyTo(canvas.Spare.Slice((canvas.Height - 1 - y) * stride, stride));
        }

        canvas.Swap();
    }
}

using Bantam.Model;

namespace Bantam.Training;

/// <summary>Bytes to [0, 1], and [height, width, channels] to [channels, height, width]: the layout of common Python pipelines.</summary>
/// <remarks>Give the data set no other preprocessing with it. Networks of this library take [height, width, channels]: for those leave it out. Source: notes: lines 1585-1606.</remarks>
public sealed record ToTensor : Transform
{
    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape sample)
    {
        base.OutputShape(sample);
        return [sample[2], sample[0], sample[1]];
    }

    internal override void Apply(Canvas canvas, RandomStream random)
    {
        int pixels = canvas.Height * canvas.Width;
        int channels = canvas.Channels;
        for (int i = 0; i < pixels * channels; i++)
        {
            canvas.Spare[((i % channels) * pixels) + (i / channels)] = canvas.Values[i] / canvas.White;
        }

        canvas.Swap(channels, canvas.Height, canvas.Width);
        canvas.White = 1;
    }
}

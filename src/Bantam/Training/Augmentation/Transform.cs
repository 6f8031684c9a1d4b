using Bantam.Model;

namespace Bantam.Training;

/// <summary>A change to one sample before it is learned from: random ones show the network each sample in many forms.</summary>
/// <remarks>
/// Images are [height, width, channels]; bytes count from 0 to 255 and floats from 0 to 1. Parameters given as an
/// <see cref="Interval"/> are drawn anew for every sample and epoch. Put transforms together with <see cref="Augmentation"/>.
/// Source: notes: lines 1533-1606.
/// </remarks>
public abstract record Transform
{
    private protected Transform()
    {
    }

    /// <summary>Whether two applications to one sample can differ. Random transforms are for training data only.</summary>
    public abstract bool IsRandom { get; }

    /// <summary>The shape of a transformed sample.</summary>
    /// <param name="sample">The shape before.</param>
    /// <returns>The shape after.</returns>
    /// <exception cref="ArgumentException">Samples of this shape cannot be transformed so.</exception>
    public virtual Shape OutputShape(Shape sample) => sample.Rank == 3
        ? sample
        : throw new ArgumentException($"{GetType().Name} changes images [height, width, channels], but the samples are {sample}.", nameof(sample));

    internal abstract void Apply(Canvas canvas, RandomStream random);

    /// <summary>Whether this can turn or mirror an image so far that some classes become others.</summary>
    internal virtual bool CanMirrorOrInvert => false;

    private protected static Interval Probability(float value) =>
        new Interval(value, value).Within(0, 1, nameof(Probability));
}

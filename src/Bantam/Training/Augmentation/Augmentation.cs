using Bantam.Model;

namespace Bantam.Training;

/// <summary>Transforms, one after the other, that training samples go through each time they are shown.</summary>
/// <remarks>
/// What a sample becomes depends on the seed, the epoch and its index alone: not on the batch, nor on how many threads work.
/// Transforms come before the data set's <see cref="Preprocessing"/>. Source: notes: lines 1533-1606.
/// </remarks>
public sealed class Augmentation
{
    /// <summary>The largest transformed sample: each one has its own part of the random stream, and noise must stay within it.</summary>
    private const int MaximumValues = 1 << 21;

    /// <summary>Puts transforms together.</summary>
    /// <param name="transforms">The transforms, in order. None is allowed.</param>
    public Augmentation(params IEnumerable<Transform> transforms)
    {
        ArgumentNullException.ThrowIfNull(transforms);
        Transforms = [.. transforms];
    }

    /// <summary>The transforms, in order.</summary>
    public IReadOnlyList<Transform> Transforms { get; }

    /// <summary>How two transformed samples are put together, or null where they are not.</summary>
    public Mixing? Mixing { get; init; }

    /// <summary>Allows transforms that can turn one class of the data set into another, which are refused otherwise.</summary>
    public bool AllowsChangedLabels { get; init; }

    /// <summary>Whether anything is left to chance.</summary>
    public bool IsRandom => Mixing is not null || Transforms.Any(transform => transform.IsRandom);

    /// <summary>The shape of a transformed sample.</summary>
    /// <param name="sample">The raw shape.</param>
    /// <returns>The shape after all transforms.</returns>
    /// <exception cref="ArgumentException">A transform does not fit, or the sample is too large.</exception>
    public Shape OutputShape(Shape sample)
    {
        if (sample.Rank is < 1 or > 3)
        {
            throw new ArgumentException($"Augmentation takes samples of one to three axes, but they are {sample}.", nameof(sample));
        }

        Shape shape = sample;
        foreach (Transform transform in Transforms)
        {
            shape = transform.OutputShape(shape);
        }

        return LargestOf(sample) <= MaximumValues
            ? shape
            : throw new ArgumentException($"A sample {sample} has more than {MaximumValues} values, too many to augment. Scale the samples down first.", nameof(sample));
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(", ", Transforms.Select(t => t.ToString()).Append(Mixing?.ToString()).Where(text => text is not null));

    /// <summary>This augmentation, if it may be applied to the samples of a data set.</summary>
    internal Augmentation For(Dataset data, bool isTraining)
    {
        if (IsRandom && !(isTraining && data.Role == SplitRole.Train))
        {
            string random = Transforms.FirstOrDefault(t => t.IsRandom)?.GetType().Name ?? Mixing!.GetType().Name;
            string what = isTraining ? $"the {data.Role} set of '{data.Name}'" : "an evaluation";
            throw new InvalidOperationException($"{random} is random, and was attached to {what}: scores would change from run to run and measure other data. Random transforms are for training data only.");
        }

        if (Mixing is not null && data.Task is LearningTask.AnomalyDetection)
        {
            throw new InvalidOperationException($"Samples of '{data.Name}' cannot be mixed: anomaly detection learns what normal samples look like, and a mixture is none.");
        }

        if (Mixing is Mixing.CutMix && data.SampleShape.Rank != 3)
        {
            throw new ArgumentException($"CutMix takes images [height, width, channels], but the samples are {data.SampleShape}.");
        }

        if (!AllowsChangedLabels && LabelSafety.FirstRisk(this, data) is { } risk)
        {
            throw new InvalidOperationException($"{risk} Leave the transform out, or set {nameof(AllowsChangedLabels)}.");
        }

        OutputShape(data.SampleShape);
        return this;
    }

    /// <summary>The most values that a sample has on its way.</summary>
    internal int LargestOf(Shape sample)
    {
        int largest = sample.Count;
        foreach (Transform transform in Transforms)
        {
            sample = transform.OutputShape(sample);
            largest = Math.Max(largest, sample.Count);
        }

        return largest;
    }
}

namespace Bantam.Training;

/// <summary>Simulates what happens to images between the training data and a device's own camera.</summary>
/// <remarks>For measuring how a network bears it, not for training on. Source: notes: lines 3252-3260 and 1612-1613.</remarks>
public static class DomainShift
{
    /// <summary>The kinds of shift, each at a severity from 1 (slight) to 5 (strong).</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["exposure", "gamma", "sensor-noise", "blur", "jpeg"];

    /// <summary>The transform that simulates one kind of shift.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="severity">From 1 to 5.</param>
    /// <returns>The transform.</returns>
    /// <exception cref="Model.UnknownNameException">There is no such kind.</exception>
    public static Transform Of(string kind, int severity)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentOutOfRangeException.ThrowIfLessThan(severity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(severity, 5);
        return kind switch
        {
            "exposure" => new Brightness(1 + (0.3f * severity)),
            "gamma" => new Gamma(1 + (0.3f * severity)),
            "sensor-noise" => new SensorNoise(0.005f * severity, 0.01f * severity),
            "blur" => new GaussianBlur(0.4f * severity),
            "jpeg" => new JpegBlocks(60f - (10 * severity)),
            _ => throw new Model.UnknownNameException("shift", kind, [.. Kinds]),
        };
    }

    /// <summary>A copy of a data set as a shifted camera would have taken it. The labels, the role and the preprocessing stay.</summary>
    /// <param name="data">Images; bytes stay bytes, rounded.</param>
    /// <param name="shift">What happens to each image. It must keep the shape.</param>
    /// <param name="seed">Decides the noise.</param>
    /// <returns>The copy, with values of its own: as many bytes, or four times as many for floats.</returns>
    /// <exception cref="ArgumentException">The samples are no images, or the shift changes their shape.</exception>
    public static Dataset Apply(Dataset data, Transform shift, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(shift);
        Augmentation augmentation = new(shift);
        if (augmentation.OutputShape(data.SampleShape) != data.SampleShape)
        {
            throw new ArgumentException($"A shift must keep the shape {data.SampleShape} of the samples, but {shift} makes them {augmentation.OutputShape(data.SampleShape)}.", nameof(shift));
        }

        AugmentationRun run = new(augmentation, data, seed);
        int length = data.SampleShape.Count;
        float[] floats = new float[data.IsOfBytes ? 0 : data.Count * length];
        byte[] bytes = new byte[data.IsOfBytes ? data.Count * length : 0];
        for (int i = 0; i < data.Count; i++)
        {
            ReadOnlySpan<float> shifted = run.Raw(i);
            for (int j = 0; j < length; j++)
            {
                if (data.IsOfBytes)
                {
                    bytes[(i * length) + j] = (byte)(Math.Clamp(shifted[j], 0f, 255f) + 0.5f);
                }
                else
                {
                    floats[(i * length) + j] = shifted[j];
                }
            }
        }

        Labels labels = data.Task is LearningTask.Regression ? data.CopyTargets() : data.CopyLabels();
        SampleValues values = data.IsOfBytes ? bytes : floats;
        return new Dataset(data.Name, data.Task, data.SampleShape, values, labels, data.Preprocessing).WithRole(data.Role);
    }
}

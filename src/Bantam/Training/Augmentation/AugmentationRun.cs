using Bantam.Model;

namespace Bantam.Training;

/// <summary>Transforms the samples of one data set on one thread, in buffers that are used again.</summary>
internal sealed class AugmentationRun
{
    /// <summary>Each sample of each epoch has its own 2²⁴ numbers of the stream.</summary>
    private const int PartBits = 24;

    private readonly Augmentation _augmentation;
    private readonly Dataset _data;
    private readonly RandomStream _random;
    private readonly Canvas _first;
    private readonly Canvas _second;
    private readonly Shape _transformed;

    public AugmentationRun(Augmentation augmentation, Dataset data, ulong seed)
    {
        _augmentation = augmentation;
        _data = data;
        _random = new RandomStream(seed, "augment");
        int capacity = augmentation.LargestOf(data.SampleShape);
        _first = new Canvas(capacity);
        _second = new Canvas(augmentation.Mixing is null ? 0 : capacity);
        _transformed = augmentation.OutputShape(data.SampleShape);
        InputShape = data.Preprocessing.OutputShape(_transformed);
    }

    /// <summary>The shape of the model's input.</summary>
    public Shape InputShape { get; }

    /// <summary>Writes the model's input for one sample.</summary>
    /// <returns>What it was mixed with: the index of the other sample, and the share of this one; the share is 1 without mixing.</returns>
    public (int Other, float Share) Fill(int index, int epoch, Span<float> input)
    {
        _random.Position = (((ulong)epoch * (ulong)_data.Count) + (ulong)index) << PartBits;
        Transform(index, _first);
        (int other, float share) = (index, 1f);
        if (_augmentation.Mixing is { } mixing)
        {
            other = _random.NextInt32(_data.Count);
            Transform(other, _second);
            share = mixing.Mix(_first, _second, _random);
        }

        _data.Preprocessing.Apply<float>(_transformed, _first.Values, input);
        return (other, share);
    }

    /// <summary>The raw values of one sample after all transforms, without preprocessing.</summary>
    public ReadOnlySpan<float> Raw(int index)
    {
        _random.Position = (ulong)index << PartBits;
        Transform(index, _first);
        return _first.Values;
    }

    private void Transform(int index, Canvas canvas)
    {
        canvas.Shaped(_data.SampleShape, _data.White);
        _data.CopyRaw(index, canvas.Values);
        for (int i = 0; i < _augmentation.Transforms.Count; i++)
        {
            _augmentation.Transforms[i].Apply(canvas, _random);
        }
    }
}

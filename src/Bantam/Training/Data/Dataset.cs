using Bantam.Model;

namespace Bantam.Training;

/// <summary>Samples with labels, a task, and the way from raw values to model input. Immutable; subsets share the values.</summary>
/// <remarks>Source: notes: lines 45-58 (a training set of N samples (x, t)).</remarks>
public sealed class Dataset
{
    private readonly SampleValues _samples;
    private readonly Labels _labels;

    /// <summary>Positions in the storage, or null where they are 0, 1, 2, … as stored.</summary>
    private readonly int[]? _positions;

    /// <summary>Makes a data set.</summary>
    /// <param name="name">What reports call it.</param>
    /// <param name="task">What is to be learned.</param>
    /// <param name="sampleShape">The shape of one raw sample: [height, width, channels] or [features].</param>
    /// <param name="samples">The raw values of all samples.</param>
    /// <param name="labels">One class, or one row of targets, per sample.</param>
    /// <param name="preprocessing">How raw values become model input.</param>
    /// <exception cref="ArgumentException">The parts do not fit together.</exception>
    public Dataset(string name, LearningTask task, Shape sampleShape, SampleValues samples, Labels labels, Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(preprocessing);
        Count = labels.CountFor(task);
        if (sampleShape.Rank == 0 || sampleShape.Count == 0 || (long)Count * sampleShape.Count != samples.Count)
        {
            throw new ArgumentException($"{Count} samples of shape {sampleShape} need {(long)Count * sampleShape.Count} values, but got {samples.Count}.", nameof(samples));
        }

        Name = name;
        Task = task;
        SampleShape = sampleShape;
        _samples = samples;
        _labels = labels;
        Preprocessing = preprocessing;
        InputShape = preprocessing.OutputShape(sampleShape);
    }

    private Dataset(Dataset source, int[]? positions, SplitRole role, Preprocessing preprocessing)
    {
        Name = source.Name;
        Task = source.Task;
        SampleShape = source.SampleShape;
        _samples = source._samples;
        _labels = source._labels;
        _positions = positions;
        Count = positions?.Length ?? source.Count;
        Role = role;
        Preprocessing = preprocessing;
        InputShape = preprocessing.OutputShape(SampleShape);
    }

    /// <summary>What reports call this data set.</summary>
    public string Name { get; }

    /// <summary>What is to be learned.</summary>
    public LearningTask Task { get; }

    /// <summary>The shape of one raw sample.</summary>
    public Shape SampleShape { get; }

    /// <summary>The shape of one sample as the model receives it.</summary>
    public Shape InputShape { get; }

    /// <summary>How raw values become model input.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Which part of the data this is, and so what it may be used for. Subsets inherit it.</summary>
    public SplitRole Role { get; }

    /// <summary>The number of samples.</summary>
    public int Count { get; }

    /// <summary>This data set, if it may be used so: the guard at every entry to training and model selection.</summary>
    /// <param name="use">What is about to be done with it.</param>
    /// <param name="force">Allows it nevertheless; a score on this data is then no estimate of the error on new data.</param>
    /// <returns>This data set.</returns>
    /// <exception cref="InvalidOperationException">Test data was about to be fitted to, or other than validation data to be selected by.</exception>
    public Dataset For(DataUse use, bool force = false)
    {
        bool allowed = use == DataUse.Fitting ? Role != SplitRole.Test : Role == SplitRole.Validation;
        if (allowed || force)
        {
            return this;
        }

        throw new InvalidOperationException(use == DataUse.Fitting
            ? $"Fitting to the test set of '{Name}' would make its score worthless. Use the training set."
            : $"Choosing between models by the {(Role == SplitRole.Test ? "test" : "training")} set of '{Name}' favors the model that fits it by chance. Use the validation set, or force it and report no score on this set.");
    }

    /// <summary>The first samples.</summary>
    /// <param name="count">How many, at least 0; all of them if there are fewer.</param>
    /// <returns>A data set that shares the values.</returns>
    public Dataset Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Slice(0, Math.Min(count, Count));
    }

    /// <summary>All but the first samples.</summary>
    /// <param name="count">How many to leave out, at least 0.</param>
    /// <returns>A data set that shares the values; empty if there were no more.</returns>
    public Dataset Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return Slice(Math.Min(count, Count), Count);
    }

    /// <summary>Chosen samples, in the order given.</summary>
    /// <param name="indices">Indices into this data set, each from 0 to <see cref="Count"/> − 1.</param>
    /// <returns>A data set that shares the values.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index is out of range.</exception>
    public Dataset Subset(ReadOnlySpan<int> indices)
    {
        int[] positions = new int[indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            positions[i] = PositionOf(indices[i]);
        }

        return new Dataset(this, positions, Role, Preprocessing);
    }

    /// <summary>Samples to calibrate quantization ranges with: the first ones of a seeded shuffle.</summary>
    /// <param name="count">How many; all of them if there are fewer.</param>
    /// <param name="seed">Decides which ones.</param>
    /// <returns>A data set that shares the values.</returns>
    /// <exception cref="InvalidOperationException">This is the test set.</exception>
    public Dataset Calibration(int count, ulong seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] order = [.. Enumerable.Range(0, For(DataUse.Fitting).Count)];
        new RandomStream(seed, "calibration").Shuffle<int>(order);
        return Subset(order.AsSpan(0, Math.Min(count, Count)));
    }

    /// <summary>The same samples, preprocessed in another way.</summary>
    /// <param name="preprocessing">How raw values become model input.</param>
    /// <returns>A data set that shares the values.</returns>
    /// <exception cref="ArgumentException">The preprocessing cannot be applied to samples of this shape.</exception>
    public Dataset WithPreprocessing(Preprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        return new Dataset(this, _positions, Role, preprocessing);
    }

    /// <summary>The same samples in another role.</summary>
    /// <param name="role">What they are to be used for.</param>
    /// <returns>A data set that shares the values.</returns>
    public Dataset WithRole(SplitRole role) => new(this, _positions, role, Preprocessing);

    /// <summary>Writes the model's input for one sample.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <param name="destination">Receives the preprocessed values, row-major; as many as <see cref="InputShape"/> has.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    public void CopyInput(int index, Span<float> destination)
    {
        if (destination.Length != InputShape.Count)
        {
            throw new ArgumentException($"A sample of '{Name}' has {InputShape.Count} input values, but the destination has room for {destination.Length}.", nameof(destination));
        }

        int start = PositionOf(index) * SampleShape.Count;
        if (_samples.AreBytes)
        {
            Preprocessing.Apply(SampleShape, _samples.Bytes.Slice(start, SampleShape.Count), destination);
        }
        else
        {
            Preprocessing.Apply(SampleShape, _samples.Floats.Slice(start, SampleShape.Count), destination);
        }
    }

    /// <summary>Whether the raw values are bytes from 0 to 255; floats otherwise.</summary>
    internal bool IsOfBytes => _samples.AreBytes;

    /// <summary>What full brightness is in raw values.</summary>
    internal float White => _samples.AreBytes ? byte.MaxValue : 1f;

    /// <summary>Writes the raw values of one sample, without preprocessing.</summary>
    internal void CopyRaw(int index, Span<float> destination)
    {
        int start = PositionOf(index) * SampleShape.Count;
        if (!_samples.AreBytes)
        {
            _samples.Floats.Slice(start, SampleShape.Count).CopyTo(destination);
            return;
        }

        ReadOnlySpan<byte> bytes = _samples.Bytes.Slice(start, SampleShape.Count);
        for (int i = 0; i < bytes.Length; i++)
        {
            destination[i] = bytes[i];
        }
    }

    /// <summary>The class of one sample; for anomaly detection 0 is normal and 1 anomalous.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <returns>The label, from 0.</returns>
    /// <exception cref="InvalidOperationException">This is a regression: see <see cref="Target"/>.</exception>
    public int Label(int index) => LabelStorage[PositionOf(index)];

    /// <summary>The targets of one sample of a regression.</summary>
    /// <param name="index">The sample, from 0.</param>
    /// <returns>One value per output.</returns>
    /// <exception cref="InvalidOperationException">This is no regression: see <see cref="Label"/>.</exception>
    public ReadOnlySpan<float> Target(int index)
    {
        float[] targets = TargetStorage;
        int outputs = ((LearningTask.Regression)Task).Outputs;
        return targets.AsSpan(PositionOf(index) * outputs, outputs);
    }

    /// <summary>The labels of all samples.</summary>
    /// <returns>A new array, in the order of the samples.</returns>
    /// <exception cref="InvalidOperationException">This is a regression.</exception>
    public int[] CopyLabels() => _positions is null ? [.. LabelStorage] : Array.ConvertAll(_positions, p => LabelStorage[p]);

    /// <summary>The targets of all samples of a regression.</summary>
    /// <returns>A new array [samples, outputs], row-major.</returns>
    /// <exception cref="InvalidOperationException">This is no regression.</exception>
    public float[] CopyTargets()
    {
        List<float> all = new(Count);
        for (int i = 0; i < Count; i++)
        {
            all.AddRange(Target(i));
        }

        return [.. all];
    }

    private int[] LabelStorage =>
        _labels.Classes ?? throw new InvalidOperationException($"'{Name}' is a regression and has float targets, not classes; call Target instead of Label.");

    private float[] TargetStorage =>
        _labels.Targets ?? throw new InvalidOperationException($"'{Name}' has classes, not float targets; call Label instead of Target.");

    private int PositionOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return _positions is null ? index : _positions[index];
    }

    private Dataset Slice(int start, int end) =>
        new(this, _positions?[start..end] ?? [.. Enumerable.Range(start, end - start)], Role, Preprocessing);
}

using Bantam.Model;

namespace Bantam.Training;

/// <summary>A mini-batch, in tensors that the loader uses again for the next one.</summary>
/// <param name="Inputs">Float32 [samples, …input shape].</param>
/// <param name="Labels">Int32 [samples]; Float32 [samples, outputs] for regression; Float32 [samples, classes] where samples are mixed.</param>
public readonly record struct Batch(Tensor Inputs, Tensor Labels)
{
    /// <summary>The number of samples.</summary>
    public int Count => Inputs.Shape[0];
}

/// <summary>Cuts a data set into mini-batches, shuffled anew in each epoch or in order.</summary>
/// <remarks>
/// The batch of a given epoch and number is always the same, so training resumes anywhere without saved state. The last
/// batch of an epoch holds what is left. After the first epoch nothing is allocated per batch. Not for use by two threads at once.
/// </remarks>
public sealed class BatchLoader
{
    private readonly Shape _labelShape;
    private readonly bool _hasFloatLabels;
    private readonly AugmentationRun? _augmentation;
    private readonly int[] _order;
    private readonly ulong? _seed;
    private Batch? _full;
    private Batch? _partial;
    private int _shuffledEpoch = -1;

    private BatchLoader(Dataset data, int batchSize, ulong? seed, Augmentation? augmentation)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        Data = data;
        BatchSize = batchSize;
        _seed = seed;
        if (augmentation is not null)
        {
            _augmentation = new AugmentationRun(augmentation.For(data, isTraining: seed is not null), data, seed ?? 0);
        }

        InputShape = _augmentation?.InputShape ?? data.InputShape;
        _labelShape = LabelShapeOf(data.Task, augmentation);
        _hasFloatLabels = _labelShape.Rank > 0;
        _order = new int[data.Count];
        ResetOrder();
    }

    /// <summary>The data set.</summary>
    public Dataset Data { get; }

    /// <summary>The shape of one sample as the model receives it, after augmentation and preprocessing.</summary>
    public Shape InputShape { get; }

    /// <summary>The number of samples in every batch but the last.</summary>
    public int BatchSize { get; }

    /// <summary>The number of batches in an epoch, the last and perhaps smaller one included.</summary>
    public int BatchesPerEpoch => (int)(((long)Data.Count + BatchSize - 1) / BatchSize);

    /// <summary>Batches to train on: shuffled by <c>RandomStream(seed, "shuffle/EPOCH")</c>.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="batchSize">Samples per batch, at least 1.</param>
    /// <param name="seed">Decides the order, and what random transforms do.</param>
    /// <param name="augmentation">How samples are changed each time they are loaded, or null to leave them.</param>
    /// <returns>The loader.</returns>
    /// <exception cref="InvalidOperationException">The data is the test set; or a transform is random and the data no training set, or one can change labels.</exception>
    /// <exception cref="ArgumentException">A transform does not fit the samples.</exception>
    public static BatchLoader Shuffled(Dataset data, int batchSize, ulong seed, Augmentation? augmentation = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new BatchLoader(data.For(DataUse.Fitting), batchSize, seed, augmentation);
    }

    /// <summary>Batches to evaluate on: the samples in their own order, in every epoch.</summary>
    /// <param name="data">The data set.</param>
    /// <param name="batchSize">Samples per batch, at least 1.</param>
    /// <param name="transforms">How every sample is changed, always in the same way, or null to leave them.</param>
    /// <returns>The loader.</returns>
    /// <exception cref="InvalidOperationException">A transform is random.</exception>
    /// <exception cref="ArgumentException">A transform does not fit the samples.</exception>
    public static BatchLoader InOrder(Dataset data, int batchSize, Augmentation? transforms = null) => new(data, batchSize, null, transforms);

    /// <summary>The number of samples in one batch.</summary>
    /// <param name="batch">The number of the batch in its epoch, from 0.</param>
    /// <returns><see cref="BatchSize"/>, or less for the last batch.</returns>
    public int SizeOf(int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(batch, BatchesPerEpoch);
        return Math.Min(BatchSize, Data.Count - (batch * BatchSize));
    }

    /// <summary>Loads a batch into the loader's own tensors, valid until the next load.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="batch">The number of the batch in the epoch, from 0.</param>
    /// <returns>The batch.</returns>
    public Batch Load(int epoch, int batch)
    {
        int size = SizeOf(batch);
        Batch buffers = size == BatchSize ? _full ??= Allocate(size) : _partial ??= Allocate(size);
        Load(epoch, batch, buffers);
        return buffers;
    }

    /// <summary>Loads a batch into given tensors.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    /// <param name="batch">The number of the batch in the epoch, from 0.</param>
    /// <param name="destination">The tensors, contiguous, of the types that <see cref="Batch"/> describes.</param>
    /// <exception cref="ArgumentException">A tensor has another shape than the batch.</exception>
    public void Load(int epoch, int batch, Batch destination)
    {
        int size = SizeOf(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        DemandShape(destination.Inputs, size, InputShape);
        DemandShape(destination.Labels, size, _labelShape);
        ShuffleFor(epoch);
        Span<float> inputs = destination.Inputs.Span<float>();
        int length = InputShape.Count;
        ReadOnlySpan<int> indices = _order.AsSpan(batch * BatchSize, size);
        if (_augmentation is { } augmentation)
        {
            for (int i = 0; i < size; i++)
            {
                (int other, float share) = augmentation.Fill(indices[i], epoch, inputs.Slice(i * length, length));
                WriteLabel(destination.Labels, i, (indices[i], other), share);
            }

            return;
        }

        for (int i = 0; i < size; i++)
        {
            Data.CopyInput(indices[i], inputs.Slice(i * length, length));
        }

        CopyLabels(indices, destination.Labels);
    }

    /// <summary>One label: that of the first sample, or of both by their shares.</summary>
    private void WriteLabel(Tensor destination, int row, (int First, int Other) mixed, float share)
    {
        if (!_hasFloatLabels)
        {
            destination.Span<int>()[row] = Data.Label(mixed.First);
            return;
        }

        Span<float> label = destination.Span<float>().Slice(row * _labelShape.Count, _labelShape.Count);
        if (Data.Task is LearningTask.Regression)
        {
            Data.Target(mixed.First).CopyTo(label);
            if (share < 1)
            {
                Mixing.Mixup.Blend(label, Data.Target(mixed.Other), share);
            }

            return;
        }

        label.Clear();
        label[Data.Label(mixed.First)] += share;
        label[Data.Label(mixed.Other)] += 1 - share;
    }

    private static Shape LabelShapeOf(LearningTask task, Augmentation? augmentation) => task switch
    {
        LearningTask.Regression regression => [regression.Outputs],
        LearningTask.Classification classes when augmentation?.Mixing is not null => [classes.Classes],
        _ => [],
    };

    private void CopyLabels(ReadOnlySpan<int> indices, Tensor destination)
    {
        if (Data.Task is LearningTask.Regression { Outputs: int outputs })
        {
            Span<float> targets = destination.Span<float>();
            for (int i = 0; i < indices.Length; i++)
            {
                Data.Target(indices[i]).CopyTo(targets.Slice(i * outputs, outputs));
            }

            return;
        }

        Span<int> labels = destination.Span<int>();
        for (int i = 0; i < indices.Length; i++)
        {
            labels[i] = Data.Label(indices[i]);
        }
    }

    private void ShuffleFor(int epoch)
    {
        if (_seed is not ulong seed || epoch == _shuffledEpoch)
        {
            return;
        }

        // From the original order each time: an epoch's order then depends on no earlier epoch.
        ResetOrder();
        new RandomStream(seed, $"shuffle/{epoch}").Shuffle<int>(_order);
        _shuffledEpoch = epoch;
    }

    private void ResetOrder()
    {
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }
    }

    /// <summary>Tensors for a batch of some size.</summary>
    internal Batch Allocate(int size)
    {
        ElementType labels = _hasFloatLabels ? ElementType.Float32 : ElementType.Int32;
        return new Batch(Tensor.Zeros(InputShape.WithBatch(size)), Tensor.Zeros(new TensorType(labels, _labelShape.WithBatch(size))));
    }

    private static void DemandShape(Tensor tensor, int size, Shape sample)
    {
        // Without building the expected shape: this runs for every batch and must not allocate.
        ReadOnlySpan<int> lengths = tensor.Shape.Lengths;
        if (lengths.IsEmpty || lengths[0] != size || !lengths[1..].SequenceEqual(sample.Lengths))
        {
            throw new ArgumentException($"This batch needs a tensor of shape {sample.WithBatch(size)}, but got {tensor.Type}. The last batch of an epoch can be smaller: see SizeOf.", nameof(tensor));
        }
    }
}

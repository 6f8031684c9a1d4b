using Bantam.Model;

namespace Bantam.Training;

/// <summary>How to train. Two trainings with equal options on equal data give the same bits, whatever the number of threads.</summary>
public sealed record TrainingOptions
{
    /// <summary>How often every sample is seen. At least 1.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Samples in each batch. At least 1.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>
    /// Batches whose gradients are added up for each step of the optimizer, at least 1: with N of them a batch of B acts like
    /// one of N·B in the memory of B. Batch normalization still sees the statistics of B samples.
    /// </summary>
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>How parameters follow their gradients.</summary>
    public Optimizer Optimizer { get; init; } = new Adam();

    /// <summary>How the learning rate changes in the course of the training.</summary>
    public Schedule Schedule { get; init; } = new CosineSchedule();

    /// <summary>
    /// The format to which samples, weights, outputs of nodes and gradients are rounded, as if memory kept them so. The weights that
    /// the optimizer changes, all sums and the loss stay in Float32, and so does the validation.
    /// </summary>
    public StorageFormat Precision { get; init; }

    /// <summary>The factor on the loss that keeps small gradients from vanishing in <see cref="StorageFormat.Float16"/>.</summary>
    public LossScaling LossScaling { get; init; } = LossScaling.None;

    /// <summary>Gradients whose norm, over all parameters, is greater are shortened to it. Above 0; infinity for no limit.</summary>
    public float GradientNormLimit { get; init; } = float.PositiveInfinity;

    /// <summary>The seed of initial values and of the order of samples.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The loss: an op of outputs and targets that gives a scalar. That of the task where omitted.</summary>
    public Op? Loss { get; init; }

    /// <summary>How samples are changed each time they are shown; null to show them as they are. Validation samples are never changed.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>How many threads augment the next batches while the last one is learned from, from 0 to 64. It changes no result.</summary>
    public int LoaderThreads { get; init; } = 1;

    /// <summary>Samples by which the best epoch is chosen. Without them the last epoch counts.</summary>
    public Dataset? Validation { get; init; }

    /// <summary>A file that keeps the state after every epoch and when training is interrupted.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Whether to continue from the checkpoint, if there is one, as if nothing had happened.</summary>
    public bool Resume { get; init; }

    /// <summary>Is told about every finished epoch.</summary>
    public Action<EpochResult>? Progress { get; init; }

    /// <summary>Interrupts the training after the batch at hand; the checkpoint is written first.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>What an epoch came to.</summary>
/// <param name="Epoch">The number of the epoch, from 1.</param>
/// <param name="Epochs">The number of all epochs.</param>
/// <param name="Loss">The mean loss of its batches while they were trained on.</param>
/// <param name="Score">The metric of the task on the validation samples after it; absent without such samples.</param>
/// <param name="SamplesPerSecond">The speed of training, validation not included.</param>
/// <param name="SecondsLeft">About how long the remaining epochs will take.</param>
public sealed record EpochResult(int Epoch, int Epochs, double Loss, double? Score, double SamplesPerSecond, double SecondsLeft)
{
    /// <summary>How long training waited for its batches: the time that loading and augmentation cost.</summary>
    public double StalledSeconds { get; init; }
}

/// <summary>What a training came to.</summary>
/// <param name="Graph">The network with the values of the best epoch.</param>
/// <param name="Epochs">All epochs.</param>
/// <param name="BestEpoch">The number of the epoch whose values were kept, from 1.</param>
public sealed record TrainingResult(Graph Graph, IReadOnlyList<EpochResult> Epochs, int BestEpoch);

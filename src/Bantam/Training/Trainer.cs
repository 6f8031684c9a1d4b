using System.Diagnostics;
using Bantam.Model;

namespace Bantam.Training;

/// <summary>Trains a network: batches, steps, validation, checkpoints.</summary>
public sealed class Trainer
{
    private readonly TrainingOptions _options;
    private readonly Dataset _data;
    private readonly PrefetchingLoader _loader;
    private readonly TrainingState _state;
    private readonly Op _loss;
    private readonly Dictionary<int, TrainingStep> _steps = [];
    private readonly GradientSum _sum = new();

    private Trainer(Graph graph, Dataset data, TrainingOptions options, PrefetchingLoader loader)
    {
        _options = options;
        _data = data;
        _loader = loader;
        _loss = options.Loss ?? data.Task.Loss;
        _state = TrainingState.Begin(graph.WithSeed(options.Seed), data, options);
    }

    /// <summary>Trains a network.</summary>
    /// <param name="graph">The network: stays as it is. Values that nobody assigned come from the seed.</param>
    /// <param name="data">The training samples.</param>
    /// <param name="options">How to train.</param>
    /// <returns>The trained network and the course of the training.</returns>
    /// <exception cref="ArgumentException">There are no samples, or an option is out of its range.</exception>
    /// <exception cref="InvalidOperationException">The training samples are a test set, or the validation samples no validation set.</exception>
    /// <exception cref="ModelFormatException">The checkpoint to resume from is damaged, or belongs to another training.</exception>
    /// <exception cref="OperationCanceledException">The training was interrupted; the checkpoint, if one was asked for, is written.</exception>
    /// <exception cref="TrainingDivergedException">The loss, or an output on the validation samples, is no longer a finite number, or a scaled gradient that no lower scale can save.</exception>
    public static TrainingResult Run(Graph graph, Dataset data, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Epochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.AccumulationSteps, 1);
        if (!(options.GradientNormLimit > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.GradientNormLimit, "The limit of the gradient's norm must be above 0; infinity means none.");
        }

        options.LossScaling.Check();
        if (data.Count == 0)
        {
            throw new ArgumentException("There are no samples to train on.", nameof(data));
        }

        if (options.Validation?.For(DataUse.Selection).Count == 0)
        {
            throw new ArgumentException("There are no validation samples to choose the best epoch by. Leave them out, or give some.", nameof(options));
        }

        using PrefetchingLoader loader = new(data, options.BatchSize, options.Seed, options.Augmentation, options.Augmentation is null ? 0 : options.LoaderThreads);
        return new Trainer(graph, data, options, loader).Run();
    }

    private bool ScalesGradients => _options.Precision != StorageFormat.Float32 || _options.LossScaling != LossScaling.None;

    private TrainingResult Run()
    {
        while (_state.Epoch < _options.Epochs)
        {
            RunEpoch();
        }

        return new TrainingResult(_state.BestGraph, _state.History, _state.BestEpoch);
    }

    private void RunEpoch()
    {
        long started = Stopwatch.GetTimestamp();
        int firstBatch = _state.Batch;
        TimeSpan stalled = _loader.Stalled;
        while (_state.Batch < _loader.BatchesPerEpoch)
        {
            RunStep();
            if (_options.Cancellation.IsCancellationRequested)
            {
                Interrupt();
            }
        }

        // A resumed epoch may have few samples left, or none.
        double part = Math.Max(_data.Count - ((double)firstBatch * _options.BatchSize), 0) / _data.Count;
        double seconds = Math.Max(Stopwatch.GetElapsedTime(started).TotalSeconds, 1e-9);
        double? score = Validate();
        double wholeEpoch = part > 0 ? Stopwatch.GetElapsedTime(started).TotalSeconds / part : 0;
        EpochResult result = new(
            _state.Epoch + 1,
            _options.Epochs,
            _state.LossSum / _data.Count,
            score,
            part * _data.Count / seconds,
            (_options.Epochs - _state.Epoch - 1) * wholeEpoch)
        {
            StalledSeconds = (_loader.Stalled - stalled).TotalSeconds,
        };
        _state.FinishEpoch(result, _data.Task.Metric);
        Save();
        _options.Progress?.Invoke(result);
    }

    /// <summary>One step of the optimizer: the gradients of one batch, or of several added up.</summary>
    private void RunStep()
    {
        int end = (int)Math.Min((long)_state.Batch + _options.AccumulationSteps, _loader.BatchesPerEpoch);
        int samples = 0;
        for (int batch = _state.Batch; batch < end; batch++)
        {
            samples += _loader.SizeOf(batch);
        }

        TrainingStep step = RunBatch(_state.Batch);
        IReadOnlyList<ParameterGradient> gradients = step.Gradients;
        if (end > _state.Batch + 1)
        {
            _sum.Start(gradients, (float)_loader.SizeOf(_state.Batch) / samples);
            for (int batch = _state.Batch + 1; batch < end; batch++)
            {
                step = RunBatch(batch);
                _sum.Add(step.Gradients, (float)_loader.SizeOf(batch) / samples);
            }

            gradients = _sum.Gradients;
        }

        long done = ((long)_state.Epoch * _loader.BatchesPerEpoch) + _state.Batch;
        float scale = _options.Schedule.FactorAt((double)done / ((long)_options.Epochs * _loader.BatchesPerEpoch));
        if (Prepare(gradients, step, end))
        {
            _state.Optimizer.Step(gradients, scale);
        }

        _state.Batch = end;
    }

    private TrainingStep RunBatch(int number)
    {
        Batch batch = _loader.Load(_state.Epoch, number);
        TrainingStep step = StepFor(batch);
        step.LossScale = _state.Scaler.Factor;
        step.Run();
        float loss = step.Loss.Span<float>()[0];
        if (!float.IsFinite(loss))
        {
            throw new TrainingDivergedException(_state.Epoch + 1, number + 1, loss, NonFiniteSource.Find(step));
        }

        _state.LossSum += (double)loss * batch.Count;
        return step;
    }

    /// <summary>Takes the loss scale out of the gradients and limits them.</summary>
    /// <returns>False where they overflowed, so that the step is skipped.</returns>
    private bool Prepare(IReadOnlyList<ParameterGradient> gradients, TrainingStep step, int batch)
    {
        if (ScalesGradients)
        {
            if (!GradientArithmetic.AreFinite(gradients))
            {
                return _state.Scaler.TryBackOff()
                    ? false
                    : throw new TrainingDivergedException(_state.Epoch + 1, batch, float.PositiveInfinity, NonFiniteSource.Find(step));
            }

            _state.Scaler.Unscale(gradients);
        }

        if (float.IsFinite(_options.GradientNormLimit))
        {
            GradientArithmetic.Clip(gradients, _options.GradientNormLimit);
        }

        return true;
    }

    private double? Validate()
    {
        if (_options.Validation is not { } validation)
        {
            return null;
        }

        float[] outputs = Evaluation.Outputs(_state.Graph, validation);
        int broken = Array.FindIndex(outputs, output => !float.IsFinite(output));
        if (broken < 0)
        {
            return Evaluation.Score(outputs, validation);
        }

        Tensor sample = BatchLoader.InOrder(validation, 1).Load(0, broken / _state.Graph.Output.SampleShape.Count).Inputs;
        throw new TrainingDivergedException(_state.Epoch + 1, _state.Batch, outputs[broken], NonFiniteSource.Find(_state.Graph, sample));
    }

    /// <summary>One step is compiled for full batches and one for the last, smaller batch of an epoch.</summary>
    private TrainingStep StepFor(Batch batch)
    {
        if (!_steps.TryGetValue(batch.Count, out TrainingStep? step))
        {
            _steps[batch.Count] = step = new TrainingStep(
                _state.Graph,
                (output, targets) => _loss.Apply(output, targets),
                batch.Inputs,
                _data.Task.TargetsOf(batch),
                _options.Precision);
        }

        return step;
    }

    private void Interrupt()
    {
        Save();
        string kept = _options.CheckpointPath is { } path ? $" Its state is kept in {path}; train again with resume to continue." : string.Empty;
        throw new OperationCanceledException($"The training was interrupted in epoch {_state.Epoch + 1} of {_options.Epochs}.{kept}", _options.Cancellation);
    }

    private void Save()
    {
        if (_options.CheckpointPath is { } path)
        {
            Checkpoint.Save(_state, path);
        }
    }
}

/// <summary>A training whose loss, output or gradient is no longer a finite number.</summary>
/// <param name="epoch">The epoch, from 1.</param>
/// <param name="batch">The batch in it, from 1.</param>
/// <param name="value">What the loss, the output or the gradient became.</param>
/// <param name="source">Where the first such number appeared, where that is known.</param>
public sealed class TrainingDivergedException(int epoch, int batch, float value, NonFiniteSource? source = null)
    : Exception($"The training diverged in epoch {epoch}, batch {batch}: its loss, output or gradient became {value}{(source is null ? "" : $", first seen in {source}")}. Lower the learning rate, or check the data for extreme values{(source?.What == NonFiniteKind.Gradient ? ", or scale the loss dynamically" : "")}.")
{
    /// <summary>Where the first number that is not finite appeared; null where that is not known.</summary>
    public NonFiniteSource? FirstNonFinite { get; } = source;
}

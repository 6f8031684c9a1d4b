using System.Diagnostics;
using Bantam.Model;

namespace Bantam.Training;

/// <summary>Trains a network: batches, steps, validation, checkpoints.</summary>
public sealed class Trainer
{
    private readonly TrainingOptions _options;
    private readonly Dataset _data;
    private readonly BatchLoader _loader;
    private readonly TrainingState _state;
    private readonly Op _loss;
    private readonly Dictionary<int, TrainingStep> _steps = [];

    private Trainer(Graph graph, Dataset data, TrainingOptions options)
    {
        _options = options;
        _data = data;
        _loader = BatchLoader.Shuffled(data, options.BatchSize, options.Seed);
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
    /// <exception cref="TrainingDivergedException">The loss, or an output on the validation samples, is no longer a finite number.</exception>
    public static TrainingResult Run(Graph graph, Dataset data, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Epochs, 1);
        if (data.Count == 0)
        {
            throw new ArgumentException("There are no samples to train on.", nameof(data));
        }

        if (options.Validation?.For(DataUse.Selection).Count == 0)
        {
            throw new ArgumentException("There are no validation samples to choose the best epoch by. Leave them out, or give some.", nameof(options));
        }

        return new Trainer(graph, data, options).Run();
    }

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
        while (_state.Batch < _loader.BatchesPerEpoch)
        {
            RunBatch();
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
            (_options.Epochs - _state.Epoch - 1) * wholeEpoch);
        _state.FinishEpoch(result, _data.Task.Metric);
        Save();
        _options.Progress?.Invoke(result);
    }

    private void RunBatch()
    {
        Batch batch = _loader.Load(_state.Epoch, _state.Batch);
        TrainingStep step = StepFor(batch);
        step.Run();
        float loss = step.Loss.Span<float>()[0];
        if (!float.IsFinite(loss))
        {
            throw new TrainingDivergedException(_state.Epoch + 1, _state.Batch + 1, loss);
        }

        long done = ((long)_state.Epoch * _loader.BatchesPerEpoch) + _state.Batch;
        float scale = _options.Schedule.FactorAt((double)done / ((long)_options.Epochs * _loader.BatchesPerEpoch));
        _state.Optimizer.Step(step.Gradients, scale);
        _state.LossSum += (double)loss * batch.Count;
        _state.Batch++;
    }

    private double? Validate()
    {
        if (_options.Validation is not { } validation)
        {
            return null;
        }

        float[] outputs = Evaluation.Outputs(_state.Graph, validation);
        int broken = Array.FindIndex(outputs, output => !float.IsFinite(output));
        return broken < 0
            ? Evaluation.Score(outputs, validation)
            : throw new TrainingDivergedException(_state.Epoch + 1, _state.Batch, outputs[broken]);
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
                _data.Task.TargetsOf(batch));
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

/// <summary>A training whose loss, or output, is no longer a finite number.</summary>
/// <param name="epoch">The epoch, from 1.</param>
/// <param name="batch">The batch in it, from 1.</param>
/// <param name="value">What the loss or the output became.</param>
public sealed class TrainingDivergedException(int epoch, int batch, float value)
    : Exception($"The training diverged in epoch {epoch}, batch {batch}: its loss or output became {value}. Lower the learning rate, or check the data for extreme values.");

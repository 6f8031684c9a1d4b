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
    /// <exception cref="OperationCanceledException">The training was interrupted; the checkpoint, if one was asked for, is written.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer a finite number.</exception>
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

        double seconds = Math.Max(Stopwatch.GetElapsedTime(started).TotalSeconds, 1e-9);
        double samples = _data.Count - ((double)firstBatch * _options.BatchSize);
        double? score = _options.Validation is { } validation ? Evaluation.Score(_state.Graph, validation) : null;
        EpochResult result = new(
            _state.Epoch + 1,
            _options.Epochs,
            _state.LossSum / _data.Count,
            score,
            samples / seconds,
            (_options.Epochs - _state.Epoch - 1) * Stopwatch.GetElapsedTime(started).TotalSeconds);
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

/// <summary>A training whose loss is no longer a finite number.</summary>
/// <param name="epoch">The epoch, from 1.</param>
/// <param name="batch">The batch in it, from 1.</param>
/// <param name="loss">The loss.</param>
public sealed class TrainingDivergedException(int epoch, int batch, float loss)
    : Exception($"The loss became {loss} in epoch {epoch}, batch {batch}: the training diverged. Lower the learning rate, or check the data for extreme values.");

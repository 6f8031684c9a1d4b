using System.Diagnostics;
using Bantam.Compression;
using Bantam.Costs;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Training;

namespace Bantam;

/// <summary>The whole road in one call: data and a network in, verified C and a report out.</summary>
public sealed class Fit
{
    private const string CheckpointFile = "training.checkpoint";
    private const string TrainedFile = "trained.bantam";
    private const string DeployedFile = "model.bantam";

    private readonly FitOptions _options;
    private readonly DataSplits _data;
    private readonly Metric _metric;
    private readonly List<FitStep> _steps = [];

    private Fit(FitOptions options)
    {
        _options = options;
        _data = DatasetCatalog.Load(options.Data, options.DataFolder, options.Seed);
        _metric = _data.Test.Task.Metric;
    }

    private FitObserver Observer => _options.Observer;

    private string CheckpointPath => Path.Combine(_options.OutputFolder, CheckpointFile);

    /// <summary>Trains, quantizes, compiles and verifies.</summary>
    /// <param name="options">What to do.</param>
    /// <returns>What came of it. Files other than the report are in the output folder.</returns>
    /// <exception cref="UnknownNameException">There is no such data set or network.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="UnsupportedException">The network holds an op that cannot run in int8.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted; the state of the training is kept.</exception>
    /// <exception cref="IOException">The output folder cannot be written.</exception>
    public static FitReport Run(FitOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Epochs ?? 1, 1);
        ProbeFolder(options.OutputFolder);
        return new Fit(options).Run();
    }

    private FitReport Run()
    {
        long started = Stopwatch.GetTimestamp();
        CheckBound();
        Observer.OnData(_data);

        Graph network = Network();
        CostReport cost = Cost.Of(network, _options.Device);
        Observer.OnNetwork(cost);
        DemandDeployable(network);

        TrainingResult training = Train(network);
        try
        {
            return Deploy(training, cost, started);
        }
        catch (OperationCanceledException) when (_options.Cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException($"Interrupted after the training. Its result is kept in {CheckpointPath}; run again with --resume to continue.", _options.Cancellation);
        }
    }

    private FitReport Deploy(TrainingResult training, CostReport cost, long started)
    {
        double floatScore = Evaluation.Score(training.Graph, _data.Test);
        Observer.OnTrained(_metric, floatScore);

        Graph prepared = Prepare(training.Graph, cost, floatScore);
        Graph quantized = new PostTrainingQuantization(Quantize.BatchesOf(_data.Calibration(_options.CalibrationSamples, _options.Seed))).Apply(prepared);
        Firmware firmware = Compile.ToC(quantized, Targets.For(_options.Device));
        PlanSamples deployed = PlanEvaluation.Of(firmware.Plan, _data.Test);
        double deployedScore = Evaluation.Score(deployed.RealOutputs(), _data.Test);
        NoteQuantization(firmware, CostCounter.Count(prepared).WeightBytes, floatScore, deployedScore);

        FitVerification proofs = FitProofs.Of(firmware, deployed, _options);
        FitMemoryUse memory = FitMemoryUse.Of(firmware.Plan, proofs.Emulator);
        FitBudget budget = new(_options.FlashBudgetBytes ?? _options.Device.FlashBytes, _options.RamBudgetBytes ?? _options.Device.RamBytes);
        return new FitReport
        {
            Data = _options.Data,
            Network = _options.Network,
            Device = _options.Device.Name,
            Seed = _options.Seed,
            Metric = _metric,
            Accuracy = new FitAccuracy(floatScore, deployedScore, _data.Test.Count, _options.Bound),
            Macs = firmware.Changes[0].Before.Macs,
            MacsAfterFolding = firmware.Plan.Macs,
            Parameters = cost.Parameters,
            FlashBytes = memory.FlashBytes,
            RamBytes = memory.RamBytes,
            MemoryIsMeasured = memory.IsMeasured,
            Budget = budget,
            Fits = memory.FlashBytes <= budget.FlashBytes && memory.RamBytes <= budget.RamBytes,
            MeetsFloor = _options.Bound is not { } bound || _metric.Meets(deployedScore, bound),
            DataSummary = FitFacts.DataOf(_data, _options.CalibrationSamples),
            Layers = FitFacts.LayersOf(prepared, firmware.Plan),
            Epochs = [.. training.Epochs.Select(epoch => new FitEpoch(epoch.Epoch, epoch.Loss, epoch.Score ?? floatScore, epoch.SamplesPerSecond))],
            Steps = _steps,
            Advice = FitAdvice.Of(quantized, _data, _options),
            Memory = FitFacts.MemoryOf(firmware.Plan),
            Latency = FitFacts.LatencyOf(prepared, _options.Device),
            Verify = proofs,
            Files = Save(training.Graph, quantized, firmware),
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            Environment = FitFacts.EnvironmentOf(_options.Toolchain),
            ModelHash = quantized.ContentHash(),
            Command = _options.Command,
        };
    }

    private Graph Network()
    {
        int outputs = _data.Train.Task.OutputsFor(_data.Train.InputShape);
        Graph network = File.Exists(_options.Network) ? _options.LoadNetwork(_options.Network) : NamedNetwork(outputs);
        if (network.Input.SampleShape != _data.Train.InputShape || network.Output.SampleShape.Count != outputs)
        {
            throw new ShapeException($"The network '{_options.Network}' turns {network.Input.SampleShape} into {network.Output.SampleShape}, but the data '{_options.Data}' needs {_data.Train.InputShape} into [{outputs}]. Choose another network or data set.");
        }

        return new Graph(network.Inputs, network.Outputs, network.Values) { Preprocessing = _data.Train.Preprocessing.ToString() };
    }

    /// <summary>Finds out before the training whether its result can run in int8: whatever the values, the ops are the same.</summary>
    private void DemandDeployable(Graph network) => Compile.ToC(Quantize.PostTraining(network, _data.Calibration(_options.CalibrationSamples, _options.Seed)));

    private Graph NamedNetwork(int outputs)
    {
        try
        {
            return Networks.Create(_options.Network, _data.Train.InputShape, outputs);
        }
        catch (ShapeException mismatch)
        {
            throw new ShapeException($"The network '{_options.Network}' does not take the samples {_data.Train.InputShape} of '{_options.Data}'. {mismatch.Message} Networks for any samples are mlp, tiny-mlp and autoencoder.", mismatch);
        }
    }

    private TrainingResult Train(Graph network) => Trainer.Run(network, _data.Train, new TrainingOptions
    {
        Epochs = _options.Epochs ?? FitOptions.DefaultEpochs(_data.Train.Count),
        Optimizer = new Adam(_options.LearningRate),
        Seed = _options.Seed,
        Validation = _data.Validation.Count > 0 ? _data.Validation : null,
        CheckpointPath = CheckpointPath,
        Resume = _options.Resume,
        Progress = Observer.OnEpoch,
        Cancellation = _options.Cancellation,
    });

    private Graph Prepare(Graph trained, CostReport cost, double score)
    {
        Graph graph = trained;
        long bytes = cost.WeightBytes;
        foreach (Pass pass in InferencePasses.All)
        {
            Graph next = pass.Apply(graph);
            if (next.Nodes.SequenceEqual(graph.Nodes))
            {
                continue;
            }

            double after = Evaluation.Score(next, _data.Test);
            long bytesAfter = CostCounter.Count(next).WeightBytes;
            Note(new FitStep
            {
                Name = pass.Name,
                Safety = pass.Safety,
                AccuracyBefore = score,
                AccuracyAfter = after,
                BytesBefore = bytes,
                BytesAfter = bytesAfter,
                Note = $"{graph.Nodes.Count} nodes became {next.Nodes.Count}.",
            });
            (graph, score, bytes) = (next, after, bytesAfter);
        }

        return graph;
    }

    private void NoteQuantization(Firmware firmware, long bytesBefore, double before, double after)
    {
        Note(new FitStep
        {
            Name = nameof(PostTrainingQuantization),
            Safety = PassSafety.Unsafe,
            AccuracyBefore = before,
            AccuracyAfter = after,
            BytesBefore = bytesBefore,
            BytesAfter = firmware.Changes[0].Before.ConstantBytes,
            Note = $"int8: weights per channel, activations by the 99.99th percentile of {Math.Min(_options.CalibrationSamples, _data.Train.Count)} training samples.",
        });
        foreach (PlanChange change in firmware.Changes.Where(change => change.HasChanged))
        {
            Note(new FitStep
            {
                Name = change.Pass,
                Safety = PassSafety.Exact,
                AccuracyBefore = after,
                AccuracyAfter = after,
                BytesBefore = change.Before.ConstantBytes,
                BytesAfter = change.Plan.ConstantBytes,
                Note = change.Description,
            });
        }
    }

    private void Note(FitStep step)
    {
        _steps.Add(step);
        Observer.OnCompressed(step);
    }

    private IReadOnlyList<string> Save(Graph trained, Graph quantized, Firmware firmware)
    {
        string folder = _options.OutputFolder;
        IReadOnlyList<string> sources = firmware.Save(folder);
        ModelFile.Save(trained, Path.Combine(folder, TrainedFile));
        ModelFile.Save(quantized, Path.Combine(folder, DeployedFile));
        File.Delete(CheckpointPath);
        return [.. sources, DeployedFile, TrainedFile];
    }

    private void CheckBound()
    {
        if (_options.BoundIsCeiling is { } isCeiling && isCeiling == _metric.HigherIsBetter)
        {
            throw new ArgumentException($"The data '{_options.Data}' is judged by {_metric.Name}, which needs a {(isCeiling ? "floor" : "ceiling")}, not a {(isCeiling ? "ceiling" : "floor")}: use --{(isCeiling ? "floor" : "ceiling")}.");
        }

        if (_options.Bound is { } bound && (!double.IsFinite(bound) || bound < 0 || (_metric.HigherIsBetter && bound > 1)))
        {
            string range = _metric.HigherIsBetter ? "between 0 and 1" : "0 or more";
            throw new ArgumentException($"The bound of {_metric.Name} is {range}, but got {bound}. For example 0.985 asks for 98.5 %.");
        }
    }

    /// <summary>Finds out before the training whether its results can be kept.</summary>
    private static void ProbeFolder(string folder)
    {
        string probe = Path.Combine(folder, ".probe");
        try
        {
            AtomicFile.WriteText(probe, string.Empty);
            File.Delete(probe);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new IOException($"The output folder '{folder}' cannot be written: {fault.Message} Name another one.", fault);
        }
    }
}

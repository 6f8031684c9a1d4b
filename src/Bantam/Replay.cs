using Bantam.Compression;
using Bantam.Costs;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Training;

namespace Bantam;

/// <summary>Proves the report of a <c>fit</c> again, from the files beside it.</summary>
public sealed class Replay
{
    private const string TrainedFile = "trained.bantam";
    private const string DeployedFile = "model.bantam";

    private readonly ReplayOptions _options;
    private readonly ReplayedReport _report;
    private readonly string _folder;
    private readonly List<ReplayClaim> _claims = [];

    private Replay(string path, ReplayOptions options)
    {
        _options = options;
        _report = ReplayedReport.Read(path);
        _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    }

    /// <summary>Derives what a report claims once more: sizes, counts, steps, code, accuracy and proofs.</summary>
    /// <param name="path">The JSON that <c>fit</c> wrote; the model files lie in its folder.</param>
    /// <param name="options">Data folder and tools.</param>
    /// <returns>Each claim with its verdict. What cannot be derived here says why.</returns>
    /// <exception cref="FileNotFoundException">The report or a model beside it is missing.</exception>
    /// <exception cref="InvalidDataException">The report lacks a field, or a model is broken.</exception>
    /// <remarks>Training is not repeated: the trained network is taken as it lies there, and everything after it is done again.</remarks>
    public static ReplayReport Of(string path, ReplayOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        Replay replay = new(path, options ?? new ReplayOptions());
        replay.Run();
        return new ReplayReport(replay._claims);
    }

    private void Run()
    {
        Graph trained = ModelFile.Load(Path.Combine(_folder, TrainedFile));
        Graph deployed = ModelFile.Load(Path.Combine(_folder, DeployedFile));
        Device? device = Devices.All.FirstOrDefault(candidate => candidate.Name == _report.Device);
        Firmware firmware = Compile.ToC(deployed, device is null ? Targets.C99 : Targets.For(device));
        Expect("model hash", _report.ModelHash, deployed.ContentHash());
        Expect("parameters", _report.Parameters, CostCounter.Count(trained).Parameters);
        Expect("MACs", _report.Macs, firmware.Changes[0].Before.Macs);
        Expect("arena bytes", _report.Memory.ArenaBytes, firmware.Plan.ArenaBytes);
        Expect("lower bound of the arena, bytes", _report.Memory.LowerBoundBytes, firmware.Plan.LowerBoundBytes);
        CompareCode(firmware, device);

        DataSplits? data = Data(out string? absent);
        Graph prepared = RepeatPasses(trained, data, absent);
        RepeatQuantization(prepared, firmware.Changes[0].Before, data, absent);
        RepeatPlanPasses(firmware);
        if (data is null)
        {
            Unproved($"{_report.Metric} in floating point", absent!);
            Unproved($"{_report.Metric} as deployed", absent!);
            Unproved("the C code computes the same bytes", absent!);
            return;
        }

        PlanSamples samples = PlanEvaluation.Of(firmware.Plan, data.Test);
        Expect($"{_report.Metric} in floating point", _report.Accuracy.Float, Evaluation.Score(trained, data.Test));
        Expect($"{_report.Metric} as deployed", _report.Accuracy.Deployed, Evaluation.Score(samples.RealOutputs(), data.Test));
        RepeatProofs(firmware, samples, device);
    }

    private void CompareCode(Firmware firmware, Device? device)
    {
        foreach ((string extension, string text) in (ReadOnlySpan<(string, string)>)[("c", firmware.Files.Source), ("h", firmware.Files.Header)])
        {
            string name = $"{firmware.Files.Prefix}.{extension}";
            string path = Path.Combine(_folder, name);
            if (device is null)
            {
                Unproved($"{name} is what the model compiles to", $"the device '{_report.Device}' comes from a file that the report does not hold");
                continue;
            }

            if (!File.Exists(path))
            {
                Unproved($"{name} is what the model compiles to", $"there is no {name} beside the report");
                continue;
            }

            bool isEqual = new FileInfo(path).Length <= ReplayedReport.MaximumBytes && File.ReadAllText(path) == text;
            Expect($"{name} is what the model compiles to", "equal", isEqual ? "equal" : "different, by this version of Bantam");
        }
    }

    private DataSplits? Data(out string? absent)
    {
        try
        {
            absent = null;
            return DatasetCatalog.Load(_report.Data, _options.DataFolder, _report.Seed);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or UnknownNameException)
        {
            absent = fault.Message;
            return null;
        }
    }

    private Graph RepeatPasses(Graph trained, DataSplits? data, string? absent)
    {
        Graph graph = trained;
        foreach (ReplayedStep step in _report.Steps.Where(step => step.Name != nameof(PostTrainingQuantization) && PlanPasses.All.All(pass => pass.Name != step.Name)))
        {
            if (InferencePasses.All.FirstOrDefault(pass => pass.Name == step.Name) is not { } pass)
            {
                Unproved($"{step.Name}: bytes", "this version has no such step");
                continue;
            }

            Graph next = pass.Apply(graph);
            Expect($"{step.Name}: bytes", $"{step.BytesBefore} to {step.BytesAfter}", $"{CostCounter.Count(graph).WeightBytes} to {CostCounter.Count(next).WeightBytes}");
            if (step.AccuracyAfter is { } accuracy)
            {
                ExpectOrNot($"{step.Name}: {_report.Metric} after", accuracy, data is null ? null : Evaluation.Score(next, data.Test), absent);
            }

            graph = next;
        }

        return graph;
    }

    private void RepeatPlanPasses(Firmware firmware)
    {
        foreach (PlanChange change in firmware.Changes)
        {
            if (_report.Steps.FirstOrDefault(step => step.Name == change.Pass) is { } step)
            {
                Expect($"{step.Name}: bytes", $"{step.BytesBefore} to {step.BytesAfter}", $"{change.Before.ConstantBytes} to {change.Plan.ConstantBytes}");
            }
        }
    }

    private void RepeatQuantization(Graph prepared, Plan plan, DataSplits? data, string? absent)
    {
        if (_report.Steps.FirstOrDefault(step => step.Name == nameof(PostTrainingQuantization)) is not { } step)
        {
            return;
        }

        Expect($"{step.Name}: bytes", $"{step.BytesBefore} to {step.BytesAfter}", $"{CostCounter.Count(prepared).WeightBytes} to {plan.ConstantBytes}");
        string what = $"{step.Name}: the deployed model follows from the trained one";
        if (data is null)
        {
            Unproved(what, absent!);
            return;
        }

        Dataset calibration = data.Calibration((int)Math.Clamp(_report.DataSummary.Calibration, 1, data.Train.Count), _report.Seed);
        Expect(what, _report.ModelHash, new PostTrainingQuantization(Quantize.BatchesOf(calibration)).Apply(prepared).ContentHash());
    }

    private void RepeatProofs(Firmware firmware, PlanSamples samples, Device? device)
    {
        FitVerification proofs = FitProofs.Of(firmware, samples, new FitOptions
        {
            Device = device ?? Devices.CortexM4,
            Toolchain = _options.Toolchain,
            EmulatorSamples = (int)Math.Clamp(_report.Verify.Emulator.Samples, 1, samples.Count),
            Cancellation = _options.Cancellation,
        });
        ExpectProof("the C code computes the same bytes on this machine", proofs.Host);
        ExpectProof($"the C code computes the same bytes on {proofs.Emulator.Target}", proofs.Emulator);
        if (_report.Verify.Emulator.InstructionsPerInference is { } instructions)
        {
            ExpectOrNot("instructions of an inference", instructions, proofs.Emulator.InstructionsPerInference, proofs.Emulator.Reason);
        }

        if (_report.Verify.Emulator.StackBytes is { } stack)
        {
            ExpectOrNot("stack bytes", stack, proofs.Emulator.StackBytes, proofs.Emulator.Reason);
        }
    }

    private void ExpectProof(string what, FitProof proof) => _claims.Add(proof.Status switch
    {
        FitProofStatus.Unproved => new ReplayClaim(what, ReplayVerdict.Unproved, Reason: proof.Reason),
        FitProofStatus.Proved => new ReplayClaim(what, ReplayVerdict.Proved, "0 mismatches", $"0 mismatches in {proof.Samples} samples"),
        _ => new ReplayClaim(what, ReplayVerdict.Failed, "0 mismatches", $"{proof.Mismatches} mismatches in {proof.Samples} samples", proof.Reason),
    });

    private void ExpectOrNot<T>(string what, T reported, T? found, string? reason)
        where T : struct
    {
        if (found is { } value)
        {
            Expect(what, reported, value);
        }
        else
        {
            Unproved(what, reason ?? "it was not measured here");
        }
    }

    private void Expect<T>(string what, T reported, T found)
        where T : notnull =>
        _claims.Add(new ReplayClaim(
            what,
            reported.Equals(found) ? ReplayVerdict.Proved : ReplayVerdict.Failed,
            FormattableString.Invariant($"{reported}"),
            FormattableString.Invariant($"{found}")));

    private void Unproved(string what, string reason) => _claims.Add(new ReplayClaim(what, ReplayVerdict.Unproved, Reason: reason));
}

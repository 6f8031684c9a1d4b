using System.Text.Json.Serialization;
using Bantam.Costs;
using Bantam.Model;
using Bantam.Training;

namespace Bantam;

/// <summary>Everything that one <c>fit</c> run found out: what went in, what it costs, what it saves and what is proved.</summary>
/// <remarks>
/// It holds results only, no behaviour besides its JSON. Texts come from files and names that others chose: whoever
/// prints them escapes them. Bytes are bytes, accuracies are fractions in [0, 1], and every number is finite.
/// </remarks>
public sealed record FitReport
{
    /// <summary>The name and version of the JSON layout that <see cref="ToJson"/> writes.</summary>
    public const string CurrentSchema = "bantam.fit/1";

    /// <summary>The layout of this report: <see cref="CurrentSchema"/>.</summary>
    public string Schema { get; } = CurrentSchema;

    /// <summary>The data set, as named on the command line.</summary>
    public required string Data { get; init; }

    /// <summary>The network: a name of the zoo or the model file it came from.</summary>
    public required string Network { get; init; }

    /// <summary>The device that the network has to fit.</summary>
    public required string Device { get; init; }

    /// <summary>The seed of every random choice of the run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What the accuracy fields measure.</summary>
    public required Metric Metric { get; init; }

    /// <summary>The metric before and after compression, and its bound.</summary>
    public required FitAccuracy Accuracy { get; init; }

    /// <summary>Multiply-accumulate operations of one inference of the network.</summary>
    public required long Macs { get; init; }

    /// <summary>Those that are left after <see cref="Bantam.Deployment.PlanPasses"/>: what the deployed code performs.</summary>
    public required long MacsAfterFolding { get; init; }

    /// <summary>Trainable parameters of the network as trained; running statistics are not counted.</summary>
    public required long Parameters { get; init; }

    /// <summary>Flash that the deployed network needs, in bytes.</summary>
    public required long FlashBytes { get; init; }

    /// <summary>RAM that the deployed network needs, in bytes.</summary>
    public required long RamBytes { get; init; }

    /// <summary>Whether flash and RAM were measured on linked code; otherwise they are what constants and buffers alone need.</summary>
    public required bool MemoryIsMeasured { get; init; }

    /// <summary>What the device, or the command line, allows.</summary>
    public required FitBudget Budget { get; init; }

    /// <summary>Whether flash and RAM both stay within the budget.</summary>
    public required bool Fits { get; init; }

    /// <summary>Whether the deployed metric meets its bound; true where none was asked for.</summary>
    public required bool MeetsFloor { get; init; }

    /// <summary>What the data set holds and how it was split.</summary>
    public required FitDataSummary DataSummary { get; init; }

    /// <summary>The layers of the deployed network, in execution order.</summary>
    public required IReadOnlyList<FitLayer> Layers { get; init; }

    /// <summary>The training curve; empty where the network was not trained in this run.</summary>
    public required IReadOnlyList<FitEpoch> Epochs { get; init; }

    /// <summary>The compression steps, in the order in which they were applied.</summary>
    public required IReadOnlyList<FitStep> Steps { get; init; }

    /// <summary>Pitfalls and rules of thumb that apply to the deployed network, the most severe first.</summary>
    public IReadOnlyList<FitAdvice> Advice { get; init; } = [];

    /// <summary>Where each buffer lives in the arena, and when.</summary>
    public required FitMemory Memory { get; init; }

    /// <summary>The predicted time of one inference on the device; absent where its profile states too little.</summary>
    public FitLatency? Latency { get; init; }

    /// <summary>What was proved about the generated C.</summary>
    public required FitVerification Verify { get; init; }

    /// <summary>The files written, relative to the output folder.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Wall-clock duration of the run, in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The machine and the tools that produced this report.</summary>
    public required FitEnvironment Environment { get; init; }

    /// <summary>The content hash of the deployed model.</summary>
    public required string ModelHash { get; init; }

    /// <summary>The command line that reproduces this report.</summary>
    public required string Command { get; init; }

    /// <summary>The report as one JSON object: camelCase, <c>schema</c> first, the same bytes for the same report.</summary>
    /// <param name="indented">Whether to write one field a line, for people, instead of one line, for scripts.</param>
    /// <returns>The JSON text; a field without a value is left out.</returns>
    /// <exception cref="InvalidOperationException">A number of the report is NaN or infinite; the message names it.</exception>
    public string ToJson(bool indented = false) => FitReportJson.Write(this, indented);
}

/// <summary>The metric of a network before and after compression.</summary>
/// <param name="Float">The metric of the trained network in floating point, on the test split.</param>
/// <param name="Deployed">The metric of the deployed integer network, on the same samples.</param>
/// <param name="Samples">How many test samples both were measured on.</param>
/// <param name="Floor">The bound that was asked for: a minimum for accuracy and auc, a maximum for errors; absent where none was.</param>
public sealed record FitAccuracy(double Float, double Deployed, long Samples, double? Floor = null);

/// <summary>A predicted time: it was not measured.</summary>
/// <param name="Milliseconds">The time of one inference at the device's clock.</param>
/// <param name="Basis"><c>calibrated</c>: from instructions fitted to counted runs on this core; <c>modeled</c>: from figures of the device alone.</param>
public sealed record FitLatency(double Milliseconds, LatencyBasis Basis);

/// <summary>How much memory the network may use.</summary>
/// <param name="FlashBytes">The flash allowed, in bytes.</param>
/// <param name="RamBytes">The RAM allowed, in bytes.</param>
public sealed record FitBudget(long FlashBytes, long RamBytes);

/// <summary>What a data set holds and how it was split.</summary>
/// <param name="Input">The shape of one sample, for example <c>28×28×1</c>.</param>
/// <param name="Training">Samples trained on.</param>
/// <param name="Validation">Samples held back to choose the best epoch.</param>
/// <param name="Test">Samples that only the final figures were measured on.</param>
/// <param name="Calibration">Training samples that chose the integer ranges of the activations.</param>
/// <param name="Classes">The number of classes; absent for tasks without classes.</param>
public sealed record FitDataSummary(string Input, long Training, long Validation, long Test, long Calibration, int? Classes = null);

/// <summary>One layer and its cost.</summary>
public sealed record FitLayer
{
    /// <summary>The layer's name, unique in the network.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of operation.</summary>
    public required string Op { get; init; }

    /// <summary>The shape of the output, for example <c>24×24×8</c>.</summary>
    public required string Output { get; init; }

    /// <summary>Trainable parameters.</summary>
    public required long Parameters { get; init; }

    /// <summary>Multiply-accumulate operations of one inference.</summary>
    public required long Macs { get; init; }

    /// <summary>Bytes of the output as deployed.</summary>
    public required long ActivationBytes { get; init; }

    /// <summary>Bytes of weights, biases and requantization tables as deployed.</summary>
    public required long WeightBytes { get; init; }
}

/// <summary>One pass over the training data.</summary>
/// <param name="Epoch">The number of the pass, from 1.</param>
/// <param name="Loss">The mean training loss.</param>
/// <param name="Metric">The report's metric on the validation split after the pass.</param>
/// <param name="ImagesPerSecond">Training samples per second.</param>
public sealed record FitEpoch(int Epoch, double Loss, double Metric, double ImagesPerSecond);

/// <summary>One compression step: what it did to the metric and to the size.</summary>
public sealed record FitStep
{
    /// <summary>What the step is called.</summary>
    public required string Name { get; init; }

    /// <summary>What the step promises; absent where it transforms no network.</summary>
    public PassSafety? Safety { get; init; }

    /// <summary>The metric before the step; absent where it was not measured.</summary>
    public double? AccuracyBefore { get; init; }

    /// <summary>The metric after the step; absent where it was not measured.</summary>
    public double? AccuracyAfter { get; init; }

    /// <summary>Bytes of all weights before the step.</summary>
    public required long BytesBefore { get; init; }

    /// <summary>Bytes of all weights after the step.</summary>
    public required long BytesAfter { get; init; }

    /// <summary>What was done, in a sentence.</summary>
    public required string Note { get; init; }
}

/// <summary>The arena of a deployed network over time.</summary>
/// <param name="ArenaBytes">The size of the arena, in bytes.</param>
/// <param name="LowerBoundBytes">The most bytes in use at one step: no layout can be smaller.</param>
/// <param name="Buffers">The buffers in the arena.</param>
/// <param name="PlanSteps">The names of the steps that the buffers' step numbers index, from 0.</param>
public sealed record FitMemory(
    long ArenaBytes, long LowerBoundBytes, IReadOnlyList<FitBuffer> Buffers, IReadOnlyList<string> PlanSteps);

/// <summary>One buffer of the arena.</summary>
/// <param name="Name">The value it holds.</param>
/// <param name="Offset">Where it starts in the arena, in bytes.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="FirstStep">The step that writes it.</param>
/// <param name="LastStep">The last step that reads it.</param>
public sealed record FitBuffer(string Name, long Offset, long Bytes, int FirstStep, int LastStep);

/// <summary>What was proved about the generated C.</summary>
/// <param name="Host">The C, compiled for this machine, against the reference runtime.</param>
/// <param name="Emulator">The C, compiled for the device and run in its emulator, against the reference runtime.</param>
public sealed record FitVerification(FitProof Host, FitEmulatorProof Emulator);

/// <summary>Whether a proof succeeded.</summary>
public enum FitProofStatus
{
    /// <summary>Every output byte of every sample is equal.</summary>
    Proved,

    /// <summary>At least one output byte differs.</summary>
    Differs,

    /// <summary>The proof could not be run, so nothing is known.</summary>
    Unproved,
}

/// <summary>A comparison of output bytes between generated C and the reference runtime.</summary>
public record FitProof
{
    /// <summary>The outcome.</summary>
    [JsonPropertyOrder(-2)]
    public required FitProofStatus Status { get; init; }

    /// <summary>Why the proof could not be run; absent where it ran.</summary>
    [JsonPropertyOrder(-2)]
    public string? Reason { get; init; }

    /// <summary>The command that installs what the proof lacked; absent where nothing lacked.</summary>
    [JsonPropertyOrder(-2)]
    public string? Install { get; init; }

    /// <summary>How many samples were compared.</summary>
    [JsonPropertyOrder(-1)]
    public required long Samples { get; init; }

    /// <summary>How many of them differ in at least one byte.</summary>
    [JsonPropertyOrder(-1)]
    public required long Mismatches { get; init; }

    /// <summary>Where the first difference appears; absent where there is none.</summary>
    [JsonPropertyOrder(-1)]
    public FitDifference? FirstDifference { get; init; }
}

/// <summary>A proof in the device's emulator, with what the emulator and the linker measured; what was not measured is absent.</summary>
public sealed record FitEmulatorProof : FitProof
{
    /// <summary>The target that the C was compiled for.</summary>
    [JsonPropertyOrder(-2)]
    public required string Target { get; init; }

    /// <summary>Instructions of one inference, counted exactly.</summary>
    public long? InstructionsPerInference { get; init; }

    /// <summary>The deepest stack of one inference, in bytes.</summary>
    public long? StackBytes { get; init; }

    /// <summary>Flash of the linked network: code and constants, in bytes.</summary>
    public long? FlashBytes { get; init; }

    /// <summary>The part of the flash that is code, in bytes.</summary>
    public long? CodeBytes { get; init; }

    /// <summary>The part of the flash that is weights and tables, in bytes.</summary>
    public long? ConstBytes { get; init; }

    /// <summary>RAM of the linked network without stack, in bytes.</summary>
    public long? RamBytes { get; init; }
}

/// <summary>The first byte in which generated C and the reference runtime differ.</summary>
/// <param name="Sample">The sample, from 0.</param>
/// <param name="Layer">The first layer whose output differs.</param>
/// <param name="Index">The byte within that layer's output, from 0.</param>
/// <param name="Expected">What the reference runtime computes.</param>
/// <param name="Actual">What the C computes.</param>
public sealed record FitDifference(long Sample, string Layer, long Index, int Expected, int Actual);

/// <summary>The machine and the tools that produced a report.</summary>
/// <param name="OperatingSystem">Name and version of the operating system.</param>
/// <param name="Processor">Name of the processor.</param>
/// <param name="Cores">Logical cores available.</param>
/// <param name="Runtime">Name and version of the .NET runtime.</param>
/// <param name="Tools">The tools that took part, such as compilers and emulators.</param>
public sealed record FitEnvironment(
    string OperatingSystem, string Processor, int Cores, string Runtime, IReadOnlyList<FitTool> Tools);

/// <summary>A tool that took part in a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version, as it states it.</param>
public sealed record FitTool(string Name, string Version);

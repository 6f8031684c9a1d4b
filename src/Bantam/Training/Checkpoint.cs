using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bantam.Model;

namespace Bantam.Training;

/// <summary>The state of an unfinished training as a file: a zip of <c>state.json</c>, the values as <c>.npy</c>, and the SHA-256 of all of them.</summary>
internal static class Checkpoint
{
    private const string StateEntry = "state.json";
    private const string HashEntry = "sha256";
    private const int MaximumStateBytes = 16 << 20;

    /// <summary>Saves a state. An older checkpoint is replaced only when the new one is complete on the disk.</summary>
    public static void Save(TrainingState state, string path) => AtomicFile.Write(path, stream =>
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, byte[] bytes) in Entries(state))
        {
            hash.AppendData(bytes);
            Add(zip, name, bytes);
        }

        Add(zip, HashEntry, hash.GetHashAndReset());
    });

    /// <summary>Puts a saved state into one that was made for the same network, data and options.</summary>
    /// <exception cref="ModelFormatException">The file is damaged, or belongs to another training.</exception>
    public static void Load(TrainingState state, string path)
    {
        using FileStream stream = File.OpenRead(path);
        try
        {
            using ZipArchive zip = new(stream, ZipArchiveMode.Read);
            Load(state, zip);
        }
        catch (Exception fault) when (fault is ModelFormatException or InvalidDataException or JsonException or EndOfStreamException or ArgumentException or NotSupportedException)
        {
            throw new ModelFormatException($"The checkpoint {path} cannot be used: {fault.Message} Delete it, or train without resume, to begin anew.", fault);
        }
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Entries(TrainingState state)
    {
        CheckpointDocument document = new(
            state.Fingerprint.Parts,
            state.Epoch,
            state.Batch,
            state.LossSum,
            state.Optimizer.StepCount,
            state.Scaler.State,
            state.BestEpoch,
            state.BestScore,
            [.. state.History]);
        yield return (StateEntry, JsonSerializer.SerializeToUtf8Bytes(document, CheckpointJson.Default.CheckpointDocument));
        foreach (Parameter parameter in state.Graph.Parameters)
        {
            float[] slots = state.Optimizer.SlotsOf(parameter);
            yield return ($"values/{parameter.Name}.npy", NpyFormat.Write(state.Graph.Values[parameter]));
            yield return ($"best/{parameter.Name}.npy", NpyFormat.Write(state.Best[parameter]));
            yield return ($"optimizer/{parameter.Name}.npy", NpyFormat.Write(Tensor.From<float>([slots.Length], slots)));
        }
    }

    private static void Load(TrainingState state, ZipArchive zip)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        CheckpointDocument document = JsonSerializer.Deserialize(Extract(StateEntry, MaximumStateBytes), CheckpointJson.Default.CheckpointDocument)
            ?? throw new ModelFormatException("Its state is empty.");
        Check(document, state);
        foreach (Parameter parameter in state.Graph.Parameters)
        {
            float[] slots = state.Optimizer.SlotsOf(parameter);
            Read($"values/{parameter.Name}.npy", parameter.Shape).CopyTo(state.Graph.Values[parameter].Span<float>());
            Read($"best/{parameter.Name}.npy", parameter.Shape).CopyTo(state.Best[parameter].Span<float>());
            Read($"optimizer/{parameter.Name}.npy", [slots.Length]).CopyTo(slots);
        }

        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(BoundedZip.Extract(zip, HashEntry, maximumBytes: 64)))
        {
            throw new ModelFormatException("Its content was changed after it was saved.");
        }

        state.Epoch = document.Epoch;
        state.Batch = document.Batch;
        state.LossSum = document.LossSum;
        state.Optimizer.StepCount = document.StepCount;
        state.Scaler.State = document.LossScaling;
        state.BestEpoch = document.BestEpoch;
        state.BestScore = document.BestScore;
        state.History.AddRange(document.History);

        Span<float> Read(string name, Shape shape) =>
            NpyFormat.Read(name, Extract(name, ((long)shape.Count * sizeof(float)) + ushort.MaxValue), new TensorType(ElementType.Float32, shape)).Span<float>();

        byte[] Extract(string name, long maximumBytes)
        {
            byte[] bytes = BoundedZip.Extract(zip, name, maximumBytes);
            hash.AppendData(bytes);
            return bytes;
        }
    }

    private static void Check(CheckpointDocument document, TrainingState state)
    {
        IReadOnlyList<string> differences = state.Fingerprint.DifferencesFrom(document.Fingerprint);
        if (differences.Count > 0)
        {
            throw new ModelFormatException($"It belongs to another training: {string.Join("; ", differences)}.");
        }

        bool isPossible = document.Epoch >= 0 && document.Epoch <= state.Epochs
            && document.Batch >= 0 && document.Batch <= state.BatchesPerEpoch
            && document.LossScaling.IsPossible
            && document.StepCount + document.LossScaling.SkippedSteps == ((long)document.Epoch * StepsFor(state.BatchesPerEpoch)) + StepsFor(document.Batch)
            && document.BestEpoch >= 0 && document.BestEpoch <= document.Epoch
            && document.History.Length == document.Epoch && document.History.All(epoch => epoch is not null);
        if (!isPossible)
        {
            throw new ModelFormatException($"Its progress cannot be: epoch {document.Epoch} of {state.Epochs}, batch {document.Batch} of {state.BatchesPerEpoch}, step {document.StepCount}, {document.History.Length} epochs noted.");
        }

        long StepsFor(int batches) => ((long)batches + state.AccumulationSteps - 1) / state.AccumulationSteps;
    }

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> bytes)
    {
        using Stream stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        stream.Write(bytes);
    }
}

/// <summary>The layout of <c>state.json</c>.</summary>
internal sealed record CheckpointDocument(
    IReadOnlyDictionary<string, string> Fingerprint,
    int Epoch,
    int Batch,
    double LossSum,
    long StepCount,
    LossScalerState LossScaling,
    int BestEpoch,
    double? BestScore,
    EpochResult[] History);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckpointDocument))]
internal sealed partial class CheckpointJson : JsonSerializerContext;

using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bantam.Model;

namespace Bantam.Training;

/// <summary>The state of an unfinished training as a file: a zip of <c>state.json</c> and the values as <c>.npy</c>.</summary>
internal static class Checkpoint
{
    private const string StateEntry = "state.json";
    private const int MaximumStateBytes = 16 << 20;

    /// <summary>Saves a state. An older checkpoint is replaced only when the new one is complete on the disk.</summary>
    public static void Save(TrainingState state, string path) => AtomicFile.Write(path, stream =>
    {
        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        CheckpointDocument document = new(
            state.Fingerprint,
            state.Epoch,
            state.Batch,
            state.LossSum,
            state.Optimizer.StepCount,
            state.BestEpoch,
            state.BestScore,
            [.. state.History]);
        Add(zip, StateEntry, JsonSerializer.SerializeToUtf8Bytes(document, CheckpointJson.Default.CheckpointDocument));
        foreach (Parameter parameter in state.Graph.Parameters)
        {
            Add(zip, $"values/{parameter.Name}.npy", NpyFormat.Write(state.Graph.Values[parameter]));
            Add(zip, $"best/{parameter.Name}.npy", NpyFormat.Write(state.Best[parameter]));
            float[] slots = state.Optimizer.SlotsOf(parameter);
            Add(zip, $"optimizer/{parameter.Name}.npy", NpyFormat.Write(Tensor.From<float>([slots.Length], slots)));
        }
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
        catch (Exception fault) when (fault is ModelFormatException or InvalidDataException or JsonException or EndOfStreamException)
        {
            throw new ModelFormatException($"The checkpoint {path} cannot be used: {fault.Message} Delete it to begin the training anew.", fault);
        }
    }

    private static void Load(TrainingState state, ZipArchive zip)
    {
        CheckpointDocument document = JsonSerializer.Deserialize(BoundedZip.Extract(zip, StateEntry, MaximumStateBytes), CheckpointJson.Default.CheckpointDocument)
            ?? throw new ModelFormatException("Its state is empty.");
        if (document.Fingerprint != state.Fingerprint)
        {
            throw new ModelFormatException($"It belongs to a training with other data, network or options.{Environment.NewLine}There: {document.Fingerprint}{Environment.NewLine}Here:  {state.Fingerprint}{Environment.NewLine}");
        }

        foreach (Parameter parameter in state.Graph.Parameters)
        {
            Read(zip, $"values/{parameter.Name}.npy", parameter.Shape).CopyTo(state.Graph.Values[parameter].Span<float>());
            Read(zip, $"best/{parameter.Name}.npy", parameter.Shape).CopyTo(state.Best[parameter].Span<float>());
            float[] slots = state.Optimizer.SlotsOf(parameter);
            Read(zip, $"optimizer/{parameter.Name}.npy", [slots.Length]).CopyTo(slots);
        }

        state.Epoch = document.Epoch;
        state.Batch = document.Batch;
        state.LossSum = document.LossSum;
        state.Optimizer.StepCount = document.StepCount;
        state.BestEpoch = document.BestEpoch;
        state.BestScore = document.BestScore;
        state.History.AddRange(document.History);
    }

    private static Span<float> Read(ZipArchive zip, string name, Shape shape) =>
        NpyFormat.Read(name, BoundedZip.Extract(zip, name, ((long)shape.Count * sizeof(float)) + ushort.MaxValue), shape).Span<float>();

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> bytes)
    {
        using Stream stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        stream.Write(bytes);
    }
}

/// <summary>The layout of <c>state.json</c>.</summary>
internal sealed record CheckpointDocument(
    string Fingerprint,
    int Epoch,
    int Batch,
    double LossSum,
    long StepCount,
    int BestEpoch,
    double? BestScore,
    EpochResult[] History);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CheckpointDocument))]
internal sealed partial class CheckpointJson : JsonSerializerContext;

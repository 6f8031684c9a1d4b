using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Bantam.Model;

namespace Bantam.Training;

/// <summary>What must be equal for a checkpoint to fit a training: data, network and options, each in words.</summary>
/// <param name="Parts">What each part is called, and what it is.</param>
internal sealed record TrainingFingerprint(IReadOnlyDictionary<string, string> Parts)
{
    // Enough to tell another seed or another file from the same one, without reading all data twice.
    private const int ProbedSamples = 256;

    public static TrainingFingerprint Of(Graph graph, Dataset data, TrainingOptions options) => new(new Dictionary<string, string>
    {
        ["data"] = TextOf(data),
        ["validation data"] = options.Validation is { } validation ? TextOf(validation) : "none",
        ["network"] = string.Join(", ", graph.Nodes.Select(node => $"{node.Name} {node.Op} {node.SampleShape} of {string.Join(' ', node.Inputs.Select(input => input.Name))}")),
        ["epochs"] = string.Create(CultureInfo.InvariantCulture, $"{options.Epochs}"),
        ["batch size"] = string.Create(CultureInfo.InvariantCulture, $"{options.BatchSize}"),
        ["accumulation steps"] = string.Create(CultureInfo.InvariantCulture, $"{options.AccumulationSteps}"),
        ["precision"] = string.Create(CultureInfo.InvariantCulture, $"{options.Precision}"),
        ["loss scaling"] = string.Create(CultureInfo.InvariantCulture, $"{options.LossScaling}"),
        ["gradient norm limit"] = string.Create(CultureInfo.InvariantCulture, $"{options.GradientNormLimit}"),
        ["optimizer"] = string.Create(CultureInfo.InvariantCulture, $"{options.Optimizer}"),
        ["schedule"] = string.Create(CultureInfo.InvariantCulture, $"{options.Schedule}"),
        ["seed"] = string.Create(CultureInfo.InvariantCulture, $"{options.Seed}"),
        ["augmentation"] = options.Augmentation?.ToString() ?? "none",
        ["loss"] = options.Loss?.ToString() ?? "that of the task",
    });

    /// <summary>The parts in which another one differs, in words; empty where it fits.</summary>
    public IReadOnlyList<string> DifferencesFrom(IReadOnlyDictionary<string, string> there) =>
    [
        .. Parts.Where(part => there.GetValueOrDefault(part.Key) != part.Value)
            .Select(part => $"{part.Key} was '{there.GetValueOrDefault(part.Key)}', but is '{part.Value}'"),
    ];

    private static string TextOf(Dataset data) =>
        string.Create(CultureInfo.InvariantCulture, $"{data.Name}, {data.Count} samples, {data.Preprocessing}, {ProbeOf(data)}");

    private static string ProbeOf(Dataset data)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        float[] input = new float[data.InputShape.Count];
        int probed = Math.Min(ProbedSamples, data.Count);
        for (int i = 0; i < probed; i++)
        {
            int index = (int)((long)i * data.Count / probed);
            data.CopyInput(index, input);
            hash.AppendData(MemoryMarshal.AsBytes<float>(input));
            hash.AppendData(data.Task is LearningTask.Regression ? MemoryMarshal.AsBytes(data.Target(index)) : BitConverter.GetBytes(data.Label(index)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}

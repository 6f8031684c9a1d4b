using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Bantam.Costs;
using Bantam.Deployment;
using Bantam.Model;
using Bantam.Training;

namespace Bantam;

/// <summary>The parts of a fit's report that only restate what is known.</summary>
internal static class FitFacts
{
    public static FitDataSummary DataOf(DataSplits data, int calibrationSamples) => new(
        Text(data.Train.InputShape),
        data.Train.Count,
        data.Validation.Count,
        data.Test.Count,
        Math.Min(calibrationSamples, data.Train.Count),
        (data.Train.Task as LearningTask.Classification)?.Classes);

    /// <summary>The layers as deployed: one byte for each activation, constants as the plan holds them.</summary>
    public static IReadOnlyList<FitLayer> LayersOf(Graph prepared, Plan plan)
    {
        Dictionary<string, PlanStep> steps = plan.Steps.ToDictionary(step => step.Name);
        return
        [
            .. CostCounter.Count(prepared, bytesPerActivation: 1, bytesPerWeight: 1).Layers.Select(layer => new FitLayer
            {
                Name = layer.Name,
                Op = layer.Op,
                Output = Text(layer.OutputShape),
                Parameters = layer.Parameters,
                Macs = layer.Macs,
                ActivationBytes = layer.ActivationBytes,
                WeightBytes = steps.TryGetValue(layer.Name, out PlanStep? step) ? step.ConstantBytes : 0,
            }),
        ];
    }

    public static FitLatency? LatencyOf(Graph prepared, Device device)
    {
        LatencyReport? latency = LatencyModel.CanPredict(device) ? LatencyModel.Predict(prepared, device) : null;
        return latency is null ? null : new FitLatency(latency.Seconds * 1000, latency.Basis);
    }

    public static FitMemory MemoryOf(Plan plan) => new(
        plan.ArenaBytes,
        plan.LowerBoundBytes,
        [
            .. plan.Buffers
                .Where(buffer => buffer.Place == BufferPlace.Arena)
                .Select(buffer => new FitBuffer(buffer.Name, buffer.Offset, buffer.Bytes, buffer.FirstStep, buffer.LastStep)),
        ],
        plan.StepNames);

    public static FitEnvironment EnvironmentOf(Toolchain toolchain) => new(
        RuntimeInformation.OSDescription,
        $"{RuntimeInformation.ProcessArchitecture} with {VectorBits()}-bit vectors",
        Environment.ProcessorCount,
        RuntimeInformation.FrameworkDescription,
        [.. toolchain.Status().Where(tool => tool.Found).Select(tool => new FitTool(tool.Name, tool.Version))]);

    /// <summary>A shape as reports print it: <c>24×24×8</c>.</summary>
    private static string Text(Shape shape) => string.Join('×', shape.Lengths.ToArray());

    private static int VectorBits() =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 64;
}

using Bantam.Compression;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Bench;

/// <summary>What a program does that was compiled ahead of time: reads a model, quantizes it, and runs it by the engine and by the reference.</summary>
internal static class EngineCheck
{
    private const string Network = "ds-cnn-s";

    /// <summary>Runs a network both ways.</summary>
    /// <returns>What was compared.</returns>
    /// <exception cref="InvalidOperationException">The engine's codes are not those of the reference.</exception>
    public static string Run()
    {
        Graph graph = InferencePasses.Apply(Reloaded(Networks.Create(Network, new Shape(49, 10, 1), 12).WithSeed(1)));
        Tensor sample = Tensor.Zeros(graph.Input.SampleShape.WithBatch(1));
        RandomStream random = new(1, "sample");
        foreach (ref float value in sample.Span<float>())
        {
            value = (float)random.NextNormal();
        }

        Plan plan = Lowering.Lower(new PostTrainingQuantization([sample]).Apply(graph));
        PlanRuntime reference = new(plan);
        reference.Run(sample.Span<float>());
        float[] expected = new float[plan.Output.Shape.Count];
        reference.Dequantize(expected);
        float[] outputs = new float[expected.Length];
        Engine.Of(plan).Run(sample.Span<float>(), outputs);
        return outputs.AsSpan().SequenceEqual(expected)
            ? $"{Network}: {plan.StepNames.Count} steps, {outputs.Length} outputs equal"
            : throw new InvalidOperationException($"The engine's outputs of {Network} are not those of the reference.");
    }

    /// <summary>A network as its file gives it back: the file's JSON must not need reflection.</summary>
    private static Graph Reloaded(Graph graph)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".bantam");
        try
        {
            ModelFile.Save(graph, path);
            return ModelFile.Load(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}

using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Inference of one sample in Float32 against ONNX Runtime and eager libtorch. All get the network with folded normalization.</summary>
internal static class InferBench
{
    private const int BatchSize = 1;

    public static void Run(BenchRun run)
    {
        foreach (BenchNetwork network in BenchNetwork.All)
        {
            string name = $"{network.Name}/{BatchSize}";
            if (run.Options.Wants(name))
            {
                Measure(run, name, network);
            }
        }
    }

    private static void Measure(BenchRun run, string name, BenchNetwork network)
    {
        Graph graph = InferencePasses.Apply(network.Create());
        InferenceStep step = new(graph, BatchSize);
        Samples.Normal(step.Batch.Shape, "batch").Span<float>().CopyTo(step.Batch.Span<float>());
        step.Run();
        run.Measure(
            new Workload(name, "samples/s", BatchSize, step.Run),
            new Challenger(OnnxRuntimePeer.Name, () => OnnxRuntime(graph, step, run.Options.Threads)),
            new Challenger(TorchPeer.Name, () => Torch(graph, step, run.Options.Threads)));
    }

    private static Prepared OnnxRuntime(Graph graph, InferenceStep step, int threads)
    {
        OnnxRuntimePeer.Load();
        OnnxRuntimePeer peer = new(OnnxWriter.Write(graph, BatchSize), step.Batch, graph.Output.SampleShape.Count, threads);
        peer.Run();
        return new Prepared(peer.Run, Samples.Difference(step.Output.Span<float>(), peer.Output)) { Owned = peer };
    }

    private static Prepared Torch(Graph graph, InferenceStep step, int threads)
    {
        TorchPeer.Load(threads);
        (TorchInference faster, string? layout) = TorchLayouts.Faster(step.Batch.Shape, threads, last => new TorchInference(graph, step.Batch, last), peer => peer.Run());
        return new Prepared(faster.Run, Samples.Difference(step.Output.Span<float>(), faster.Output()), layout) { Owned = faster };
    }
}

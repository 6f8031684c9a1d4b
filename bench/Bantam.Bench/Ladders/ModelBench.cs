using Bantam.Deployment;
using Bantam.Formats;
using Bantam.Model;

namespace Bantam.Bench;

/// <summary>One network, given as a file or by its name, against ONNX Runtime: the kernels of both, on the same inputs.</summary>
/// <remarks>
/// An ONNX file runs there as it is; other networks in Float32 are written as one. The command line measures everything else that
/// belongs to a result: scopes, layers, memory, energy.
/// </remarks>
internal static class ModelBench
{
    /// <summary>The name of the bench.</summary>
    public const string Name = "model";

    // Codes of two engines may differ in their last bit after every layer.
    private const double Int8Tolerance = 0.05;

    public static void Run(BenchRun run)
    {
        string file = run.Options.File;
        Graph graph = Networks.Names.Contains(file) ? Networks.Create(file) : ModelFiles.Load(file);
        bool isQuantized = graph.Nodes.Any(node => node.Op is FakeQuantize);
        string name = Path.GetFileName(file);
        MeasuredNetwork ours = isQuantized ? MeasuredNetworks.OfPlan(graph, name, run.Options.Batch) : MeasuredNetworks.OfGraph(graph, name, run.Options.Batch);
        ours.Preprocess?.Invoke();
        Complete(ours);
        Tensor batch = Tensor.From(graph.Input.SampleShape.WithBatch(run.Options.Batch), ours.Inputs.Span);
        run.Measure(
            new Workload($"{name}/{run.Options.Batch}", "samples/s", run.Options.Batch, () => Complete(ours), isQuantized ? Int8Tolerance : 1e-3),
            new Challenger(OnnxRuntimePeer.Name, () => Peer(run, graph, ours, batch, isQuantized)));
    }

    private static Prepared Peer(BenchRun run, Graph graph, MeasuredNetwork ours, Tensor batch, bool isQuantized)
    {
        OnnxRuntimePeer.Load();
        OnnxRuntimePeer peer = run.Options.File.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
            ? OnnxRuntimePeer.OfFile(run.Options.File, batch, ours.Outputs!().Length, run.Options.Threads)
            : isQuantized ? Quantized(graph, batch, ours.Outputs!().Length, run.Options.Threads)
            : Written(graph, batch, run.Options.Threads);
        peer.Run();
        return new Prepared(peer.Run, Samples.Difference(ours.Outputs!().Span, peer.Output)) { Owned = peer };
    }

    private static OnnxRuntimePeer Written(Graph graph, Tensor batch, int threads)
    {
        try
        {
            Graph folded = StatedPadding.Apply(InferencePasses.Apply(graph));
            return new OnnxRuntimePeer(OnnxWriter.Write(folded, batch.Shape[0]), batch, folded.Output.SampleShape.Count, threads);
        }
        catch (NotSupportedException unwritten)
        {
            throw new PeerAbsentException($"{unwritten.Message} Give an ONNX file.", unwritten);
        }
    }

    /// <summary>With codes without sign, its fastest form.</summary>
    private static OnnxRuntimePeer Quantized(Graph graph, Tensor batch, int outputs, int threads)
    {
        if (batch.Shape[0] > 1)
        {
            throw new PeerAbsentException("A quantized network is written for a batch of 1. Give an ONNX file.");
        }

        try
        {
            return new OnnxRuntimePeer(QuantizedOnnxWriter.Write(graph, isSigned: false), batch, outputs, threads);
        }
        catch (Exception unwritten) when (unwritten is NotSupportedException or KeyNotFoundException)
        {
            throw new PeerAbsentException($"{unwritten.Message} Give an ONNX file.", unwritten);
        }
    }

    /// <summary>Real numbers to real numbers, as the peer does it: in integers the way to codes and back is part of it.</summary>
    private static void Complete(MeasuredNetwork network)
    {
        network.Convert?.Invoke();
        ValueTask run = network.Infer();
        if (!run.IsCompletedSuccessfully)
        {
            run.AsTask().GetAwaiter().GetResult();
        }

        network.Outputs!();
    }
}

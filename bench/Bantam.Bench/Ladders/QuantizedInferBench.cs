using Bantam.Compression;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Bench;

/// <summary>Inference of one sample in int8, real numbers in and out, against ONNX Runtime: its fastest form, and the form of converted TensorFlow Lite files.</summary>
internal static class QuantizedInferBench
{
    private const int CalibrationSamples = 8;

    // Some codes of 256: rounding profiles differ by one here and there.
    private const double Tolerance = 0.1;

    public static void Run(BenchRun run)
    {
        foreach (BenchNetwork network in BenchNetwork.All)
        {
            foreach (bool isSigned in new[] { false, true })
            {
                string name = $"{network.Name}/1/{(isSigned ? "s8" : "u8")}";
                if (run.Options.Wants(name))
                {
                    Measure(run, name, Quantized(network), isSigned);
                }
            }
        }
    }

    /// <summary>A network with folded normalization, quantized by random samples.</summary>
    public static Graph Quantized(BenchNetwork network)
    {
        Graph graph = InferencePasses.Apply(network.Create());
        return new PostTrainingQuantization([Samples.Normal(network.Input.WithBatch(CalibrationSamples), "calibration")]).Apply(graph);
    }

    private static void Measure(BenchRun run, string name, Graph graph, bool isSigned)
    {
        Engine engine = Engine.Of(Lowering.Lower(graph, RoundingProfile.Tflm));
        Tensor batch = Samples.Normal(graph.Input.SampleShape.WithBatch(1), "batch");
        float[] sample = batch.ToArray<float>();
        float[] output = new float[engine.OutputLength];
        Action ours = () => engine.Run(sample, output);
        ours();
        run.Measure(
            new Workload(name, "samples/s", 1, ours, Tolerance),
            new Challenger(OnnxRuntimePeer.Name, () =>
            {
                OnnxRuntimePeer.Load();
                OnnxRuntimePeer peer = new(QuantizedOnnxWriter.Write(graph, isSigned), batch, output.Length, run.Options.Threads);
                peer.Run();
                return new Prepared(peer.Run, Samples.Difference(output, peer.Output)) { Owned = peer };
            }));
    }
}

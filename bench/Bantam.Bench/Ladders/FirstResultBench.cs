using Bantam.Deployment;
using Bantam.Model;
using Microsoft.ML.OnnxRuntime;

namespace Bantam.Bench;

/// <summary>How long a fresh process takes from the file of a quantized model to its first result: load, plan and prepare, run. Wall-clock time; less is better, so the ratio is peer ÷ ours.</summary>
internal static class FirstResultBench
{
    private const int Starts = 5;

    /// <summary>The name under which the program starts itself.</summary>
    public const string ChildName = "first";

    public static void Run(BenchRun run)
    {
        foreach (BenchNetwork network in BenchNetwork.All.Where(network => run.Options.Wants($"{network.Name}/first")))
        {
            Graph graph = QuantizedInferBench.Quantized(network);
            string folder = Directory.CreateTempSubdirectory("bantam-first").FullName;
            try
            {
                ModelFile.Save(graph, Path.Combine(folder, "model.bantam"));
                File.WriteAllBytes(Path.Combine(folder, "model.onnx"), QuantizedOnnxWriter.Write(graph, isSigned: false));
                run.Add(Row(run, $"{network.Name}/first", folder));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>The fresh process: milliseconds to the first result.</summary>
    public static double RunChild(string[] arguments)
    {
        double start = Clocks.Read(ClockKind.WallTime);
        if (arguments[0] == "ours")
        {
            RunOurs(Path.Combine(arguments[1], "model.bantam"));
        }
        else
        {
            RunPeer(Path.Combine(arguments[1], "model.onnx"));
        }

        return 1000 * (Clocks.Read(ClockKind.WallTime) - start);
    }

    private static BenchRow Row(BenchRun run, string name, string folder)
    {
        double ours = Fastest("ours", folder);
        BenchRow row = new(name, 1, "ms to first result", ours, null, null, null, null) { Status = RowStatus.Alone };
        if (!run.Options.Peers)
        {
            return row;
        }

        double peer = Fastest("peer", folder);
        return row with { Peer = peer, PeerName = OnnxRuntimePeer.Name, Ratio = peer / ours, Status = RowStatus.Measured };
    }

    private static double Fastest(string side, string folder) => Enumerable.Range(0, Starts).Min(_ => ChildProcess.Measure(ChildName, side, folder));

    private static void RunOurs(string path)
    {
        Engine engine = Engine.Of(Lowering.Lower(ModelFile.Load(path)));
        engine.Run(new float[engine.InputLength], new float[engine.OutputLength]);
    }

    private static void RunPeer(string path)
    {
        OnnxRuntimePeer.Load();
        using SessionOptions options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using InferenceSession session = new(path, options);
        long[] shape = [.. session.InputMetadata.Values.First().Dimensions.Select(length => (long)length)];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[shape.Aggregate((a, b) => a * b)], shape);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, [.. session.InputMetadata.Keys], [input], [.. session.OutputMetadata.Keys]);
    }
}

using Bantam.Model;
using Microsoft.ML.OnnxRuntime;

namespace Bantam.Bench;

/// <summary>A network in ONNX Runtime, with all memory bound beforehand.</summary>
internal sealed class OnnxRuntimePeer : IDisposable
{
    public const string Name = "ONNX Runtime 1.31.1";

    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly OrtValue[] _inputs;
    private readonly OrtValue[] _outputs;

    public OnnxRuntimePeer(byte[] model, Tensor batch, int outputs, int threads)
    {
        using SessionOptions options = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
        };

        // Threads that spin between its runs would take the processor from ours.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(model, options);
        _inputNames = [.. _session.InputMetadata.Keys];
        _outputNames = [.. _session.OutputMetadata.Keys];
        Output = new float[batch.Shape[0] * outputs];
        _inputs = [OrtValue.CreateTensorValueFromMemory(ChannelsFirst.Batch(batch), ChannelsFirst.BatchShape(batch.Shape))];
        _outputs = [OrtValue.CreateTensorValueFromMemory(Output, [batch.Shape[0], outputs])];
    }

    /// <summary>The output of the last run.</summary>
    public float[] Output { get; }

    /// <summary>Loads the native library.</summary>
    /// <exception cref="PeerAbsentException">It cannot be loaded.</exception>
    public static void Load() => NativeLibraries.Load(Path.Combine(AppContext.BaseDirectory, "libonnxruntime.so"));

    public void Run() => _session.Run(_options, _inputNames, _inputs, _outputNames, _outputs);

    public void Dispose()
    {
        _inputs[0].Dispose();
        _outputs[0].Dispose();
        _options.Dispose();
        _session.Dispose();
    }
}

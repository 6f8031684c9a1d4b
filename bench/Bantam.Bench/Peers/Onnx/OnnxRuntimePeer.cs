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
    private readonly float[] _memory;
    private bool _readsChannelsLast;

    /// <summary>A network of ours, written as an ONNX file.</summary>
    /// <param name="model">The file.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="outputs">The outputs of one sample.</param>
    /// <param name="threads">How many threads it may use.</param>
    public OnnxRuntimePeer(byte[] model, Tensor batch, int outputs, int threads)
        : this(SessionOf(model, threads), ChannelsFirst.Batch(batch), ChannelsFirst.BatchShape(batch.Shape), batch.Shape[0] * outputs)
    {
    }

    private OnnxRuntimePeer(InferenceSession session, float[] inputs, long[] inputShape, int outputs)
    {
        _session = session;
        _memory = inputs;
        _inputNames = [.. _session.InputMetadata.Keys];
        _outputNames = [.. _session.OutputMetadata.Keys];
        Output = new float[outputs];
        int batch = (int)inputShape[0];
        long[] shape = [.. _session.OutputMetadata[_outputNames[0]].Dimensions.Select(length => (long)length)];
        _inputs = [OrtValue.CreateTensorValueFromMemory(inputs, inputShape)];
        _outputs = [OrtValue.CreateTensorValueFromMemory(Output, Array.TrueForAll(shape, length => length > 0) ? shape : [batch, outputs / batch])];
    }

    /// <summary>The output of the last run.</summary>
    public float[] Output { get; }

    /// <summary>Loads the native library.</summary>
    /// <exception cref="PeerAbsentException">It cannot be loaded.</exception>
    public static void Load() => NativeLibraries.Load(Path.Combine(AppContext.BaseDirectory, "libonnxruntime.so"));

    /// <summary>An ONNX file as it is, with one input and one output in Float32.</summary>
    /// <param name="path">The file.</param>
    /// <param name="batch">The samples as our network reads them; its images may have their channels last.</param>
    /// <param name="outputs">The number of its outputs.</param>
    /// <param name="threads">How many threads it may use.</param>
    /// <exception cref="PeerAbsentException">Its inputs or outputs are others.</exception>
    public static OnnxRuntimePeer OfFile(string path, Tensor batch, int outputs, int threads) => OfBytes(File.ReadAllBytes(path), batch, outputs, threads);

    /// <summary>The bytes of such a file.</summary>
    /// <param name="file">The bytes.</param>
    /// <param name="batch">The samples as our network reads them; its images may have their channels last.</param>
    /// <param name="outputs">The number of its outputs.</param>
    /// <param name="threads">How many threads it may use.</param>
    /// <exception cref="PeerAbsentException">Its inputs or outputs are others.</exception>
    public static OnnxRuntimePeer OfBytes(byte[] file, Tensor batch, int outputs, int threads)
    {
        InferenceSession session = SessionOf(file, threads);
        NodeMetadata[] ends = [.. session.InputMetadata.Values, .. session.OutputMetadata.Values];
        if (ends.Length != 2 || Array.Exists(ends, end => end.ElementType != typeof(float)))
        {
            session.Dispose();
            throw new PeerAbsentException("the bench runs files with one input and one output in Float32 only");
        }

        // A length that the file leaves open is the batch.
        long[] shape = [.. ends[0].Dimensions.Select(length => length > 0 ? length : (long)batch.Shape[0])];
        long[] ours = [.. batch.Shape.Lengths.ToArray().Select(length => (long)length)];
        if (shape.SequenceEqual(ours))
        {
            return new OnnxRuntimePeer(session, batch.ToArray<float>(), shape, outputs) { _readsChannelsLast = true };
        }

        if (shape.SequenceEqual(ChannelsFirst.BatchShape(batch.Shape)))
        {
            return new OnnxRuntimePeer(session, ChannelsFirst.Batch(batch), shape, outputs);
        }

        session.Dispose();
        throw new PeerAbsentException($"the file reads [{string.Join(", ", shape)}], but our network {batch.Shape}");
    }

    private static InferenceSession SessionOf(byte[] model, int threads)
    {
        using SessionOptions options = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
        };

        // Threads that spin between its runs would take the processor from ours.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        return new InferenceSession(model, options);
    }

    /// <summary>Gives the next run other samples, as many as before.</summary>
    public void Read(Tensor batch) => (_readsChannelsLast ? batch.ToArray<float>() : ChannelsFirst.Batch(batch)).CopyTo(_memory, 0);

    public void Run() => _session.Run(_options, _inputNames, _inputs, _outputNames, _outputs);

    public void Dispose()
    {
        _inputs[0].Dispose();
        _outputs[0].Dispose();
        _options.Dispose();
        _session.Dispose();
    }
}

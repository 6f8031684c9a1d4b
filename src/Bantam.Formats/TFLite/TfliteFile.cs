using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Reads and writes <c>.tflite</c> files, the models of TensorFlow Lite.</summary>
/// <remarks>
/// <para>A float network becomes one that can be trained. A quantized one keeps its exact integers: weights and biases are integer
/// parameters behind a <see cref="DequantizeLinear"/>, and each activation passes a <see cref="FakeQuantize"/> with the codes that
/// the file declares, so that it runs on the device byte for byte as TensorFlow Lite Micro runs the file.</para>
/// <para>Nobody vouches for the file: its positions, lengths, numbers and the order of its operators are checked before they are
/// used, and what is read out of it is at most 16 times its size, even where its parts overlap.</para>
/// <para>Source: TensorFlow Lite's schema, version 3, and its 8-bit quantization specification.</para>
/// </remarks>
public static class TfliteFile
{
    private const long MaximumBytes = 1L << 30;

    /// <summary>Loads a network.</summary>
    /// <param name="path">The file, at most 1 GB.</param>
    /// <returns>The network with its values.</returns>
    /// <exception cref="ModelFormatException">The file is no TensorFlow Lite model, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">It uses an operator, a type or a setting that Bantam does not know: the message names operator and tensor.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Graph Load(string path)
    {
        try
        {
            return Read(ReadBounded(path));
        }
        catch (ModelFormatException fault)
        {
            throw new ModelFormatException($"{path} cannot be loaded. {fault.Message}", fault);
        }
        catch (UnsupportedException fault)
        {
            throw new UnsupportedException($"{path} cannot be loaded. {fault.Message}");
        }
    }

    /// <summary>Reads a network from the bytes of a file.</summary>
    /// <param name="bytes">The bytes; constants of the network are copied out of them.</param>
    /// <returns>The network with its values.</returns>
    /// <exception cref="ModelFormatException">The bytes are no TensorFlow Lite model, or a damaged one.</exception>
    /// <exception cref="UnsupportedException">It uses an operator, a type or a setting that Bantam does not know.</exception>
    public static Graph Read(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return TfliteImport.Run(TfliteReader.Read(bytes));
    }

    /// <summary>Saves a network. An existing file is replaced only when the new one is complete on the disk.</summary>
    /// <param name="graph">The network; what can be folded into its layers for inference is, if it is not quantized.</param>
    /// <param name="path">The file, by custom ending in <c>.tflite</c>.</param>
    /// <exception cref="IOException">The file cannot be written; an existing one is as it was.</exception>
    /// <exception cref="UnsupportedException">The format has no operator for an op of the network: the message names the node.</exception>
    public static void Save(Graph graph, string path)
    {
        byte[] bytes = Write(graph);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>Writes a network as the bytes of a file. The same network gives the same bytes.</summary>
    /// <param name="graph">The network; a quantized one becomes a file of integers, any other one of 32-bit floats. Its batch is fixed to 1.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="UnsupportedException">The format has no operator for an op of the network: the message names the node.</exception>
    public static byte[] Write(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return TfliteWriter.Write(TfliteExport.Run(graph));
    }

    private static byte[] ReadBounded(string path)
    {
        using FileStream stream = File.OpenRead(path);
        if (stream.Length > MaximumBytes)
        {
            throw new ModelFormatException($"It has {stream.Length} bytes; a model for a small device has at most {MaximumBytes}.");
        }

        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Reads ONNX models as graphs, and writes graphs as ONNX models: float, quantized with QuantizeLinear and DequantizeLinear, or with Quant of QONNX.</summary>
/// <remarks>
/// Opsets 6 to 28. Activations with four axes become NHWC by propagation, so that at most one transpose stays, at an edge;
/// weights are permuted when they are read. Nodes that depend on constants alone are computed then, too. The first axis of the
/// inputs is the batch where it has length 1 or none. What is refused and why: <c>docs/onnx.md</c>.
/// </remarks>
public static class OnnxFile
{
    /// <summary>The most bytes of a file.</summary>
    internal const int MaximumBytes = 1 << 30;

    /// <summary>Reads a model file. Its external data must lie in its folder.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to import it; as <see cref="OnnxImportOptions"/> says where omitted.</param>
    /// <returns>The graph, with its values.</returns>
    /// <exception cref="ModelFormatException">The file is damaged, or contradicts itself; the message names the node.</exception>
    /// <exception cref="UnsupportedException">An operator, or a use of it, is not supported; the message names the node and what to do.</exception>
    public static Graph Load(string path, OnnxImportOptions? options = null) =>
        Import(OnnxReader.Model(Bytes(path)), options, Path.GetDirectoryName(Path.GetFullPath(path))).ToGraph();

    /// <summary>Reads a model from memory, without external data.</summary>
    /// <param name="file">The bytes of the file.</param>
    /// <param name="options">How to import it; as <see cref="OnnxImportOptions"/> says where omitted.</param>
    /// <returns>The graph, with its values.</returns>
    /// <exception cref="ModelFormatException">The file is damaged, or contradicts itself; the message names the node.</exception>
    /// <exception cref="UnsupportedException">An operator, or a use of it, is not supported; the message names the node and what to do.</exception>
    public static Graph Read(byte[] file, OnnxImportOptions? options = null) => Import(OnnxReader.Model(file), options, null).ToGraph();

    /// <summary>Writes a network as the bytes of a file. The same network gives the same bytes.</summary>
    /// <param name="graph">The network. A quantized one becomes one of QuantizeLinear and DequantizeLinear, with the integers of its plan.</param>
    /// <param name="options">How to write it; as <see cref="OnnxExportOptions"/> says where omitted.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="UnsupportedException">There is no operator for an op of the network, or not in the wanted version: the message names the node.</exception>
    public static byte[] Write(Graph graph, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return OnnxWriter.Model(OnnxExport.Run(graph, options ?? new OnnxExportOptions()));
    }

    /// <summary>Saves a network. An existing file is replaced only when the new one is complete on the disk.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="path">The file, by custom ending in <c>.onnx</c>.</param>
    /// <param name="options">How to write it; as <see cref="OnnxExportOptions"/> says where omitted.</param>
    /// <exception cref="IOException">The file cannot be written; an existing one is as it was.</exception>
    /// <exception cref="UnsupportedException">There is no operator for an op of the network, or not in the wanted version: the message names the node.</exception>
    public static void Save(Graph graph, string path, OnnxExportOptions? options = null)
    {
        byte[] bytes = Write(graph, options);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The content of a file that is not too large.</summary>
    internal static byte[] Bytes(string path)
    {
        long length = new FileInfo(path).Length;
        return length <= MaximumBytes
            ? File.ReadAllBytes(path)
            : throw new ModelFormatException($"'{path}' has {length} bytes; models of up to {MaximumBytes} are read.");
    }

    /// <summary>Imports messages.</summary>
    internal static ImportedNetwork Import(OnnxModel model, OnnxImportOptions? options, string? folder)
    {
        try
        {
            return OnnxImporter.Import(model, options ?? new OnnxImportOptions(), folder);
        }
        catch (UnknownConstantException fault)
        {
            throw new UnsupportedException(fault.Message);
        }
    }
}

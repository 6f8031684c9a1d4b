using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Reads ONNX models as graphs: float, quantized with QuantizeLinear and DequantizeLinear, with integer operators, or with Quant of QONNX.</summary>
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

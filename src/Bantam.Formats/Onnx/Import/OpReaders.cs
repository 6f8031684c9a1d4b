using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Reads one operator: makes ops of the graph and sets its outputs.</summary>
internal delegate void OpReader(NodeReader node);

/// <summary>The readers of all operators, by domain and name.</summary>
internal static class OpReaders
{
    private static readonly Dictionary<string, OpReader> s_readers = new(StringComparer.Ordinal);

    static OpReaders()
    {
        foreach ((string name, OpReader reader) in (IEnumerable<(string, OpReader)>)
        [
            .. ArithmeticReaders.All, .. ComparisonReaders.All, .. ActivationReaders.All, .. ReductionReaders.All, .. ShapeReaders.All, .. SelectionReaders.All,
            .. PadReaders.All, .. LinearReaders.All, .. ConvolutionReaders.All, .. PoolReaders.All, .. NormalizationReaders.All, .. RecurrentReaders.All,
            .. ResizeReaders.All, .. QuantizationReaders.All, .. IntegerReaders.All, .. QuantReaders.All,
        ])
        {
            s_readers.Add(name, reader);
        }
    }

    /// <summary>The names of the operators that are read.</summary>
    public static IEnumerable<string> Names => s_readers.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reads a node.</summary>
    /// <exception cref="UnsupportedException">There is no reader for its operator.</exception>
    public static void Read(OnnxNode node, NodeReader reader)
    {
        bool isKnown = node.Domain is "" or "ai.onnx" or "onnx.brevitas" or "qonnx.custom_op.general" or "finn.custom_op.general";
        if (!isKnown || !s_readers.TryGetValue(node.OpType, out OpReader? read))
        {
            throw new UnsupportedException($"{node.Place}: the operator '{(node.Domain.Length > 0 ? node.Domain + "." : "")}{node.OpType}' is not supported. Write it with others, see docs/onnx.md for those that are, or simplify the model before its export.");
        }

        read(reader);
    }
}

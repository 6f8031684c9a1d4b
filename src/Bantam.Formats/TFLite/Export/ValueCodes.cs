using Bantam.Model;

namespace Bantam.Formats;

/// <summary>What the codes of the values of a graph mean.</summary>
internal sealed class ValueCodes
{
    private readonly Dictionary<Value, QuantizationParameters> _codes = new(ReferenceEqualityComparer.Instance);

    /// <summary>Ops that only move elements keep the codes of what they read; all others have those that a quantization after them names.</summary>
    public ValueCodes(Graph graph)
    {
        Dictionary<Value, QuantizationParameters> named = new(ReferenceEqualityComparer.Instance);
        foreach (Node node in graph.Nodes.Where(node => node is { IsConstant: false, Op: FakeQuantize }))
        {
            named.TryAdd(node.Inputs[0], ((FakeQuantize)node.Op).Quantizer.Encoding);
        }

        foreach (Value value in graph.Inputs.Concat<Value>(graph.Nodes.Where(node => !node.IsConstant)))
        {
            QuantizationParameters? codes = value switch
            {
                Node { Op: FakeQuantize quantize } => quantize.Quantizer.Encoding,
                Node node when MovesElements(node.Op) && Of(node.Inputs[0]) is { } kept && node.Activations.All(input => kept.Equals(Of(input))) => kept,
                _ => named.GetValueOrDefault(value),
            };
            if (codes is not null)
            {
                _codes[value] = codes;
            }
        }
    }

    /// <summary>The codes of a value; null for one in floating point.</summary>
    public QuantizationParameters? Of(Value value) => _codes.GetValueOrDefault(value);

    private static bool MovesElements(Op op) =>
        op is Flatten or Reshape or Squeeze or Unsqueeze or Permute or Concat or Pad or Slice or StridedSlice or MaxPool or AveragePool or Dropout or DropBlock;
}

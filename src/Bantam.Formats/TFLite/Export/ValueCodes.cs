using Bantam.Model;

namespace Bantam.Formats;

/// <summary>What the codes of the values of a graph mean.</summary>
internal sealed class ValueCodes
{
    private readonly Dictionary<Value, QuantizationParameters> _codes = new(ReferenceEqualityComparer.Instance);

    /// <summary>Takes the codes that quantizations name, and hands them on through ops that only move elements.</summary>
    public ValueCodes(Graph graph)
    {
        foreach (Node node in graph.Nodes.Where(node => node is { IsConstant: false, Op: FakeQuantize }))
        {
            QuantizationParameters codes = ((FakeQuantize)node.Op).Quantizer.Encoding;
            _codes[node] = codes;
            _codes.TryAdd(node.Inputs[0], codes);
        }

        foreach (Node node in graph.Nodes.Where(node => !node.IsConstant && MovesElements(node.Op) && !_codes.ContainsKey(node)))
        {
            if (_codes.TryGetValue(node.Inputs[0], out QuantizationParameters? codes))
            {
                _codes[node] = codes;
            }
        }
    }

    /// <summary>The codes of a value; null for one in floating point.</summary>
    public QuantizationParameters? Of(Value value) => _codes.GetValueOrDefault(value);

    private static bool MovesElements(Op op) =>
        op is Flatten or Reshape or Squeeze or Unsqueeze or Permute or Concat or Pad or Slice or MaxPool or AveragePool or Dropout or DropBlock;
}

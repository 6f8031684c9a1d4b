using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Brings a quantized import into the form that lowering reads: activations within their layers, and each value quantized once, where it is computed.</summary>
/// <remarks>Files quantize again behind every operator that only moves elements; the codes are the same, so nothing happens there.</remarks>
internal sealed class QuantizedForm
{
    private readonly Dictionary<Value, int> _reads = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Value, QuantizationParameters> _codes = new(ReferenceEqualityComparer.Instance);

    private QuantizedForm(Graph graph)
    {
        foreach (Value read in graph.Nodes.SelectMany(node => node.Inputs).Concat(graph.Outputs))
        {
            _reads[read] = _reads.GetValueOrDefault(read) + 1;
        }
    }

    /// <summary>The same network in that form.</summary>
    public static Graph Of(Graph graph)
    {
        Graph fused = new FuseActivation().Apply(graph);
        return GraphRewrite.Of(fused, new QuantizedForm(fused).Replaced);
    }

    private Value Replaced(Node node, IReadOnlyList<Value> inputs, GraphRewrite rewrite)
    {
        Value value = node is { IsConstant: false, Op: FakeQuantize { Quantizer.Encoding: { Axis: null } codes } }
            ? Quantized(node, codes, rewrite)
            : IsUndone(node, inputs[0]) ? ((Node)inputs[0]).Inputs[0]
            : GraphRewrite.Keep(node, inputs);
        Remember(value);
        return value;
    }

    /// <summary>Whether a view leads back to the shape before the view that it reads.</summary>
    private static bool IsUndone(Node node, Value input) => node.Op is Flatten or Reshape or Squeeze
        && input is Node { Op: Unsqueeze } view && view.Inputs[0].Type.Shape == node.Type.Shape;

    private Value Quantized(Node node, QuantizationParameters codes, GraphRewrite rewrite)
    {
        if (codes.Equals(_codes.GetValueOrDefault(rewrite.NewValueOf(node.Inputs[0]))))
        {
            return rewrite.NewValueOf(node.Inputs[0]);
        }

        // A view of a computed value is quantized where that is computed.
        Stack<Node> views = [];
        Value source = node.Inputs[0];
        while (source is Node { Op: Flatten or Reshape or Squeeze or Unsqueeze } view && _reads[view] == 1)
        {
            views.Push(view);
            source = view.Inputs[0];
        }

        Value result = GraphRewrite.Keep(node, [rewrite.NewValueOf(source)]);
        foreach (Node view in views)
        {
            Remember(result);
            result = GraphRewrite.Keep(view, [result]);
        }

        return result;
    }

    private void Remember(Value value)
    {
        if (value is not Node { IsConstant: false } node)
        {
            return;
        }

        QuantizationParameters? codes = node.Op switch
        {
            FakeQuantize quantize => quantize.Quantizer.Encoding,
            Flatten or Reshape or Squeeze or Unsqueeze or Permute or Transpose or Slice or StridedSlice or Concat or MaxPool or Pad { Value: 0 } => Shared(node),
            _ => null,
        };
        if (codes is { Axis: null })
        {
            _codes[node] = codes;
        }
    }

    private QuantizationParameters? Shared(Node node) =>
        _codes.TryGetValue(node.Inputs[0], out QuantizationParameters? first) && node.Inputs.All(input => first.Equals(_codes.GetValueOrDefault(input))) ? first : null;
}

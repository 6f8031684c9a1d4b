using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Tells whether a network takes any batch.</summary>
internal static class BatchFreedom
{
    private const int Trial = 2;

    /// <summary>Whether each value of a batch of two is that of one sample with its first axis doubled.</summary>
    public static bool Of(Graph graph)
    {
        if (graph.Inputs.Any(input => input.Type.Shape[0] != 1))
        {
            return false;
        }

        Dictionary<Value, TensorType> types = new(ReferenceEqualityComparer.Instance);
        foreach (Value value in graph.Inputs.Concat<Value>(graph.Nodes.Where(node => !node.IsConstant)))
        {
            Shape shape = value.Type.Shape;
            if (shape.Rank == 0)
            {
                return false;
            }

            TensorType expected = value.Type with { Shape = shape.WithoutBatch().WithBatch(Trial * shape[0]) };
            if (value is Node node && TypeOf(node, types) != expected)
            {
                return false;
            }

            types[value] = expected;
        }

        return true;
    }

    private static TensorType? TypeOf(Node node, Dictionary<Value, TensorType> types)
    {
        try
        {
            return node.Op.Infer([.. node.Inputs.Select(input => types.GetValueOrDefault(input, input.Type))]);
        }
        catch (Exception mismatch) when (mismatch is ShapeException or ArgumentException)
        {
            return null;
        }
    }
}

using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Weights in the order of this library, as they are stored: floats, integers, or floats that an op rounds.</summary>
internal static class Weights
{
    /// <summary>The weights of a layer.</summary>
    /// <param name="node">The layer.</param>
    /// <param name="input">Which input they are.</param>
    /// <param name="order">For each axis here the axis in ONNX.</param>
    /// <param name="arrange">A further rearrangement of constant weights.</param>
    public static Value Of(NodeReader node, int input, int[] order, Func<ConstantTensor, ConstantTensor>? arrange = null)
    {
        ImportContext graph = node.Graph;
        ImportedValue weight = node.Input(input);
        if (weight.Weight is { } stored)
        {
            ConstantTensor permuted = stored.Stored.Permuted(order);
            return stored.Decode(graph, arrange?.Invoke(permuted) ?? permuted, stored.Axis is { } axis ? Array.IndexOf(order, axis) : null);
        }

        if (weight.Constant is { } constant)
        {
            ConstantTensor permuted = constant.Permuted(order);
            return graph.Parameter(node.InputName(input), arrange?.Invoke(permuted) ?? permuted, isTrainable: true);
        }

        return graph.Reordered(graph.Declared(weight), order);
    }

    /// <summary>A vector, such as a bias.</summary>
    public static Value Vector(NodeReader node, int input) => Of(node, input, [0]);
}
